import ArgumentParser
import Fledge
import FledgeRuns
import FledgeStudies
import Foundation

extension StudyCommand {
  /// `fledge study run`.
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run a study, or go on with it.",
      discussion: "Ends with code 75 when interrupted; running again goes on. A cell that fails does not end the study."
    )

    @Argument(help: "The YAML file of the study.")
    var file: String
    @OptionGroup var store: StoreFlags
    @Option(help: "Cells trained at once; one for each core when left out.")
    var workers: Int?
    @Option(help: "Threads of each cell; one, or more where there are fewer cells than workers, when left out.")
    var threads: Int?
    @Flag(help: "Try cells that failed once more.")
    var retryFailed = false
    @Option(name: .customLong("charts"), help: "A folder for box plot and curves, as SVG and CSV.")
    var chartFolder: String?
    @Option(help: "Seconds without a heartbeat after which other processes take over a cell.")
    var lease = 15.0
    @OptionGroup var output: OutputFlags

    func validate() throws {
      try checkFolderName(chartFolder, of: "--charts")
      for (name, count) in [("workers", workers), ("threads", threads)] {
        if let count, !(1...1024).contains(count) {
          throw ValidationError("--\(name): expected a whole number from 1 to 1024, found \(count)")
        }
      }
      guard (0.5...86_400).contains(lease) else {
        throw ValidationError("--lease: expected 0.5 to 86400 seconds, found \(lease)")
      }
    }

    func run() throws {
      let plan = try StudyPlan(fileAt: file)
      let store = try store.create()
      let console = Console(output)
      Interruption.catchSignals()
      var runner = StudyRunner()
      if let workers { runner.workers = workers }
      runner.threads = threads
      runner.folder = self.store.folder
      runner.leaseSeconds = lease
      runner.retriesFailed = retryFailed
      runner.toolVersion = fledgeVersion
      runner.isCancelled = { Interruption.isRequested }

      let display = StudyProgressDisplay(console, workers: runner.workers, metric: plan.metric)
      let outcome: StudyOutcome
      do {
        outcome = try runner.run(plan, store: store) { display.show($0) }
        display.close()
      } catch {
        display.close()
        throw error
      }
      // All checkpoints are removed by now, so the folder may be empty.
      _ = unsafe rmdir(self.store.folder)
      if outcome.end == .interrupted {
        console.say("Interrupted: finished cells are kept, half-done ones will be resumed; run the same command again.")
        throw ExitStatusError(status: .interrupted)
      }
      try report(outcome, console: console)
    }

    private func report(_ outcome: StudyOutcome, console: Console) throws {
      let results = outcome.results
      console.say(results.text)
      if outcome.end == .budgetUsed {
        console.say(
          "\nThe budget is used up and \(results.progress.queued) cells wait; raise it and run again to go on.")
      }
      if results.progress.failed > 0 {
        console.say("\n\(results.progress.failed) cells failed; `--retry-failed` tries them once more.")
      }
      if let chartFolder {
        let files = try results.writeCharts(to: chartFolder)
        console.say("\n\(files.count) files are in \(chartFolder).")
      }
      if output.json {
        var object = results.json
        object["end"] = .string(outcome.end.rawValue)
        console.give(.object(object))
      }
    }
  }
}
