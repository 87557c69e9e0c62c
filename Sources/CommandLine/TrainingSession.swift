import Fledge
import FledgeExchange
import Foundation
import Synchronization

/// One training of `fledge train`: progress, checkpoints, signals, results.
struct TrainingSession {
  let experiment: Experiment
  let console: Console
  let json: Bool
  /// Whether a finished run keeps its last checkpoint, from which more epochs can follow.
  var keepsCheckpoint = true
  /// The folder to go on with after an interruption, where it is not the run's own.
  var resumePath: String?
  /// The event files of TensorBoard.
  var events: TensorBoardLog?
  /// Whether a warning is an error.
  var isStrict = false
  /// Whether a socket in the run's folder steers the training, and whether it waits for its first step.
  var isControlled = false
  var isPaused = false

  /// Trains on one batch, reports whether it was memorised, and writes nothing.
  func runOneBatch() throws {
    let progress = progress
    let result = try experiment.run { event in
      progress.show(event)
      return .proceed
    }
    progress.finish(result.history)
    if let last = result.history.epochs.last, let trainingLoss = last.trainingLoss {
      let verdict = last.trainingAccuracy.map { accuracy in
        ", accuracy \(percent(accuracy)): "
          + (accuracy == 1 ? "learned by heart" : "NOT learned by heart; more epochs or another learning rate may help")
      }
      console.say("\n\(grouped(last.step)) steps on one batch: loss \(lossText(trainingLoss))\(verdict ?? "")")
    }
    if json { console.give(.object(summary(record(result)))) }
  }

  private func record(_ result: ExperimentResult) -> RunRecord {
    experiment.record(result, writer: "fledge \(fledgeVersion)")
  }

  private func summary(_ record: RunRecord) -> JSONObject {
    var summary = record.summary
    summary["settings"] = .object(experiment.settings.values)
    return summary
  }

  /// Trains from the trainer's present state, with checkpoints and results in a run's folder.
  ///
  /// - Throws: `ExitStatusError` where the training was interrupted, after printing how to resume.
  func run(in folder: RunFolder) throws {
    let (result, record, warnings) = try train(in: folder)
    var summary = summary(record)
    summary["output"] = .string(folder.path)
    report(result, summary: summary, folder: folder)
    try tell(warnings, of: folder)
  }

  /// Prints what a training has shown to be amiss, or ends with it where warnings are errors.
  func tell(_ warnings: [String], of folder: RunFolder) throws {
    if isStrict, let first = warnings.first {
      throw DatasetError.badData("\(first) (--strict); the run is complete and kept in \(folder.path)")
    }
    for warning in warnings { console.warn("warning: \(warning)") }
  }

  /// The same without a report of the results.
  func train(in folder: RunFolder) throws -> (result: ExperimentResult, record: RunRecord, warnings: [String]) {
    let progress = progress
    let writer = "fledge \(fledgeVersion)"
    let trainer = experiment.trainer
    let file = ProgressFile(folder, examples: trainer.training.count) { [console] in console.warn($0) }
    defer { file.remove() }
    file.show(
      StepProgress(
        step: trainer.state.stepInEpoch, steps: trainer.stepsPerEpoch, epoch: trainer.state.epoch + 1,
        epochs: trainer.options.epochs, loss: 0), learningRate: trainer.learningRate)
    let control = isControlled ? TrainingControl(step: trainer.state.step, isPaused: isPaused) : nil
    let socket = try control.map { try ControlSocket($0, folder: folder.path) }
    defer {
      control?.finish()
      socket?.close()
    }
    func attend() throws -> TrainingCommand {
      try control?.attend(
        step: trainer.state.step,
        change: { try make($0, in: folder) }, pausing: { file.show(isPaused: $0) }) ?? .proceed
    }
    do {
      let history = try folder.startHistory(
        trainer.state.history, tracked: trainer.tracksNorms ? trainer.trackedNames : [])
      if isPaused, try attend() == .stop {
        try folder.checkpoints.save(experiment.checkpoint(writer: writer))
        throw interruption(folder)
      }
      let result = try experiment.run(checkpoints: folder.checkpoints, writer: writer) { event in
        progress.show(event)
        switch event {
        case .step(let step):
          file.show(step, learningRate: trainer.learningRate)
          if try attend() == .stop { return .stop }
        case .epoch(let record, _):
          try history.append(record)
          events?.add(record, of: experiment)
        }
        return Interruption.isRequested ? .stop : .proceed
      }
      progress.finish(experiment.trainer.state.history)
      guard let result else { throw interruption(folder) }

      // The earlier checkpoints stay until the results are complete: a full disk must not cost the training.
      if keepsCheckpoint { try folder.checkpoints.save(experiment.checkpoint(writer: writer)) }
      let warnings = experiment.warnings(after: result)
      var record = record(result)
      let all = experiment.warnings + warnings
      record.warnings = all.isEmpty ? nil : all
      try folder.write(
        result, settings: experiment.settings, record: record, contract: experiment.data.contract,
        keptCheckpoint: keepsCheckpoint ? experiment.trainer.state.step : nil)
      events?.finish(record)
      return (result, record, warnings)
    } catch let error as TrainingError {
      events?.fail(after: experiment.trainer.state.step)
      throw error
    } catch var error as FormatError {
      if let step = try? folder.checkpoints.steps().last {
        let advice = error.advice.map { "\($0), then " } ?? ""
        error.advice =
          advice + "go on after step \(step) with `fledge train --resume \(shellWord(resumePath ?? folder.path))`"
      }
      throw error
    }
  }

  /// Makes a change by hand: on the disk first, then from the next step on.
  private func make(_ change: TrainingControl.Change, in folder: RunFolder) throws {
    let trainer = experiment.trainer
    let intervention = Intervention(
      step: trainer.state.step, learningRate: change.learningRate, dropout: change.dropout)
    do {
      try trainer.check(intervention)
    } catch {
      change.outcome.withLock { $0 = .failure(ControlError("\(error)")) }
      return
    }
    // A resumed training may hold changes of later steps, which stay where they are.
    var interventions = trainer.interventions
    let index = interventions.firstIndex { $0.step > intervention.step } ?? interventions.count
    interventions.insert(intervention, at: index)
    try folder.write(interventions)
    trainer.interventions = interventions
    change.outcome.withLock { $0 = .success(intervention.step) }
  }

  /// Progress from the trainer's present state.
  private var progress: TrainingProgress {
    let trainer = experiment.trainer
    let done = Double(trainer.state.epoch) + Double(trainer.state.stepInEpoch) / Double(trainer.stepsPerEpoch)
    return TrainingProgress(console, examples: trainer.training.count, epochsBefore: done)
  }

  /// Prints the results of a finished run.
  static func reportFinished(_ folder: RunFolder, console: Console, json: Bool) throws {
    let summary = try folder.summary()
    console.say("The run in \(folder.path) is finished (\(summary["epochs"]?.integerValue ?? 0) epochs).")
    if let loss = summary["test_loss"]?.numberValue {
      let accuracy = summary["test_accuracy"]?.numberValue.map { "   accuracy \(percent($0))" } ?? ""
      console.say("Test loss \(lossText(loss))\(accuracy)")
    }
    if json { console.give(.object(summary)) }
  }

  private func interruption(_ folder: RunFolder) -> ExitStatusError {
    let state = experiment.trainer.state
    console.warn(
      "interrupted after step \(state.step), in epoch \(state.epoch + 1); everything is kept, "
        + "go on with `fledge train --resume \(shellWord(resumePath ?? folder.path))`")
    if json {
      let object: JSONObject = [
        "end_reason": .string(EndReason.interrupted.rawValue), "step": .integer(state.step),
        "epochs": .integer(state.epoch), "checkpoint": .string(folder.checkpoints.path(step: state.step)),
        "output": .string(resumePath ?? folder.path),
      ]
      console.give(.object(object))
    }
    return ExitStatusError(status: .interrupted)
  }

  private func report(_ result: ExperimentResult, summary: JSONObject, folder: RunFolder? = nil) {
    if let test = result.test {
      if let report = result.report {
        console.say("\nTest set\n\n" + report.text)
        console.say(report.confusionText)
      }
      let accuracy = test.accuracy.map { "   accuracy \(percent($0))" } ?? ""
      console.say("Test loss \(lossText(test.loss))\(accuracy)")
      if let errors = result.errors { console.say("Test set: " + errorText(errors)) }
    } else {
      console.say("There is no test set.")
    }
    if let folder { console.say("\nThe run is in \(folder.path).") }
    if json { console.give(.object(summary)) }
  }
}
