import ArgumentParser
import Fledge
import FledgeExchange
import FledgeStudies
import Foundation

/// `fledge train`.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train one network and keep it in a run folder.",
    discussion: """
      Without --layers, --autoencoder and a configuration file it trains the 784-512-256-128-10 network of the report \
      numpy-mlp, which is --recipe numpy-mlp; otherwise it starts from --recipe plain, whose settings are the defaults \
      below. Settings come from the recipe, then the file, then the flags, then --set.

      EXAMPLES
        fledge train --examples 5000 --epochs 3
        fledge train --layers 64,32 --examples 5000 --epochs 5 --output runs/small
        fledge train --layers "" --optimizer sgd --learning-rate 0.05 --examples 5000
        fledge train --autoencoder 64,16 --examples 5000 --epochs 3
        fledge train --convolutions 8,16 --examples 2000 --epochs 1
        fledge train runs/small/config.yaml --seed 1 --json
        fledge train --examples 5000 --epochs 3 --checkpoint-every 30s --output runs/a
        fledge train --resume runs/a
        fledge train --resume runs/a --epochs 4
        fledge train --dataset csv --data trees.csv --label species --test new-trees.csv
        fledge train --dataset csv --data prices.csv --label price --task regression
        fledge train --dataset csv --data trees.csv --label species --folds 5
        fledge train --dataset csv --data visits.csv --label outcome --split-by patient --test-size 0.2
        fledge train --dataset csv --data load.csv --label load --task regression --split-time day
        fledge train --layers 64,32 --examples 5000 --epochs 5 --tensorboard logs/small
        fledge train --layers 64,32 --examples 5000 --find-learning-rate
        fledge train --convolutions 8,16 --examples 2000 --explain
        fledge train --network 'conv 8 3, relu, max-pool 2, flatten, linear 10' --examples 2000
        fledge train --weights runs/small --layers 64,32 --examples 5000 --epochs 2
        fledge train --network net.yaml --summary
        fledge train --layers 64,32 --epochs 50 --control --output runs/steered
        fledge train --replay runs/steered
      """)

  @Argument(help: "A YAML file of settings.")
  var file: String?
  @OptionGroup(title: "Settings") var flags: SettingFlags
  @OptionGroup var output: OutputFlags
  @Option(
    name: .customLong("output"),
    help: "The run's folder; runs/N, the next free number, when left out. With --folds, the folder of the folds' runs.")
  var folder: String?
  @Option(help: "Go on with the run in this folder, from its newest checkpoint.")
  var resume: String?
  @Flag(
    help:
      "Replace the finished run in --output; its files stay until the new ones are complete. With --folds, all its folds."
  )
  var overwrite = false
  @Option(
    help: ArgumentHelp(
      "Whether the finished run keeps its last checkpoint, for more epochs later.", valueName: "yes|no"))
  var keepCheckpoint = YesOrNo.yes
  @Option(
    help: ArgumentHelp(
      "Write event files of TensorBoard into this folder while training; with --folds into fold-1, fold-2, … below it.",
      valueName: "dir"))
  var tensorboard: String?
  @Flag(
    help:
      "End with code 65 on a warning; the run is kept where it came after the training. With --folds, all folds are trained first, except where the first has a warning before its training."
  )
  var strict = false
  @Flag(
    help:
      "Let other programs steer the training through the socket control.sock in the run's folder: pause, step, continue, stop, set learning-rate or dropout. docs/STEERING.md has the requests."
  )
  var control = false
  @Flag(help: "Wait for the request continue or step before the first step; with --control.")
  var paused = false
  @Option(
    help: ArgumentHelp(
      "Measure more at each epoch's last step, as columns of history.csv: norms are those of gradients and weights by layer, and the share of ReLU units that are zero for the whole batch. No bit of the weights depends on it.",
      valueName: "norms"))
  var track: Tracking?
  @Option(
    help: ArgumentHelp(
      "Train again with the settings of this run and the changes that were made by hand while it trained; end with code 1 where the weights differ.",
      valueName: "run"))
  var replay: String?
  @Flag(help: "Train on the first batch alone until it is learned by heart: a test of network and settings.")
  var overfitOneBatch = false
  @Flag(
    help: "Try rising learning rates instead of training; suggest one, and write learning-rate.svg and .csv.")
  var findLearningRate = false
  @Flag(
    help:
      "Print the network's execution plan instead of training: operations, kernels, bytes, and how threads split the work."
  )
  var explain = false
  @Flag(help: "Print the network's layers, shapes and parameters instead of training.")
  var summary = false
  @Flag(
    help:
      "Say how many steps and minutes, how much memory and disk the training takes, with --folds all of them; train and write nothing."
  )
  var dryRun = false

  func validate() throws {
    guard control || !paused else { throw ValidationError("--paused: nobody could continue it; add --control") }
    let trainsNothing = overfitOneBatch || findLearningRate || explain || dryRun || summary
    guard !(control && trainsNothing) else {
      throw ValidationError(
        "--control steers a whole training; leave out --overfit-one-batch, --find-learning-rate, --explain, --summary and "
          + "--dry-run")
    }
    guard track == nil || !trainsNothing else {
      throw ValidationError(
        "--track adds columns to a run's history.csv; leave out --overfit-one-batch, --find-learning-rate, --explain, --summary "
          + "and --dry-run")
    }
    guard replay == nil || !(tensorboard != nil || trainsNothing || control || resume != nil || file != nil) else {
      throw ValidationError(
        "--replay takes settings and changes from its run; leave out the file of settings, --resume, --control, "
          + "--tensorboard and what trains nothing")
    }
    try checkFolderName(tensorboard, of: "--tensorboard")
    guard tensorboard == nil || !(overfitOneBatch || findLearningRate || explain || dryRun) else {
      throw ValidationError(
        "--tensorboard shows a whole training; leave out --overfit-one-batch, --find-learning-rate, --explain and --dry-run"
      )
    }
    guard !(findLearningRate && (overfitOneBatch || resume != nil)) else {
      throw ValidationError("--find-learning-rate stands alone; leave out --overfit-one-batch and --resume")
    }
    let others = [("--explain", explain), ("--dry-run", dryRun), ("--summary", summary)]
    for (flag, isOn) in others where isOn {
      guard !(overfitOneBatch || findLearningRate || resume != nil || others.count { $0.1 } > 1) else {
        throw ValidationError(
          "\(flag) trains nothing; leave out --overfit-one-batch, --find-learning-rate, --resume and the like")
      }
    }
  }

  func run() throws {
    let console = Console(output)
    if let resume { return try goOn(with: resume, console: console) }
    if let replay { return try repeatRun(replay, console: console) }
    var settings = try flags.settings(file: file)
    if settings.folds != nil, settings.fold == nil {
      guard !control else {
        throw SettingError.conflict("--control steers one training, and --folds makes several; choose one with --fold")
      }
    }
    if settings.folds != nil, settings.fold == nil { return try trainFolds(settings, console: console) }
    if explain {
      let explanation = try PlanExplanation(Experiment(settings))
      console.say(explanation.text)
      if output.json { console.give(explanation.json) }
      return
    }
    if summary {
      let text = try NetworkSummary(Experiment(settings))
      console.say(text.text)
      if output.json { console.give(text.json) }
      return
    }
    if dryRun { return try dryRun(Experiment(settings), console: console) }
    if overfitOneBatch {
      settings.overfitOneBatch()
      return try session(Experiment(settings), console: console).runOneBatch()
    }
    if findLearningRate {
      try checkCurve()
      return try sweep(Experiment(settings), console: console)
    }
    let run = try folder.map { try RunFolder(creating: $0, replacing: overwrite) } ?? RunFolder(numberedIn: "runs")
    if let file, let numerics = RunRecord.numerics(besideSettings: file) {
      warnOfNumerics(numerics, in: file, console: console)
    }
    // The folder gets its settings before the data are read, so that the run can continue whenever it is killed.
    var events: EventFolder?
    do {
      events = try tensorboard.map { try EventFolder($0) }
      try events?.check()
      try run.begin(settings)
      Interruption.catchSignals()
      let experiment = try Experiment(settings)
      var session = try session(experiment, console: console)
      session.events = try log(events, experiment, isResumed: false, console: console)
      try run.begin(experiment.settings)
      if let contract = experiment.data.contract { try run.writeContract(contract) }
      try session.run(in: run)
    } catch {
      if !(error is ExitStatusError) { run.abandon() }
      events?.discardIfEmpty()
      throw error
    }
  }

  /// Begins an event file, if one was asked for.
  func log(
    _ folder: EventFolder?, _ experiment: Experiment, isResumed: Bool, console: Console
  ) throws -> TensorBoardLog? {
    guard let folder else { return nil }
    let log = try TensorBoardLog(folder, experiment, isResumed: isResumed) { console.warn($0) }
    console.say("`tensorboard --logdir \(shellWord(folder.path))` shows this training.")
    return log
  }

  /// - Parameter isFirst: whether data and network are described, and a warning is an error; those of later folds are alike.
  func session(_ experiment: Experiment, console: Console, isFirst: Bool = true) throws -> TrainingSession {
    if isFirst {
      announceStandIn(experiment.data, console: console)
      var ofAll = console
      ofAll.prefix = ""
      for note in experiment.data.notes + experiment.weightNotes { ofAll.warn(note) }
    }
    let warnings = experiment.warnings
    if strict, isFirst, let first = warnings.first {
      throw DatasetError.badData("\(console.prefix)\(first) (--strict); nothing is trained")
    }
    for warning in warnings { console.warn("warning: \(warning)") }
    if isFirst {
      if let summary = DataSummary(experiment) { console.say(summary.text + "\n") }
      console.say(NetworkSummary(experiment).text)
    }
    experiment.trainer.tracksNorms = track != nil
    var session = TrainingSession(
      experiment: experiment, console: console, json: output.json, keepsCheckpoint: keepCheckpoint == .yes,
      isStrict: strict)
    (session.isControlled, session.isPaused) = (control, paused)
    return session
  }
}

/// Says that this program's results differ in their last bits from those that are repeated or continued.
func warnOfNumerics(_ numerics: Int, in path: String, console: Console) {
  guard numerics != RunRecord.currentNumerics else { return }
  console.warn(
    "\(path) was trained with numerics \(numerics), this program has \(RunRecord.currentNumerics): results will differ in their "
      + "last bits; CHANGELOG says what changed")
}

/// What `--track` measures.
enum Tracking: String, ExpressibleByArgument, CaseIterable {
  case norms
}

/// The value of a flag that is on unless it is switched off.
enum YesOrNo: String, ExpressibleByArgument, CaseIterable {
  case yes, no
}

/// Says that generated digits replace MNIST.
func announceStandIn(_ data: ExperimentData, console: Console) {
  guard data.isStandIn else { return }
  console.say(
    """
    *** These are NOT the MNIST digits. ***
    MNIST was not found, so generated pen strokes stand in for it; their accuracies say nothing about MNIST.
    Run `fledge data fetch mnist`, or name the folder of the four files with --data.

    """)
}

extension TrainingSettings {
  /// Settings under which a correct network can memorise one batch.
  mutating func overfitOneBatch() {
    examples = batchSize
    validation = .count(0)
    patience = nil
    dropout = 0
    noise = 0
    augmentation = []
    weightDecay = 0
    l1 = 0
    testExamples = 1
    epochs = max(epochs, 200)
    measuresTrainingSet = true
  }
}
