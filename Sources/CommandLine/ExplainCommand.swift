import ArgumentParser
import Fledge
import FledgeInspection
import FledgePages

/// `fledge explain`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say which columns of a table, or which parts of pictures, a trained network uses.",
    discussion: """
      Each column is shuffled over the held-out rows (the test set, else the validation set): what the network then loses in \
      accuracy or R² is the column's importance. The features of one text column are shuffled together. Several runs of \
      one table, such as seeds, give intervals over runs. The page has the importance of all columns and the partial \
      dependence of the most important ones; the same numbers lie beside it as CSV. Of pictures, blocks of neighbouring pixels are \
      shuffled, and the page maps their importance.

      EXAMPLES
        fledge explain runs/trees
        fledge explain runs/trees --data new-trees.csv --json
        fledge explain runs/seed0 runs/seed1 runs/seed2 --output explained
        fledge explain runs/digits --examples 2000 --block 7
      """)

  @Argument(help: ArgumentHelp("The folder of a run on a table or on pictures, or of several.", valueName: "run"))
  var folders: [String]
  @Option(help: "A file whose rows are used, all of them; the run's own held-out rows when left out.")
  var data: String?
  @Option(
    help: "Which part of the run's own data is used: training, validation or test. (default: test, else validation)")
  var part: EvaluateCommand.Part?
  @Option(help: "The most rows to use; all when left out.")
  var examples: Int?
  @Option(help: "How often each column or block is shuffled.")
  var permutations = 10
  @Option(help: "The root seed of the permutations.")
  var seed: UInt64 = 0
  @Option(help: "The rows and columns of a block of pixels, where the network was trained on pictures. (default: 4)")
  var block: Int?
  @Option(help: "How many of the most important columns get a partial dependence. (default: 6)")
  var dependence: Int?
  @Option(help: "The points of a partial dependence on a column of numbers. (default: 20)")
  var grid: Int?
  @Option(
    name: .customLong("output"),
    help: "Where index.html and the CSV files go; the folder explain of the first run when left out.")
  var outputFolder: String?
  @Option(help: "Threads; all processors when left out. No result depends on it.")
  var threads: Int?
  @OptionGroup var flags: OutputFlags

  func run() throws {
    let console = Console(flags)
    let clock = ContinuousClock()
    let start = clock.now
    let pool = try threadPool(threads)
    let options = try options()
    guard Set(folders).count == folders.count else {
      throw ValidationError("each run is named once; an interval over runs needs different ones")
    }
    let target = try PageFolder(
      outputFolder ?? folders[0] + "/explain", flag: "--output", files: ExplanationFiles.names)

    var runs: [InspectedRun] = []
    var shown: Dataset?
    var (rowsText, partName) = ("", "")
    var notes: [String] = []
    for folder in folders {
      let trained = try RunFolder(existing: folder).load()
      try checkFlags(for: InspectedRun.checkedContract(of: trained), of: folder)
      let source = RunData(trained)
      let selection = try selection(source, notes: &notes)
      let rows = selection.dataset.prefix(examples)
      if rows.count < selection.dataset.count {
        notes.append(
          "the first \(grouped(rows.count)) of \(grouped(selection.dataset.count)) rows are used (--examples)")
      }
      runs.append(
        try InspectedRun(trained, rows: rows, block: block ?? Self.standardBlock, training: try source.parts().training)
      )
      if shown == nil {
        shown = rows
        partName = selection.name
        let kind = selection.name == "all" ? "rows" : "\(selection.name) examples"
        rowsText = "\(grouped(rows.count)) \(kind) of \(rows.provenance.name)"
      }
    }
    var said: Set<String> = []
    for note in notes where said.insert(note).inserted { console.warn(note) }
    let found = try Explanation(runs, options: options, threads: pool) { stage in
      if console.showsProgress { console.progress(stage + "\n") }
    }
    guard let shown else { return }
    try target.make()
    let files = try ExplanationFiles(found).write(to: target.path)
    let provenance = PageProvenance.inspecting(
      shown, command: commandLineText, version: fledgeVersion, threads: pool.count,
      seconds: (clock.now - start) / .seconds(1))
    try ExplanationPage(found, rows: rowsText, data: shown.provenance.name, provenance: provenance).page()
      .write(to: target.page)
    let measured = zip(found.measures, found.baseline).map { measure, value in
      "\(measure.title) \(measure == .accuracy ? percent(value) : lossText(value))"
    }
    console.say("\(rowsText): \(measured.joined(separator: ", "))\n\n\(found.text())")
    if let caution = found.caution { console.warn("caution: \(caution)") }
    console.say("\nThe page is \(target.page), its numbers lie beside it.")
    guard flags.json else { return }
    var object = found.json
    object["dataset"] = .string(shown.provenance.name)
    object["part"] = .string(partName)
    object["output"] = .string(target.path)
    object["files"] = .array((["index.html"] + files).map { .string($0) })
    console.give(.object(object))
  }

  private static let standardBlock = 4

  /// Refuses flags that decide nothing for the data of a run.
  private func checkFlags(for contract: DataContract, of folder: String) throws {
    guard contract.hasPictures else {
      guard block == nil else {
        throw SettingError.conflict(
          "--block: it divides pictures, and \(folder) was trained on columns (\(contract.name)); leave it out")
      }
      return
    }
    for (flag, value) in [("--dependence", dependence), ("--grid", grid)] where value != nil {
      throw SettingError.conflict(
        "\(flag): a partial dependence sets a column of a table, and \(folder) was trained on pictures (\(contract.name)); leave it out"
      )
    }
    let sides = contract.shape.suffix(2)
    guard (1...(sides.max() ?? 1)).contains(block ?? 1) else {
      throw SettingError.invalidValue(
        key: "--block", expected: "1 to \(sides.max() ?? 1) rows and columns of these pictures",
        found: "'\(block ?? 0)'")
    }
  }

  private func options() throws -> Explanation.Options {
    func check(_ value: Int, _ flag: String, _ range: ClosedRange<Int>) throws {
      guard range.contains(value) else {
        throw SettingError.invalidValue(
          key: flag, expected: "\(range.lowerBound) to \(grouped(range.upperBound))", found: "'\(value)'")
      }
    }
    try check(permutations, "--permutations", 1...10_000)
    if let block { try check(block, "--block", 1...10_000) }
    if let dependence { try check(dependence, "--dependence", 0...100) }
    if let grid { try check(grid, "--grid", 2...1_000) }
    if let examples { try check(examples, "--examples", 1...100_000_000) }
    var options = Explanation.Options()
    (options.permutations, options.seed) = (permutations, seed)
    if let dependence { options.dependenceCount = dependence }
    if let grid { options.gridPoints = grid }
    return options
  }

  /// The rows to use: those of a file, of a part, or those that the network has not learned from.
  private func selection(_ source: RunData, notes: inout [String]) throws -> RunData.Selection {
    if data != nil || part != nil {
      let selection = try source.selection(part: part.flatMap { RunData.Part(rawValue: $0.rawValue) }, data: data)
      notes += selection.notes
      return selection
    }
    let parts = try source.parts()
    if let test = parts.test { return RunData.Selection(dataset: test, name: "test", notes: []) }
    if let validation = parts.validation {
      return RunData.Selection(dataset: validation, name: "validation", notes: [])
    }
    notes.append(
      "\(source.run.path): this run held out no rows, so the training rows are used, on which a network that learned them by "
        + "heart needs every column; name other rows with --data, or train with --validation 0.2")
    return RunData.Selection(dataset: parts.training, name: "training", notes: [])
  }
}
