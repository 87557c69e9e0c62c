import ArgumentParser
import Fledge
import FledgePages
import FledgeReproductions
import Foundation
import Synchronization

/// `fledge reproduce`.
struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Run published reports again and write each as a web page: every figure, every number.",
    discussion: """
      Reports: \(PaperCatalogue.students.joined(separator: ", ")), all of them without a name\(furtherReports). \
      The scale is full when left out, and that is hundreds of trainings. A report of your own is a text file: begin with \
      --new, and look at docs/REPORTS.md.
      An interrupted run (Ctrl-C, exit code 75) goes on where it stopped when the same command is given again.

      EXAMPLES
        fledge reproduce --scale smoke
        fledge reproduce --scale quick --dry-run
        fledge reproduce paterson shi --scale smoke --output pages
        fledge reproduce paterson --only fig1 --scale quick
        fledge reproduce --new report.md
        fledge reproduce --check report.md
        fledge reproduce report.md --scale smoke --dataset fashion-mnist
      """)

  @Argument(help: "The reports: names, files that end in .md, or folders of them; the five when left out.")
  var reports: [String] = []
  @Option(
    name: .customLong("scale"),
    help: ArgumentHelp(
      "full: the report's own runs and epochs; quick: minutes for all; smoke: seconds. (default: full)",
      valueName: "full|quick|smoke"),
    transform: reportScale)
  var givenScale: ReportScale?
  @Option(
    name: .customLong("output"), help: "The folder of the pages and the finished trainings. (default: reports)")
  var givenFolder: String?
  @Option(
    help:
      "Make this figure or table alone, such as fig1 or paterson.fig1, on a page in the folder `only` beside the whole one; may be repeated."
  )
  var only: [String] = []
  @Option(help: "How many seeds each training has, instead of the number that its report sets.")
  var seeds: Int?
  @Option(help: "The folder of MNIST; the usual places are searched when left out.")
  var data: String?
  @Option(help: "How many networks are trained at once; one for each core when left out.")
  var workers: Int?
  @Flag(help: "Make the further reports too, which otherwise run by name alone.")
  var all = false
  @Option(help: "Run text reports on this dataset instead of their own, and say of each claim whether it holds there.")
  var dataset: String?
  @Option(help: "Write the skeleton of a report, with comments, and stop; a file that exists is left as it is.")
  var new: String?
  @Option(help: "Read a report or a folder of them, say what is wrong and what it leaves open, and train nothing.")
  var check: String?
  @Flag(help: "Say how many runs, minutes, memory and disk it would take, and write nothing.")
  var dryRun = false
  @OptionGroup var output: OutputFlags

  private var scale: ReportScale { givenScale ?? .full }
  private var folder: String { givenFolder ?? "reports" }

  func validate() throws {
    try checkFolderName(folder, of: "--output")
    if let seeds, !(1...1000).contains(seeds) {
      throw ValidationError("--seeds: expected a whole number from 1 to 1000, found \(seeds)")
    }
    if new != nil || check != nil { try checkStandsAlone() }
    if let workers, !(1...1024).contains(workers) {
      throw ValidationError("--workers: expected a whole number from 1 to 1024, found \(workers)")
    }
  }

  /// Refuses what decides nothing beside --new or --check, which train nothing.
  private func checkStandsAlone() throws {
    let flag = new == nil ? "--check" : "--new"
    guard new == nil || check == nil, reports.isEmpty else {
      throw ValidationError(
        "\(flag): takes one \(new == nil ? "file or folder" : "file") and stands alone; leave the rest out")
    }
    let others: [(name: String, isGiven: Bool)] = [
      ("--scale", givenScale != nil), ("--output", givenFolder != nil), ("--only", !only.isEmpty),
      ("--seeds", seeds != nil),
      ("--data", data != nil), ("--workers", workers != nil), ("--all", all), ("--dataset", dataset != nil),
      ("--dry-run", dryRun),
    ]
    guard let other = others.first(where: \.isGiven) else { return }
    throw ValidationError("\(other.name): \(flag) trains nothing, so it would decide nothing; leave it out")
  }

  func run() throws {
    let console = Console(output)
    if let new { return try ReportSkeletonWriter.write(new, console) }
    if let check { return try ReportChecker.check(check, console) }
    let (papers, only) = try selected(console)
    let display = ReproductionProgressDisplay(console)
    Interruption.catchSignals()
    var options = ReproductionContext.Options()
    options.scale = scale
    options.output = folder
    options.data = data.map { .folder($0) } ?? .search
    options.seeds = seeds
    options.only = only
    options.workers = workers
    options.command = ProgramArguments.text
    options.version = fledgeVersion
    options.isCancelled = { Interruption.isRequested }
    options.progress = { display.show($0) }
    options.notice = { console.warn($0) }
    options.isDryRun = dryRun
    options.needsDigits = papers.contains { ($0 as? TextReport)?.needsMNIST ?? true }
    let context = try ReproductionContext(options)
    if options.needsDigits, case .other(let name) = context.pageData {
      console.say("*** These data are not MNIST but \(name): the pages give no verdicts. ***")
    }
    if dryRun {
      let text = EstimateText(try context.estimate(studiesOf: papers))
      console.say(text.text)
      if output.json { console.give(text.json) }
      return
    }
    do {
      if only.isEmpty { try context.train(studiesOf: papers) }
      let pages = try papers.map { try context.reproduce($0) }
      display.finish()
      try ReportWriter.write(pages, to: folder)
      report(pages, console: console)
    } catch let error as PaperError {
      display.finish()
      guard case .interrupted = error else { throw error }
      console.warn(error.description)
      throw ExitStatusError(status: .interrupted)
    }
  }

  private func selected(_ console: Console) throws -> (papers: [any Paper], only: [String]) {
    do {
      let source = try ReportSource(reports, all: all)
      for note in source.notes { console.warn(note) }
      return try PaperCatalogue.select(source.papers.map(onDataset), only: only)
    } catch let error as PaperError {
      throw ValidationError(error.description)
    }
  }

  /// The report on the data that `--dataset` names.
  private func onDataset(_ paper: any Paper) throws -> any Paper {
    guard let dataset else { return paper }
    guard let report = paper as? TextReport else {
      throw ValidationError("--dataset: '\(paper.id)' is no text report and runs on MNIST alone; name text reports")
    }
    return try report.on(dataset: dataset)
  }

  private func report(_ pages: [ReportPage], console: Console) {
    for page in pages {
      let counts = page.verdictCounts.map { "\($0.count) \($0.verdict.title)" }
      let outcome = counts.isEmpty ? "nothing to judge" : counts.joined(separator: ", ")
      console.say("\(page.report): \(outcome); \(folder)/\(page.path)")
    }
    if only.isEmpty { console.say("All pages: \(folder)/index.html") }
    if output.json, case .object(var object) = ReportWriter.json(pages) {
      object["output"] = .string(folder)
      console.give(.object(object))
    }
  }
}

/// The reports that run by name, in a help text.
private var furtherReports: String {
  let names = PaperCatalogue.further
  return names.isEmpty ? "" : "; by name or with --all also \(names.joined(separator: ", "))"
}

private func reportScale(_ text: String) throws -> ReportScale {
  guard let scale = ReportScale(rawValue: text) else {
    throw ValidationError("expected \(ReportScale.allCases.map(\.rawValue).joined(separator: ", ")), found '\(text)'")
  }
  return scale
}

/// Progress and remaining time: one line that is redrawn on a terminal, one line per finished training elsewhere.
private final class ReproductionProgressDisplay: Sendable {
  private struct State {
    var lastDrawing: ContinuousClock.Instant?
    var hasLine = false
  }

  private let console: Console
  private let state = Mutex(State())

  init(_ console: Console) { self.console = console }

  func show(_ progress: ReproductionProgress) {
    guard console.showsProgress else { return }
    state.withLock { state in
      guard console.isTerminal else {
        if case .finished(let name, let seconds) = progress.event {
          let time = seconds > 0 ? "\(decimals(seconds, 1)) s" : "by another process"
          console.progress("\(counts(progress))  \(name) (\(time))\(left(progress))\n")
        }
        return
      }
      let now = ContinuousClock().now
      if let last = state.lastDrawing, now - last < .milliseconds(100) { return }
      state.lastDrawing = now
      state.hasLine = true
      let filled = Int(progress.share * 20)
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
      let text = "\(counts(progress)) \(bar)\(left(progress))  \(progress.running.joined(separator: " | "))"
      console.redraw(text)
    }
  }

  func finish() {
    state.withLock { state in
      if state.hasLine { console.control("\r\u{1B}[K") }
      state.hasLine = false
    }
  }

  private func counts(_ progress: ReproductionProgress) -> String {
    "\(progress.finished)/\(progress.total) trainings, \(Int(100 * progress.share)) %"
  }

  private func left(_ progress: ReproductionProgress) -> String {
    guard let seconds = progress.secondsLeft else { return "" }
    let whole = Int(min(seconds, 359_999).rounded())
    if whole < 60 { return "  \(whole) s left" }
    return whole < 3600 ? "  \(whole / 60) min left" : "  \(whole / 3600) h \(whole % 3600 / 60) min left"
  }
}
