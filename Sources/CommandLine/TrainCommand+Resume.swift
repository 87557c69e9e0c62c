import Fledge
import FledgeExchange
import Foundation

/// `fledge train --resume RUN`.
extension TrainCommand {
  func goOn(with path: String, console: Console) throws {
    guard !overfitOneBatch, flags.recipe == nil, folder == nil || folder == path else {
      throw SettingError.conflict(
        "--resume goes on in the run's folder with its settings; leave out --output, --recipe and --overfit-one-batch")
    }
    if FoldsFolder.isOne(path) { return try goOnFolds(with: path, console: console) }
    var run = try RunFolder(resuming: path)
    let contract = try run.contract()
    let settings = try run.settings()
    var asked = settings
    try flags.apply(to: &asked, file: file)
    if let contract, asked.data == settings.data, asked.test == settings.test {
      try RunData.locate(contract, run: path, in: &asked)
    }
    let extends = asked.epochs > settings.epochs
    if extends { try checkExtension(of: run, from: settings, to: asked) }
    var sameEpochs = asked
    if extends { sameEpochs.epochs = settings.epochs }
    let differences = sameEpochs.differences(from: settings)
    guard differences.isEmpty else { throw CheckpointError.differs(path: path, differences: differences) }
    if run.isFinished {
      guard extends else {
        if let tensorboard {
          console.warn(
            "--tensorboard: nothing is trained; `fledge export \(shellWord(path)) --tensorboard \(shellWord(tensorboard))` writes the "
              + "event files of a finished run")
        }
        return try TrainingSession.reportFinished(run, console: console, json: output.json)
      }
      try run.continueFinished(asked)
    } else if extends {
      try run.writeConfiguration(asked)
    }

    let events = try tensorboard.map { try EventFolder($0) }
    try run.removeLeftovers()
    Interruption.catchSignals()
    let checkpoint = try run.checkpoints.newest { console.warn($0) }
    let experiment = try Experiment(asked, restores: checkpoint != nil)
    if let checkpoint {
      try experiment.restore(checkpoint)
      warnOfNumerics(checkpoint.numerics, in: path, console: console)
    }
    experiment.trainer.interventions = try run.interventions()
    if let contract { try RunData.checkSame(contract, experiment.data, run: path) }
    if let contract = experiment.data.contract { try run.writeContract(contract) }
    var session = try session(experiment, console: console)
    if track == nil, experiment.trainer.state.history.epochs.contains(where: { $0.tracked != nil }) {
      console.warn("\(path): its history has norms; they are measured further only with --track norms")
    }
    session.events = try log(events, experiment, isResumed: true, console: console)
    let state = experiment.trainer.state
    console.say(
      checkpoint == nil
        ? "There is no checkpoint in \(path) yet; starting from the beginning."
        : "Going on in \(path) after step \(state.step), in epoch \(state.epoch + 1).")
    try session.run(in: run)
  }

  /// Makes sure that more epochs continue the training with the bits of one that had them from the beginning.
  private func checkExtension(of run: RunFolder, from settings: TrainingSettings, to asked: TrainingSettings) throws {
    guard !settings.schedule.schedule.dependsOnEpochs else {
      throw SettingError.conflict(
        "epochs: the schedule \(settings.schedule.text) spreads over all \(settings.epochs) epochs, so \(asked.epochs) would be "
          + "another training; start a new run with --epochs \(asked.epochs)")
    }
    if run.isFinished, let record = try run.record(), record.history.endReason == .stoppedEarly {
      throw RunFolderError.exhausted(
        "\(run.path): early stopping ended this run after epoch \(record.history.epochs.count) of \(settings.epochs); more epochs "
          + "change nothing, so start a new run with another --patience")
    }
  }
}
