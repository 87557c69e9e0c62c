import FledgeKernels
import FledgeNetworks
import FledgeTensors

extension LayerCheck {
  /// What `backward` may and must write.
  mutating func checkMemory(batch: Int, tolerance: Double) {
    let (input, outputGradient) = batchValues(batch)
    for mode in [Mode.training, .evaluation] {
      prepare(bench)
      let before = bench.statisticValues()
      let output = bench.forward(input, batch: batch, mode: mode, key: key)
      report.note("forward writes every value of its output", holds: output.allSatisfy(\.isFinite))
      if mode == .evaluation {
        report.note("evaluation leaves the statistics alone", holds: bench.statisticValues() == before)
        let other = bench.forward(input, batch: batch, mode: mode, key: RandomKey(RandomStream(seed: ~seed, .dropout)))
        report.note("evaluation is not random", holds: sameBits(output, other))
      }
      let gradients = bench.backward(outputGradient, batch: batch, mode: mode, key: key)
      report.note("backward writes every value of the input's gradient", holds: gradients.input.allSatisfy(\.isFinite))
      report.note("nothing is written outside of the layer's slots", holds: bench.isIntact(batch: batch))

      let starts = bench.specs.enumerated().map { slot, spec in
        Self.uniform(spec.shape.count, seed: seed, number: 200 + slot)
      }
      for slot in starts.indices { bench.setGradient(slot, to: starts[slot]) }
      let added = bench.backward(outputGradient, batch: batch, mode: mode, key: key)
      for slot in starts.indices {
        let sum = zip(starts[slot], gradients.parameters[slot]).map { Double($0) + Double($1) }
        report.note(
          "backward adds to the parameters' gradients", error: distance(added.parameters[slot], sum),
          tolerance: tolerance)
      }
      report.note(
        "the input's gradient does not depend on the parameters'", holds: sameBits(added.input, gradients.input))
      for slot in starts.indices { bench.setGradient(slot, to: starts[slot]) }
      let without = bench.backward(
        outputGradient, batch: batch, mode: mode, key: key, wantsInputGradient: false)
      report.note(
        "backward takes an empty input gradient",
        holds: sameBits(without.parameters.flatMap { $0 }, added.parameters.flatMap { $0 }))
    }
    prepare(bench)
  }

  /// Two and three threads, and every instruction set, compute the same bits as one thread.
  mutating func checkTeams(batch: Int) throws(NetworkError) {
    let (input, outputGradient) = batchValues(batch)
    func results(_ threads: ThreadPool) throws(NetworkError) -> [UInt32] {
      let bench = try LayerBench(layer, input: self.input, capacity: capacity, threads: threads)
      prepare(bench)
      let output = bench.forward(input, batch: batch, mode: .training, key: key)
      let gradients = bench.backward(outputGradient, batch: batch, mode: .training, key: key)
      return output.map(\.bitPattern) + gradients.bits + bench.statisticValues().flatMap { $0 }.map(\.bitPattern)
    }
    let one = try results(.serial)
    for threads in [2, 3] {
      let threads = ThreadPool(threads: threads, instructionSet: .current, splitsSmallWork: true)
      report.note("several threads make the same bits as one", holds: try results(threads) == one)
    }
    for set in InstructionSet.available {
      let threads = ThreadPool(threads: 1, instructionSet: set)
      report.note("every instruction set makes the same bits", holds: try results(threads) == one)
    }
  }

  /// Batches, and uses of the same layer, that do not disturb each other.
  mutating func checkIndependence(batch: Int) throws(NetworkError) {
    let (input, outputGradient) = batchValues(batch)
    _ = bench.forward(input, batch: batch, mode: .training, key: key)
    let alone = bench.backward(outputGradient, batch: batch, mode: .training, key: key)
    prepare(bench)

    let other = try LayerBench(layer, input: self.input, capacity: capacity, threads: .serial)
    prepare(other)
    _ = bench.forward(input, batch: batch, mode: .training, key: key)
    _ = other.forward(
      input.map { 1 - $0 }, batch: batch, mode: .training, key: RandomKey(RandomStream(seed: 7, .dropout)))
    let between = bench.backward(outputGradient, batch: batch, mode: .training, key: key)
    report.note("two forwards before a backward are safe", holds: between.bits == alone.bits)

    prepare(bench)
    let whole = bench.forward(input, batch: batch, mode: .evaluation, key: key)
    for example in 0..<batch {
      let row = Array(input[example * bench.inputs..<(example + 1) * bench.inputs])
      let single = bench.forward(row, batch: 1, mode: .evaluation, key: key)
      report.note(
        "an example alone makes the same bits as in a batch",
        holds: sameBits(single, Array(whole[example * bench.outputs..<(example + 1) * bench.outputs])))
    }
    prepare(bench)
  }
}
