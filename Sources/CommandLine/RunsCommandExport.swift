import ArgumentParser
import Fledge
import FledgeRunStore
import FledgeStudies
import Foundation

extension RunsCommand {
  /// `fledge runs export`.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print all finished results as one table; equal results give equal bytes.",
      discussion: """
        With --folders it makes a run folder of each finished run in place of the table. Weights are in it where the study \
        was run with --keep-weights.
        """)

    /// The forms of a table.
    enum Format: String, ExpressibleByArgument, CaseIterable {
      case csv
      case json
      case jsonl
    }

    @Option(help: "csv, json (one array) or jsonl (an object on each line).")
    var format = Format.csv
    @Option(name: .customLong("study"), help: "Only this study; may be repeated.")
    var studies: [String] = []
    @Flag(help: "The same as --format json.")
    var json = false
    @Flag(help: "Add where and when each result was computed.")
    var provenance = false
    @Option(name: .customLong("output"), help: "The file to write; standard output when left out.")
    var file: String?
    @Option(name: .customLong("folders"), help: "A folder for the run folders, one for each run, named by its number.")
    var folder: String?
    @OptionGroup var store: StoreFlags

    func validate() throws {
      try checkFolderName(folder, of: "--folders")
      guard folder == nil || (file == nil && !provenance) else {
        throw ValidationError("--folders makes folders, no table; leave out --output and --provenance")
      }
    }

    func run() throws {
      guard !(json && format == .jsonl) else { throw ValidationError("--json and --format jsonl: give one of them") }
      if let folder { return try makeFolders(in: folder) }
      if let file { try checkReplaceable(file, isOurs: { !$0.starts(with: "SQLite format 3\0".utf8) }, "a table") }
      let store = try store.existing()
      try self.store.requireStudies(studies, in: store)
      let export = try RunExport(
        of: store, studies: studies.isEmpty ? nil : studies, includesProvenance: provenance)
      let text =
        switch format {
        case .csv: json ? export.json : export.csv
        case .json: export.json
        case .jsonl: export.jsonLines
        }
      if let file {
        try AtomicFile.write(Array(text.utf8), to: file)
      } else {
        StandardOutput.write(text)
      }
    }

    private func makeFolders(in folder: String) throws {
      let store = try store.existing()
      try self.store.requireStudies(studies, in: store)
      let (made, skipped) = try RunTransfer.export(store, at: self.store.path, studies: studies, to: folder)
      if json {
        StandardOutput.write(
          JSONValue.object(["folder": .string(folder), "made": .integer(made), "skipped": .integer(skipped)]).text()
            + "\n")
      } else {
        let rest =
          skipped > 0 ? "; \(skipped) runs are there already or have no record, as those of earlier versions" : ""
        StandardOutput.write("Made \(made) run folders in \(folder)\(rest).\n")
      }
    }
  }

  /// `fledge runs rebuild`.
  struct Rebuild: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add the runs of folders to a store, such as one that was lost.",
      discussion: """
        Folders are what `fledge train` and `fledge runs export --folders` make; runs that are there stay. Studies keep the \
        names of their variants and their folds; `fledge study run FILE` restores the rest of the file.
        """)

    @Argument(help: "A run folder, or a folder of them.")
    var folder: String
    @OptionGroup var store: StoreFlags
    @OptionGroup var output: OutputFlags

    func run() throws {
      guard FileManager.default.fileExists(atPath: folder) else {
        throw RunFolderError.missing("\(folder): expected run folders, found nothing; check the path")
      }
      let (count, notes) = try RunTransfer.rebuild(store.create(), from: folder)
      let console = Console(output)
      for note in notes { console.warn(note) }
      console.say("Added \(count) runs to \(store.name).")
      if output.json { console.give(["added": .integer(count), "store": .string(store.name)]) }
    }
  }

  /// `fledge runs tag`.
  struct Tag: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Add tags to runs, or remove them.")

    @Argument(help: "The numbers of the runs.")
    var runs: [Int64]
    @Option(name: .customLong("add"), help: "A tag to add; may be repeated.")
    var added: [String] = []
    @Option(name: .customLong("remove"), help: "A tag to remove; may be repeated.")
    var removed: [String] = []
    @OptionGroup var store: StoreFlags
    @OptionGroup var output: OutputFlags

    func validate() throws {
      guard !added.isEmpty || !removed.isEmpty else { throw ValidationError("expected --add TAG or --remove TAG") }
      guard !(added + removed).contains("") else { throw ValidationError("expected a tag, found an empty one") }
    }

    func run() throws {
      let store = try store.existing()
      for tag in added { try store.tag(runs, tag) }
      for tag in removed { try store.untag(runs, tag) }
      var tags = JSONObject()
      for run in runs { tags["\(run)"] = .array(try store.run(run).tags.map { .string($0) }) }
      let console = Console(output)
      for member in tags.members {
        let names = (member.value.arrayValue ?? []).compactMap(\.stringValue)
        console.say("run \(member.key): \(names.isEmpty ? "no tags" : names.joined(separator: " "))")
      }
      if output.json { console.give(["tags": .object(tags)]) }
    }
  }

  /// `fledge runs delete`.
  struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Delete runs; a study's run that loses its result waits again.")

    @Argument(help: "The numbers of the runs.")
    var runs: [Int64]
    @OptionGroup var store: StoreFlags
    @OptionGroup var output: OutputFlags

    func run() throws {
      let store = try store.existing()
      let numbers = Set(runs).sorted()
      let emptied = try numbers.map { try store.run($0) }.filter { $0.cell != nil && $0.state == .finished }
      try store.deleteRuns(numbers)
      let console = Console(output)
      console.say("Deleted \(numbers.count == 1 ? "run" : "runs") \(numbers.map(String.init).joined(separator: ", ")).")
      for run in emptied {
        console.say("Run \(run.cellIndex ?? 0) of study '\(run.study ?? "")' has lost its result and waits again.")
      }
      if output.json { console.give(["deleted": .array(numbers.map { .integer(Int($0)) })]) }
    }
  }

  /// `fledge runs check`.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Look for damage, contradictions, lost files and abandoned runs; ends with code 65 on damage.")

    @Argument(help: "Folders of runs, or folders that hold such, to check by their checksums in place of the store.")
    var folders: [String] = []
    @Option(help: "A new file for everything that can still be read.")
    var salvage: String?
    @OptionGroup var store: StoreFlags
    @OptionGroup var output: OutputFlags

    func run() throws {
      let console = Console(output)
      if !folders.isEmpty { return try checkFolders(console) }
      if let salvage {
        guard !store.isServer, !store.isFolder else {
          throw ValidationError("--salvage: expected a file as the store, found a server or folder; give one file")
        }
        let report = try SQLiteRunStore.salvage(from: store.path, to: salvage)
        console.say("\(report)\nThey are in \(salvage).")
        if output.json {
          console.give(["salvaged": .string(salvage), "losses": .array(report.losses.map { .string($0) })])
        }
        return
      }
      let findings =
        try store.isServer || store.isFolder ? store.existing().check() : SQLiteRunStore.check(path: store.path)
      for finding in findings { console.say("\(finding)") }
      if findings.isEmpty { console.say("\(store.name): nothing is wrong.") }
      if output.json {
        console.give(.array(findings.map { ["kind": .string($0.kind.rawValue), "message": .string($0.message)] }))
      }
      if findings.contains(where: { $0.kind == .damage || $0.kind == .contradiction }) {
        throw ExitStatusError(status: .badData)
      }
      if findings.contains(where: { $0.kind == .otherResult }) { throw ExitStatusError(status: .failed) }
    }

    private func checkFolders(_ console: Console) throws {
      var problems: [JSONValue] = []
      for path in folders {
        let runs = try RunFolder.all(below: path)
        guard !runs.isEmpty else {
          throw RunFolderError.missing("\(path): expected the folder of a run, or one that holds such, found none")
        }
        for run in runs {
          let found = try run.problems()
          for line in found { console.say(line) }
          if found.isEmpty { console.say("\(run.path): nothing is wrong.") }
          problems += found.map { ["folder": .string(run.path), "message": .string($0)] }
        }
      }
      if output.json { console.give(.array(problems)) }
      if !problems.isEmpty { throw ExitStatusError(status: .badData) }
    }
  }
}
