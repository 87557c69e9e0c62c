import FledgeFormats
import FledgeModels
import FledgeTraining
import Foundation
import Testing

/// A checkpoint of every released format version is read and resumes to the bits of its own version.
struct OldVersionTests {
  private let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/checkpoints").path
  private let training = [
    "dataset=moons", "examples=40", "test-examples=10", "validation=8", "layers=4", "norm=batch", "dropout=0.1",
    "optimizer=adam", "schedule=plateau:0.5:1", "patience=5", "batch-size=8", "epochs=6", "seed=11",
  ]

  /// With FLEDGE_RECORD=checkpoint, the file of the present version is written anew: only ever before its release.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["FLEDGE_RECORD"] == "checkpoint"))
  func `record the present version`() throws {
    let experiment = try Experiment(settings(training))
    try experiment.trainer.run(toStep: 10)
    try AtomicFile.write(
      experiment.checkpoint(writer: "fledge 0.1.0").encoded(),
      to: "\(folder)/version-\(Checkpoint.formatVersion).safetensors")
  }

  @Test(arguments: [1])
  func `a file of every version goes on`(version: Int) throws {
    let checkpoint = try Checkpoint(contentsOf: "\(folder)/version-\(version).safetensors")
    #expect(checkpoint.state.step == 10 && checkpoint.state.epoch == 2 && checkpoint.state.stepInEpoch == 2)
    let experiment = try Experiment(settings(training))
    try experiment.restore(checkpoint)
    try experiment.trainer.run()
    #expect(try Outcome(experiment.trainer).digest == outcome(settings(training)).digest)
  }
}
