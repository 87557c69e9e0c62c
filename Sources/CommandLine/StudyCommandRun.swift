import ArgumentParser
import Fledge
import FledgeRunStore
import FledgeStudies
import Foundation

extension StudyCommand {
  /// `fledge study run`.
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run a study, or go on with it.",
      discussion:
        "Ends with code 75 when interrupted; running again goes on. A run that fails does not end the study; code 1 where all fail."
    )

    @Argument(help: "The YAML file of the study.")
    var file: String
    @OptionGroup var store: StoreFlags
    @Flag(help: "Say how many runs, minutes, memory and disk it would take, and write nothing.")
    var dryRun = false
    @Flag(help: "Keep the folder of each run, weights included, below STORE.files.")
    var keepWeights = false
    @Option(help: "Runs trained at once; one for each core when left out.")
    var workers: Int?
    @Option(help: "Threads of each run; one, or more where there are fewer runs than workers, when left out.")
    var threads: Int?
    @Flag(help: "Try runs that failed once more.")
    var retryFailed = false
    @Option(name: .customLong("charts"), help: "A folder for box plot and curves, as SVG and CSV.")
    var chartFolder: String?
    @Option(help: "Seconds without a heartbeat after which other processes take over a run.")
    var lease = 15.0
    @OptionGroup var output: OutputFlags

    func validate() throws {
      try checkFolderName(chartFolder, of: "--charts")
      for (name, count) in [("workers", workers), ("threads", threads)] {
        if let count, !(1...1024).contains(count) {
          throw ValidationError("--\(name): expected a whole number from 1 to 1024, found \(count)")
        }
      }
      guard !keepWeights || !(store.isServer || store.isFolder) else {
        throw ValidationError(
          "--keep-weights: expected a file as the store, found one that keeps records and no weights; "
            + "`fledge train` with the settings of a run gives its weights")
      }
      guard !store.isFolder else {
        throw ValidationError(
          "--store: expected a file or a server, found a folder; `fledge study work` fills one and `fledge study merge` reads it"
        )
      }
      guard (0.5...86_400).contains(lease) else {
        throw ValidationError("--lease: expected 0.5 to 86400 seconds, found \(lease)")
      }
    }

    func run() throws {
      let plan = try StudyPlan(fileAt: file)
      let console = Console(output)
      if dryRun { return try sayEstimate(plan, console: console) }
      let store = try store.create()
      Interruption.catchSignals()
      let runner = runner
      let power = plan.power.flatMap { $0.seeds < $0.seedsForTwoDeviations ? $0.sentence : nil }
      let display = StudyProgressDisplay(console, workers: runner.workers, metric: plan.metric, note: power)
      let outcome: StudyOutcome
      do {
        outcome = try runner.run(plan, store: store) { display.show($0) }
        display.close()
      } catch {
        display.close()
        throw error
      }
      // All checkpoints are removed by now, so the folder may be empty.
      if let folder = self.store.folder { _ = unsafe rmdir(folder) }
      if outcome.end == .interrupted {
        console.say("Interrupted: finished runs are kept, half-done ones will be resumed; run the same command again.")
        throw ExitStatusError(status: .interrupted)
      }
      try report(outcome, console: console)
    }

    private var runner: StudyRunner {
      var runner = StudyRunner()
      if let workers { runner.workers = workers }
      runner.threads = threads
      runner.folder = store.folder
      runner.keepsWeights = keepWeights
      runner.leaseSeconds = lease
      runner.retriesFailed = retryFailed
      runner.toolVersion = fledgeVersion
      runner.isCancelled = { Interruption.isRequested }
      return runner
    }

    private func sayEstimate(_ plan: StudyPlan, console: Console) throws {
      let text = EstimateText(try runner.estimate(plan, in: store.snapshot()), power: plan.power)
      console.say(text.text)
      if output.json { console.give(text.json) }
    }

    private func report(_ outcome: StudyOutcome, console: Console) throws {
      let results = outcome.results
      console.say(results.text)
      if outcome.end == .budgetUsed {
        console.say(
          "\nThe budget is used up and \(results.progress.queued) runs wait; raise it and run again to go on.")
      }
      if results.progress.failed > 0 {
        console.say("\n\(results.progress.failed) runs failed; `--retry-failed` tries them once more.")
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
      let failures = results.groups.flatMap(\.failures)
      if outcome.end == .finished, results.progress.finished == 0, let first = failures.first {
        throw StudyError.allFailed(study: results.name, count: failures.count, reason: first.message)
      }
    }
  }
}
