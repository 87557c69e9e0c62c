import ArgumentParser
import Fledge
import FledgeInspection

/// `fledge ensemble`.
struct EnsembleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ensemble",
    abstract: "Measure several trained networks as one: the mean of their probabilities, also over shifted pictures.",
    discussion: """
      Each network has the same weight and prepares the data as in its own training. With --size the spread of smaller ensembles \
      is measured, too: random choices of that many of the given networks. With --shift each network's probabilities are the mean \
      over moved copies of each picture, also for one network alone.

      EXAMPLES
        fledge ensemble runs/seed0 runs/seed1 runs/seed2
        fledge ensemble runs/cnn-* --size 15 --draws 100 --json
        fledge ensemble runs/cnn --shift 1
      """)

  @Argument(help: ArgumentHelp("The folders of two runs or more, all of them with the same classes.", valueName: "run"))
  var folders: [String]
  @Option(help: "Which part of the runs' own data to measure: training, validation or test. (default: test)")
  var part: EvaluateCommand.Part?
  @Option(help: "A file or folder to measure, all of it. The runs' own data when left out.")
  var data: String?
  @Option(
    help: ArgumentHelp(
      "Average over copies of each picture that are moved by up to this many pixels along each axis.",
      valueName: "pixels"))
  var shift = 0
  @Option(help: ArgumentHelp("Also measure random ensembles of this many of the networks.", valueName: "count"))
  var size: Int?
  @Option(help: "How many random ensembles are measured.")
  var draws = 100
  @Option(help: "The root seed of the random ensembles.")
  var seed: UInt64 = 0
  @OptionGroup var output: OutputFlags

  func validate() throws {
    guard folders.count >= 2 || shift > 0 else {
      throw ValidationError("expected two runs or more, or --shift, found one; `fledge evaluate` measures one as it is")
    }
    guard Set(folders).count == folders.count else { throw ValidationError("each run is named once") }
    guard (0...14).contains(shift) else { throw ValidationError("--shift: expected 0 to 14 pixels, found \(shift)") }
    guard (1...100_000).contains(draws) else { throw ValidationError("--draws: expected 1 to 100000, found \(draws)") }
    if let size, !(size > 0 && size < folders.count) {
      throw ValidationError(
        "--size: expected fewer networks than the \(folders.count) that are given, and at least 1, found \(size)")
    }
  }

  func run() throws {
    let console = Console(output)
    var members: [MemberScores] = []
    var first: RunData.Selection?
    var said: Set<String> = []
    for folder in folders {
      let trained = try RunFolder(existing: folder).load()
      let source = RunData(trained)
      let selection = try source.selection(part: part.flatMap { RunData.Part(rawValue: $0.rawValue) }, data: data)
      for note in [source.legacyNote].compactMap(\.self) + selection.notes where said.insert(note).inserted {
        console.warn(note)
      }
      try check(selection.dataset, of: folder, beside: first?.dataset)
      first = first ?? selection
      members.append(try MemberScores(trained, on: selection.dataset, shift: shift))
      if console.showsProgress { console.progress("\(folder): measured\n") }
    }
    guard let first else { return }
    let examples = first.dataset
    let ensemble = Ensemble(members, labels: examples.labels, classNames: examples.classNames)
    let report = try ensemble.report()
    let single = members.indices.map { ensemble.accuracy(of: [$0]) }
    let drawn = size.map { ensemble.resampled(size: $0, draws: draws, seed: seed) }
    say(report, single, drawn, of: first, console)
    guard output.json else { return }
    console.give(.object(json(report, single, drawn, of: first)))
  }

  /// Refuses a member whose examples or classes are not those of the first.
  private func check(_ examples: Dataset, of folder: String, beside first: Dataset?) throws {
    guard let first else { return }
    guard examples.classNames == first.classNames else {
      throw DatasetError.badData(
        "\(folder): expected the classes of \(folders[0]) (\(first.classNames.prefix(12).joined(separator: ", "))), found "
          + "\(examples.classNames.isEmpty ? "none" : examples.classNames.prefix(12).joined(separator: ", "))")
    }
    guard examples.labels == first.labels else {
      throw DatasetError.badData(
        "\(folder): expected the \(grouped(first.count)) examples of \(folders[0]) in the same order, found "
          + "\(grouped(examples.count)) others; give all runs the same --data, or train them with one split")
    }
  }

  private func say(
    _ report: ClassificationReport, _ single: [Double], _ drawn: [Double]?, of selection: RunData.Selection,
    _ console: Console
  ) {
    let width = folders.map(\.count).max() ?? 0
    for (folder, accuracy) in zip(folders, single) where single.count > 1 {
      console.say(folder + String(repeating: " ", count: width + 2 - folder.count) + percent(accuracy))
    }
    console.say(report.text)
    let measured =
      "\(grouped(selection.dataset.count)) \(selection.name) examples: accuracy \(percent(report.classificationAccuracy))"
    if single.count > 1 {
      console.say(
        "\(single.count) networks, \(measured); one alone \(percent(single.reduce(0, +) / Double(single.count))) in the mean, at most "
          + percent(single.max() ?? 0))
    } else {
      console.say("One network over \((2 * shift + 1) * (2 * shift + 1)) copies of each picture, \(measured)")
    }
    if let drawn, let values = try? SeedValues(drawn), let size {
      console.say(
        "\(draws) random ensembles of \(size): median \(percent(values.median)), \(percent(values.minimum)) to \(percent(values.maximum))"
      )
    }
  }

  private func json(
    _ report: ClassificationReport, _ single: [Double], _ drawn: [Double]?, of selection: RunData.Selection
  ) -> JSONObject {
    var object: JSONObject = [
      "dataset": .string(selection.dataset.provenance.name), "part": .string(selection.name),
      "examples": .integer(selection.dataset.count), "shift": .integer(shift),
      "accuracy": .number(report.classificationAccuracy),
      "members": .array(
        zip(folders, single).map { ["run": .string($0), "accuracy": .number($1)] }),
    ]
    object["log_loss"] = report.probabilities.map { .number($0.logLoss) }
    if let drawn, let size {
      object["resampled"] = [
        "size": .integer(size), "seed": .string("\(seed)"), "accuracies": .array(drawn.map { .number($0) }),
      ]
    }
    return object
  }
}
