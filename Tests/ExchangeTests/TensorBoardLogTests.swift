import FledgeDatasets
import FledgeExchange
import FledgeFormats
import FledgeModels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Foundation
import TestSupport
import Testing

@Suite struct TensorBoardLogTests {
  /// Trains with a log, and stops after some epochs.
  private func trainLogged(_ settings: TrainingSettings, to path: String, epochs: Int = .max) throws -> Experiment {
    let experiment = try Experiment(settings)
    let log = try TensorBoardLog(EventFolder(path), experiment, isResumed: false) { Issue.record("\($0)") }
    let result = try experiment.run { event in
      guard case .epoch(let record, _) = event else { return .proceed }
      log.add(record, of: experiment)
      return record.epoch >= epochs ? .stop : .proceed
    }
    if epochs == .max { log.finish(experiment.record(result, writer: "test")) }
    return experiment
  }

  @Test(arguments: ["plain", "dropout", "autoencoder", "early stopping"])
  func `a training with event files has the bits of one without`(kind: String) throws {
    let settings = tinyDigits {
      switch kind {
      case "autoencoder": ($0.layers, $0.autoencoder, $0.noise) = ([], [12, 3], 0.1)
      case "dropout": ($0.dropout, $0.validation) = (0.2, .count(20))
      case "early stopping": ($0.patience, $0.validation, $0.epochs) = (1, .count(20), 6)
      default: break
      }
    }
    try withTemporaryFolder { folder in
      let plain = try Experiment(settings)
      let result = try plain.run()
      let logged = try trainLogged(settings, to: folder + "/logs").trainer.result
      let digests = [(result.parameters, result.statistics), logged].map { weightsDigest($0.0, $0.1) }
      #expect(digests[0] == digests[1])
      let tags = Set(try events(folder + "/logs")[0].flatMap(\.values).map(\.tag))
      #expect(tags.contains("first_layer/\(plain.network.parameterLayout.paths[0])"))
      #expect(tags.contains("reconstructions/test") == (kind == "autoencoder"))
      for path in plain.network.parameterLayout.paths {
        #expect(tags.contains("weights/\(path)") && tags.contains("gradients/\(path)"))
      }
    }
  }

  @Test func `each epoch is in the file before the next begins, with the numbers of the history`() throws {
    try withTemporaryFolder { folder in
      let experiment = try Experiment(tinySettings { $0.validation = .count(10) })
      let log = try TensorBoardLog(EventFolder(folder), experiment, isResumed: false) { Issue.record("\($0)") }
      let result = try experiment.run { event in
        guard case .epoch(let record, _) = event else { return .proceed }
        log.add(record, of: experiment)
        let found = scalars(try events(folder)[0])
        #expect(found["loss/validation"]?.last?.value == record.validationLoss.map { Float($0) })
        #expect(found["accuracy/training_seen"]?.count == record.epoch)
        return .proceed
      }
      log.finish(experiment.record(result, writer: "test"))
      let found = scalars(try events(folder)[0])
      let epochs = result.history.epochs
      #expect(found["loss/training_seen"]?.map(\.step) == epochs.map(\.step))
      #expect(found["loss/training_seen"]?.map(\.value) == epochs.map { Float($0.runningTrainingLoss) })
      #expect(found["learning_rate"]?.map(\.value) == epochs.map { Float($0.learningRate) })
      #expect(found["test/accuracy"]?.map(\.value) == result.test?.accuracy.map { [Float($0)] })
    }
  }

  @Test func `a resumed training goes on in a new file that replaces later steps`() throws {
    try withTemporaryFolder { folder in
      let settings = tinySettings()
      let stopped = try trainLogged(settings, to: folder, epochs: 2)
      let checkpoint = stopped.checkpoint(writer: "test")
      let resumed = try Experiment(settings)
      try resumed.restore(checkpoint)
      let log = try TensorBoardLog(EventFolder(folder), resumed, isResumed: true) { Issue.record("\($0)") }
      _ = try resumed.run { event in
        if case .epoch(let record, _) = event { log.add(record, of: resumed) }
        return .proceed
      }
      let files = try events(folder)
      #expect(files.count == 2)
      let restart = try #require(files[1].first { $0.isRestart })
      // A kill between the checkpoint of an epoch and its events loses these, so they are written once more.
      #expect(restart.step == stopped.trainer.state.history.epochs[1].step)
      let kept = files[0].filter { $0.step < restart.step }
      #expect(scalars(kept)["epoch"]?.map(\.value) == [1])
      #expect(scalars(files[1])["epoch"]?.map(\.value) == [2, 3])
      let path = stopped.network.parameterLayout.paths[0]
      let drawn = files[1].filter { event in event.values.contains { $0.tag == "weights/\(path)" } }
      #expect(drawn.count == 2)
    }
  }

  @Test func `a training resumed within an epoch repeats nothing`() throws {
    try withTemporaryFolder { folder in
      let settings = tinySettings()
      let stopped = try Experiment(settings)
      let log = try TensorBoardLog(EventFolder(folder), stopped, isResumed: false) { Issue.record("\($0)") }
      _ = try stopped.run { event in
        switch event {
        case .epoch(let record, _): log.add(record, of: stopped)
        case .step(let step): if step.epoch == 2, step.step == 2 { return .stop }
        }
        return .proceed
      }
      let resumed = try Experiment(settings)
      try resumed.restore(stopped.checkpoint(writer: "test"))
      let next = try TensorBoardLog(EventFolder(folder), resumed, isResumed: true) { Issue.record("\($0)") }
      _ = try resumed.run { event in
        if case .epoch(let record, _) = event { next.add(record, of: resumed) }
        return .proceed
      }
      let files = try events(folder)
      #expect(files[1].first { $0.isRestart }?.step == stopped.trainer.state.step + 1)
      #expect(scalars(files[0])["epoch"]?.map(\.value) == [1])
      #expect(scalars(files[1])["epoch"]?.map(\.value) == [2, 3])
    }
  }

  @Test func `a training resumed with event files for the first time has all epochs in them`() throws {
    try withTemporaryFolder { folder in
      let first = try Experiment(tinySettings())
      _ = try first.run { event in
        if case .epoch(let record, _) = event, record.epoch == 2 { return .stop }
        return .proceed
      }
      let resumed = try Experiment(tinySettings())
      try resumed.restore(first.checkpoint(writer: "test"))
      let log = try TensorBoardLog(EventFolder(folder), resumed, isResumed: true) { Issue.record("\($0)") }
      _ = try resumed.run { event in
        if case .epoch(let record, _) = event { log.add(record, of: resumed) }
        return .proceed
      }
      #expect(scalars(try events(folder)[0])["epoch"]?.map(\.value) == [1, 2, 3])
    }
  }

  @Test func `gradients are those of the mean loss over the first batch`() throws {
    let experiment = try Experiment(tinySettings { $0.examples = 16 })
    let trainer = experiment.trainer
    let gradients = GradientSample(trainer).gradients(at: trainer.snapshot())
    // One batch is the whole set: the loss after a small step against the gradient falls by its square times the step.
    var snapshot = trainer.snapshot()
    let before = trainer.evaluate(trainer.training).loss
    let step: Float = 1e-3
    var squares = 0.0
    for path in trainer.network.parameterLayout.paths {
      let (weights, gradient) = (try snapshot.parameters.tensor(path), try gradients.tensor(path))
      var moved = weights
      var span = moved.mutableSpan
      for index in gradient.elements.indices {
        span[index] -= step * gradient.elements[index]
        squares += Double(gradient.elements[index]) * Double(gradient.elements[index])
      }
      try snapshot.parameters.set(path, to: moved)
    }
    trainer.restore(snapshot)
    let fall = (before - trainer.evaluate(trainer.training).loss) / Double(step)
    #expect(squares > 0)
    #expect(abs(fall - squares) < 0.02 * squares, "\(fall) for \(squares)")
  }

  @Test func `a folder with event files of another training, or that cannot be written, is refused`() throws {
    try withTemporaryFolder { folder in
      _ = try trainLogged(tinySettings(), to: folder, epochs: 1)
      #expect(throws: RunFolderError.self) { try EventFolder(folder).check() }
      let other = try Experiment(tinySettings { $0.seed = 9 })
      #expect(throws: RunFolderError.self) {
        try TensorBoardLog(EventFolder(folder), other, isResumed: true) { _ in }
      }
      let longer = try Experiment(tinySettings { $0.epochs = 5 })
      _ = try TensorBoardLog(EventFolder(folder), longer, isResumed: true) { _ in }
      try "a file".write(toFile: folder + "/file", atomically: true, encoding: .utf8)
      #expect(throws: RunFolderError.self) { try EventFolder(folder + "/file/logs") }
      #expect(throws: RunFolderError.self) { try EventFolder("") }
    }
  }
}
