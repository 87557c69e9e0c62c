import ArgumentParser
import Fledge
import FledgeRunStore
import Foundation

extension StudyCommand {
  /// `fledge study merge`.
  struct Merge: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make one store of a folder in which each worker wrote a file.",
      discussion: """
        Merging again adds what came since. Runs that were done twice are compared bit for bit; code 1 where any differ: a \
        fault of a machine or of the program.
        """)

    @Argument(help: "The folder that was the workers' --store.")
    var folder: String
    @OptionGroup var store: StoreFlags
    @OptionGroup var output: OutputFlags

    func validate() throws {
      guard !store.isFolder else {
        throw ValidationError("--store: expected a file or a server for the results, found a folder")
      }
    }

    func run() throws {
      let clock = SettableClock()
      let target: any RunStore =
        try store.isServer ? store.create() : SQLiteRunStore(path: store.path, clock: clock.now)
      let merge = try ShardMerge(folder: folder, into: target, setTime: clock.set)
      let console = Console(output)
      for fault in merge.faults { console.warn("fault: \(fault)") }
      let twice = merge.confirmed + merge.faults.count
      console.say(
        "Added \(merge.added) result\(merge.added == 1 ? "" : "s") of \(merge.files) file\(merge.files == 1 ? "" : "s") to \(store.name)"
          + (twice > 0 ? "; \(twice) runs were done twice, \(merge.confirmed) with the same bits." : "."))
      if output.json {
        console.give([
          "added": .integer(merge.added), "files": .integer(merge.files), "confirmed": .integer(merge.confirmed),
          "faults": .array(merge.faults.map { .string($0.description) }),
        ])
      }
      if !merge.faults.isEmpty { throw ExitStatusError(status: .failed) }
    }
  }
}
