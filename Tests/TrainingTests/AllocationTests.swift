import AllocationCounter
import FledgeKernels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Testing

/// A training step allocates nothing after the first one.
@Suite(.enabled(if: allocation_count() >= 0, "the counter needs the GNU C library, without a sanitizer"))
struct AllocationTests {
  @Test func `the counter counts one array`() {
    func count() -> (allocations: Int, elements: Int) {
      let before = allocation_count()
      let array = [Float](repeating: 1, count: 1000)
      return (allocation_count() - before, array.count)
    }
    // The first array of a type may also allocate the type's metadata.
    _ = count()
    #expect(count() == (1, 1000))
  }

  @Test(arguments: [1, 2])
  func `a step of a ReLU network with dropout and Adam allocates nothing`(threads: Int) throws {
    let network = try Network(
      input: [20], [Linear(20, 40), BatchNorm(40), ReLU(), Dropout(0.3), Linear(40, 40), ReLU(), Linear(40, 3)])
    var options = TrainingOptions()
    options.epochs = 3
    options.batchSize = 32
    options.penalties.l2 = 1e-4
    options.clipping.norm = 1
    options.classWeights = [1, 2, 3]
    options.schedule = .cosine(floor: 0.1)
    try expectNoAllocations(
      Trainer(
        network: network, loss: SoftmaxCrossEntropy(), optimizer: Adam(), training: threeClasses(200, width: 20),
        options: options, threads: ThreadPool(threads: threads)))
  }

  @Test(arguments: [1, 2])
  func `a step of a convolutional network allocates nothing`(threads: Int) throws {
    let network = try Network(
      input: [1, 8, 8],
      [
        Conv2d(1, 6, kernel: 3, padding: 1), ReLU(), MaxPool2d(2), Conv2d(6, 20, kernel: 2), ReLU(), MaxPool2d(2),
        Conv2d(20, 20, kernel: 1), Tanh(), AveragePool2d(1), Flatten(), Linear(20, 3),
      ])
    var options = TrainingOptions()
    options.epochs = 3
    options.batchSize = 32
    try expectNoAllocations(
      Trainer(
        network: network, loss: SoftmaxCrossEntropy(), optimizer: Adam(), training: threeClasses(200, width: 64),
        options: options, threads: ThreadPool(threads: threads)))
  }

  @Test func `a step of an autoencoder with Lion allocates nothing`() throws {
    let network = try Network(
      input: [20],
      [
        Block("encoder", [GaussianNoise(0.1), Linear(20, 8), Tanh()]), Residual([LayerNorm(8), Linear(8, 8), SiLU()]),
        Block("decoder", [TiedLinear(8, 20, tiedTo: "encoder.1.weight")]),
      ])
    var options = TrainingOptions()
    options.epochs = 3
    options.batchSize = 32
    options.target = .features
    options.clipping.value = 1
    options.maxNorm = 3
    try expectNoAllocations(
      Trainer(
        network: network, loss: SquaredError(), optimizer: Lion(weightDecay: 1e-4),
        training: threeClasses(200, width: 20), options: options))
  }

  /// Counts from one call of the observer to the next within an epoch; the first steps may still warm up.
  private func expectNoAllocations(_ trainer: Trainer) throws {
    var counts: [Int] = []
    var last: Int?
    try trainer.run { event in
      switch event {
      case .step(let step, _, let epoch, _, _, _):
        let now = allocation_count()
        if let last, epoch > 1 || step > 2 { counts.append(now - last) }
        last = allocation_count()
      case .epoch: last = nil
      }
      return .proceed
    }
    #expect(counts.count > 10)
    #expect(counts.allSatisfy { $0 == 0 }, "allocations in each step: \(counts)")
  }
}
