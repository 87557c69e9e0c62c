import FledgeExperiments
import FledgeStudies
import FledgeTraining
import Foundation
import Testing

@Suite struct CheckpointFileTests {
  func experiment(_ optimizer: String = "adam") throws -> Experiment {
    try Experiment(
      tinySettings {
        $0.layers = [8, 4]
        $0.optimizer = optimizer
        $0.dropout = 0.1
        $0.norm = .batch
        $0.epochs = 6
        $0.patience = 3
      })
  }

  @Test(arguments: ["sgd", "momentum", "adam", "rmsprop", "lion"], [(1, 2), (3, 1), (3, 3)])
  func `a training that goes on from a file takes the same steps to the bit`(
    optimizer: String, stop: (epoch: Int, step: Int)
  ) throws {
    try withFolder { folder in
      let whole = try experiment(optimizer).run()
      let stopped = try experiment(optimizer)
      _ = try stopped.run { event in
        if case .step(stop.step, _, stop.epoch, _, _, _) = event { return .stop }
        return .proceed
      }
      let path = folder + "/checkpoint.safetensors"
      try CheckpointFile.write(stopped.trainer, identity: "a", to: path)
      let resumed = try experiment(optimizer)
      try CheckpointFile.resume(resumed.trainer, identity: "a", from: path)
      #expect(resumed.trainer.state.epoch == stop.epoch - 1)
      let result = try resumed.run()
      #expect(result.parameters == whole.parameters && result.statistics == whole.statistics)
      #expect(result.history.epochs.map(\.trainingLossSeen) == whole.history.epochs.map(\.trainingLossSeen))
      #expect(result.history.epochs.map(\.trainingAccuracySeen) == whole.history.epochs.map(\.trainingAccuracySeen))
      #expect(result.history.bestEpoch == whole.history.bestEpoch)
    }
  }

  @Test func `a checkpoint of another training, or half of one, changes nothing`() throws {
    try withFolder { folder in
      let path = folder + "/checkpoint.safetensors"
      let trained = try experiment()
      _ = try trained.run()
      try CheckpointFile.write(trained.trainer, identity: "a", to: path)
      let fresh = try experiment().trainer
      let before = fresh.snapshot()
      #expect(throws: TrainingError.self) { try CheckpointFile.resume(fresh, identity: "b", from: path) }
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: path))
      #expect(throws: (any Error).self) { try CheckpointFile.resume(fresh, identity: "a", from: path) }
      #expect(fresh.state == before.state && fresh.snapshot().parameters == before.parameters)
    }
  }
}
