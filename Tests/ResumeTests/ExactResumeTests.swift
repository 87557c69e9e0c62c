import FledgeDatasets
import FledgeFormats
import FledgeKernels
import FledgeModels
import FledgeNetworks
import FledgeTraining
import Testing

/// A training that was interrupted ends with the bits of one that was not.
struct ExactResumeTests {
  @Test func `interrupted after every single step, the busy training ends the same`() throws {
    let plain = try outcome(settings(busy))
    #expect(plain.history.epochs.count >= 4)
    #expect(try outcome(settings(busy), stoppingAt: Array(1...24)) == plain)
  }

  @Test(arguments: OptimizerCatalogue.all.map(\.name))
  func `every optimizer goes on in the middle of an epoch`(optimizer: String) throws {
    let settings = try settings(busy + ["optimizer=\(optimizer)", "l1=0.0001"])
    #expect(try outcome(settings, stoppingAt: [6, 11]) == outcome(settings))
  }

  @Test(arguments: [
    "constant", "step:2:0.5", "exponential:0.8", "cosine:0.1", "linear:0.3", "one-cycle", "warm-up:7:cosine",
    "plateau:0.3:1",
  ])
  func `every schedule goes on where it was`(schedule: String) throws {
    let settings = try settings(busy + ["schedule=\(schedule)", "optimizer=nesterov"])
    #expect(try outcome(settings, stoppingAt: [3, 5, 13]) == outcome(settings))
  }

  @Test(arguments: [
    ["monitor=validation-accuracy", "patience=2"], ["stop-rule=rises-in-a-row", "patience=2"],
    ["order=shuffled-once"], ["order=stored"], ["drop-last=yes", "batch-size=10"], ["measure-training=yes"],
    ["balance-classes=yes"], ["norm=layer"], ["patience=none", "schedule=constant"], ["label-smoothing=0.1"],
    ["dataset=line", "layers=4"],
  ])
  func `every way to run the loop goes on where it was`(changes: [String]) throws {
    let settings = try settings(busy + changes)
    #expect(try outcome(settings, stoppingAt: [4, 9, 10]) == outcome(settings))
  }

  @Test func `a network with convolutions goes on`() throws {
    let settings = try settings(
      "dataset=digits", "examples=40", "test-examples=10", "convolutions=3,4", "kernel-size=3", "layers=8",
      "batch-size=8", "epochs=3", "dropout=0.2", "patience=1")
    #expect(try outcome(settings, stoppingAt: [3, 4, 8]) == outcome(settings))
  }

  @Test func `augmented digits and a tied denoising autoencoder go on`() throws {
    let augmented = try settings(
      "dataset=digits", "examples=40", "test-examples=10", "layers=8", "batch-size=8", "epochs=3",
      "augment=shift=2,rotate=10,elastic=20,noise=0.1")
    #expect(try outcome(augmented, stoppingAt: [3, 8]) == outcome(augmented))
    let denoiser = try settings(
      "dataset=digits", "examples=40", "test-examples=10", "autoencoder=12,3", "tied=yes", "noise=0.3", "batch-size=8",
      "epochs=3", "optimizer=rmsprop", "patience=1")
    #expect(try outcome(denoiser, stoppingAt: [2, 7, 10]) == outcome(denoiser))
  }

  @Test func `a checkpoint at the end of an epoch goes on with the next one`() throws {
    let settings = try settings(busy)
    let first = try Experiment(settings)
    var bytes: [UInt8] = []
    try first.trainer.run { event in
      if case .epoch(let record, _) = event, record.epoch == 2 {
        bytes = try first.checkpoint(writer: "test").encoded()
        return .stop
      }
      return .proceed
    }
    let second = try Experiment(settings)
    try second.restore(Checkpoint(bytes: bytes))
    #expect(second.trainer.state.epoch == 2 && second.trainer.state.stepInEpoch == 0)
    try second.trainer.run()
    #expect(try Outcome(second.trainer) == outcome(settings))
  }

  @Test func `the trainer that took the checkpoint is left as it was`() throws {
    let settings = try settings(busy)
    let experiment = try Experiment(settings)
    try experiment.trainer.run { _ in
      _ = try experiment.checkpoint(writer: "test").encoded()
      return .proceed
    }
    #expect(try Outcome(experiment.trainer) == outcome(settings))
  }

  @Test func `the seconds of an interrupted epoch are counted from its beginning`() throws {
    let experiment = try Experiment(settings(busy))
    try experiment.trainer.run(toStep: 3)
    let seconds = experiment.checkpoint(writer: "test").state.secondsInEpoch
    #expect(seconds > 0)
    let other = try Experiment(settings(busy))
    try other.restore(experiment.checkpoint(writer: "test"))
    try other.trainer.run(toStep: 4)
    #expect(other.trainer.state.secondsInEpoch > seconds)
  }
}
