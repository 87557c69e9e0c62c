import ArgumentParser
import Fledge
import Foundation

extension RunsCommand {
  /// `fledge runs usage`.
  struct Usage: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say how much disk space run folders and the store take.")

    @Argument(help: "Folders of runs, or folders that hold such; runs when left out.")
    var folders: [String] = []
    @OptionGroup var store: StoreFlags
    @OptionGroup var output: OutputFlags

    func run() throws {
      let paths = folders.isEmpty && FileManager.default.fileExists(atPath: "runs") ? ["runs"] : folders
      let usages = try paths.flatMap { try RunFolder.all(below: $0) }.map { try RunFolderUsage($0) }
        .sorted { $0.total > $1.total }
      let storeBytes = ["", "-wal", "-shm"].reduce(0) { $0 + RunFolderUsage.bytes(store.path + $1) }
      guard let folder = store.folder else {
        throw ValidationError("--store: expected a file, found a server, which keeps no files beside it")
      }
      let fileBytes = DiskSpace.bytes(below: folder)
      let console = Console(output)
      var rows = [["run", "state", "weights", "checkpoints", "others", "total"]]
      for usage in usages {
        rows.append(
          [usage.path, usage.isFinished ? "finished" : "interrupted"]
            + [usage.weights, usage.checkpoints, usage.others, usage.total].map(DiskSpace.text))
      }
      if usages.isEmpty {
        console.say("There is no run folder\(folders.isEmpty ? " in runs" : "").")
      } else {
        let total = usages.reduce(0) { $0 + $1.total }
        console.say(tableText(rows, rightAligned: 2))
        console.say("\n\(usages.count) run\(usages.count == 1 ? "" : "s"), \(DiskSpace.text(total)).")
      }
      if storeBytes + fileBytes > 0 {
        console.say(
          "\(store.path): \(DiskSpace.text(storeBytes)), and \(DiskSpace.text(fileBytes)) in \(folder).")
      }
      guard output.json else { return }
      console.give([
        "runs": .array(
          usages.map {
            [
              "run": .string($0.path), "finished": .bool($0.isFinished), "weights": .integer($0.weights),
              "checkpoints": .integer($0.checkpoints), "others": .integer($0.others), "total": .integer($0.total),
            ]
          }),
        "store": .integer(storeBytes), "store_files": .integer(fileBytes),
      ])
    }
  }

  /// `fledge runs prune`.
  struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove checkpoints or weights of finished runs; settings, history and results stay.",
      discussion: """
        --keep last keeps weights and the last checkpoint, from which more epochs can follow; best keeps the weights alone, \
        those of the best epoch where --patience chose one; none keeps neither. Interrupted runs are left alone.
        """)

    @Argument(help: "Folders of runs, or folders that hold such.")
    var folders: [String]
    @Option(help: "What each run keeps: last, best or none.", transform: Prune.keeping)
    var keep: RunFolder.Keeping
    @Flag(help: "Say what would be removed, and remove nothing.")
    var dryRun = false
    @OptionGroup var output: OutputFlags

    private static func keeping(_ text: String) throws -> RunFolder.Keeping {
      guard let keeping = RunFolder.Keeping(rawValue: text) else {
        throw ValidationError("--keep: expected last, best or none, found '\(text)'")
      }
      return keeping
    }

    func run() throws {
      let console = Console(output)
      var (count, bytes) = (0, 0)
      var removed: [JSONValue] = []
      for folder in try folders.flatMap({ try RunFolder.all(below: $0) }) {
        guard folder.isFinished else {
          console.warn("\(folder.path): left alone, its training is not finished")
          continue
        }
        let files = try dryRun ? folder.prunable(keeping: keep) : RunFolder.prune(folder.path, keeping: keep)
        for file in files {
          console.say("\(dryRun ? "would remove" : "removed") \(file.path), \(DiskSpace.text(file.bytes))")
          removed.append(["file": .string(file.path), "bytes": .integer(file.bytes)])
          (count, bytes) = (count + 1, bytes + file.bytes)
        }
      }
      let verb = dryRun ? "would be removed" : "removed"
      console.say("\(count) file\(count == 1 ? "" : "s") \(verb), \(DiskSpace.text(bytes)).")
      if output.json {
        console.give(["dry_run": .bool(dryRun), "bytes": .integer(bytes), "files": .array(removed)])
      }
    }
  }
}

/// Sizes of files.
enum DiskSpace {
  /// The sum of all files below a folder.
  static func bytes(below path: String) -> Int {
    guard let files = FileManager.default.enumerator(atPath: path) else { return 0 }
    return files.reduce(0) { sum, name in sum + ((name as? String).map { RunFolderUsage.bytes("\(path)/\($0)") } ?? 0) }
  }

  /// A size in the largest decimal unit that gives at least 1.
  static func text(_ bytes: Int) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1000, "kB")]
    guard let (size, unit) = units.first(where: { bytes >= $0.0 }) else { return "\(bytes) B" }
    return "\(decimals(Double(bytes) / Double(size), 1)) \(unit)"
  }
}
