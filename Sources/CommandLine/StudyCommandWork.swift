import ArgumentParser
import Fledge
import FledgeRunStore
import FledgeStudies
import Foundation

extension StudyCommand {
  /// `fledge study work`.
  struct Work: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Train runs of a study until none is left, beside workers on other hosts.",
      discussion: """
        A file is added to the store where its study is not there. SIGTERM and SIGUSR1 save a checkpoint, give the run back \
        and end with code 75; the next worker goes on from there. docs/CLUSTER.md has a line for each launcher.
        """)

    @Argument(help: "The name of a study in the store, or its YAML file.")
    var study: String
    @OptionGroup var store: StoreFlags
    @Option(help: "Runs trained at once; one when left out.")
    var workers = 1
    @Option(help: "Threads of each run; one when left out.")
    var threads = 1
    @Option(help: "Seconds without a heartbeat after which other processes take over a run.")
    var lease = 60.0
    @Option(help: "Seconds between checkpoints of a run.")
    var checkpointSeconds = 20.0
    @Option(
      help: "This worker's part of the runs in a folder, K/N with K from 0; the launcher's own numbers when left out.")
    var task: String?
    @Option(help: "The number of workers where the launcher says only which one this is (JOB_COMPLETION_INDEX).")
    var tasks: Int?
    @OptionGroup var output: OutputFlags

    func validate() throws {
      if let tasks, !(1...1_000_000).contains(tasks) {
        throw ValidationError("--tasks: expected a whole number from 1 to 1000000, found \(tasks)")
      }
      _ = try TaskShare(task)
      for (name, count) in [("workers", workers), ("threads", threads)] where !(1...1024).contains(count) {
        throw ValidationError("--\(name): expected a whole number from 1 to 1024, found \(count)")
      }
      for (name, seconds) in [("lease", lease), ("checkpoint-seconds", checkpointSeconds)]
      where !(0.5...86_400).contains(seconds) {
        throw ValidationError("--\(name): expected 0.5 to 86400 seconds, found \(seconds)")
      }
    }

    func run() throws {
      // A file that cannot be read is said before a server is waited for.
      let file = isFile ? try StudyPlan(fileAt: study) : nil
      Interruption.catchSignals()
      let share =
        try self.store.isFolder ? TaskShare(task) ?? TaskShare(ProcessInfo.processInfo.environment, tasks) : nil
      let store = try openStore(share)
      let plan = try file ?? stored(in: store)
      let console = Console(output)
      let display = StudyProgressDisplay(console, workers: workers, metric: plan.metric)
      defer { display.close() }
      let end = try runner(share, store).work(on: plan, store: store) { display.show($0) }
      if let folder = self.store.folder {
        if let shard = (store as? ShardRunStore)?.shard { _ = unsafe rmdir("\(folder)/\(shard)") }
        _ = unsafe rmdir(folder)
      }
      let id = try store.study(named: plan.name)?.id
      let progress = try id.map { try store.progress(of: $0) } ?? StudyProgress()
      console.say(
        "\(plan.name): \(progress.finished) of \(progress.total) runs finished"
          + (progress.failed > 0 ? ", \(progress.failed) failed" : "") + ".")
      if output.json {
        console.give([
          "study": .string(plan.name), "end": .string(end.rawValue), "finished": .integer(progress.finished),
          "failed": .integer(progress.failed), "queued": .integer(progress.queued),
          "running": .integer(progress.running),
        ])
      }
      if end == .interrupted { throw ExitStatusError(status: .interrupted) }
    }

    private func openStore(_ share: TaskShare?) throws -> any RunStore {
      if self.store.isFolder {
        guard isFile else {
          throw ValidationError(
            "\(study): expected the YAML file of the study, since workers of a folder share no store that names it")
        }
        return try self.store.create(task: share?.text, lease: lease)
      }
      return isFile ? try self.store.create() : try self.store.existing()
    }

    private var isFile: Bool {
      let isPath = study.hasSuffix(".yaml") || study.hasSuffix(".yml") || study.contains("/")
      return isPath || FileManager.default.fileExists(atPath: study)
    }

    /// The plan of a study that the store has, from the text that it was made from.
    private func stored(in store: any RunStore) throws -> StudyPlan {
      guard let found = try store.study(named: study) else {
        throw StudyError.unknownStudy(study, nearest: suggestion(to: study, among: try store.studies().map(\.name)))
      }
      guard !found.source.isEmpty else {
        throw StudyError.unreadable(
          study: study, reason: "its file is not in the store; give the file in place of the name")
      }
      return try StudyPlan(yaml: found.source, file: "study \(study)")
    }

    private func runner(_ share: TaskShare?, _ store: any RunStore) -> StudyRunner {
      var runner = StudyRunner(workers: workers)
      runner.threads = threads
      runner.folder = self.store.folder
      runner.folderPart = (store as? ShardRunStore)?.shard
      runner.share = share.map { (task: $0.index, of: $0.count) }
      runner.leaseSeconds = lease
      runner.checkpointSeconds = checkpointSeconds
      runner.toolVersion = fledgeVersion
      runner.isCancelled = { Interruption.isRequested }
      return runner
    }
  }
}
