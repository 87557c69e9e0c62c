import ArgumentParser
import Fledge
import FledgeRunStore
import FledgeStudies
import Foundation

extension StudyCommand {
  /// `fledge study show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the results of a study and its comparisons.")

    @Argument(help: "The name of the study.")
    var name: String
    @OptionGroup var store: StoreFlags
    @Option(help: "The metric to compare by, in place of the study's own.")
    var metric: String?
    @Flag(help: "Add what each host has done: runs, seconds, failures.")
    var hosts = false
    @Flag(help: "Update until no run waits.")
    var watch = false
    @Option(help: "Seconds between updates, with --watch.")
    var interval = 2.0
    @Option(name: .customLong("charts"), help: "A folder for box plot and curves, as SVG and CSV.")
    var chartFolder: String?
    @OptionGroup var output: OutputFlags

    func validate() throws {
      try checkFolderName(chartFolder, of: "--charts")
      guard interval > 0, interval <= 86_400 else {
        throw ValidationError("--interval: expected more than 0 and at most 86400 seconds, found \(interval)")
      }
    }

    func run() throws {
      let store = try store.existing()
      let console = Console(output)
      var results = try StudyResults(named: name, in: store, metric: metric)
      var shown = ""
      while watch, results.progress.queued + results.progress.running > 0 {
        let state = results.heading + "\n\n" + results.table(results.metric.id)
        if state != shown, console.showsProgress {
          if console.isTerminal { console.control("\u{1B}[H\u{1B}[J") }
          console.progress(state + "\n\n")
          shown = state
        }
        // A server notifies of each run that ends.
        if let study = try store.study(named: name) { try store.waitForChange(of: study.id, seconds: interval) }
        results = try StudyResults(named: name, in: store, metric: metric)
      }
      console.say(results.text)
      let twice = try store.study(named: name).map { try store.lateResults(of: $0.id) } ?? []
      let faults = twice.compactMap(CheckFinding.otherResult)
      if !twice.isEmpty {
        console.say("\n\(twice.count) done twice, \(twice.count - faults.count) of them with the same bits.")
      }
      for fault in faults { console.say("fault: \(fault)") }
      let hosts = hosts ? try StudyHosts(of: name, in: store) : nil
      if let hosts { console.say("\n" + hosts.text) }
      if let chartFolder {
        let files = try results.writeCharts(to: chartFolder)
        console.say("\n\(files.count) files are in \(chartFolder).")
      }
      if output.json {
        var object = results.json
        if let hosts { object["hosts"] = hosts.json }
        if !twice.isEmpty {
          object["done_twice"] = [
            "count": .integer(twice.count), "faults": .array(faults.map { .string($0.message) }),
          ]
        }
        console.give(.object(object))
      }
    }
  }

  /// `fledge study list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the studies of a store.")

    @OptionGroup var store: StoreFlags
    @OptionGroup var output: OutputFlags

    func run() throws {
      let store = try store.existing()
      let console = Console(output)
      var objects: [JSONValue] = []
      var rows = [["study", "runs", "finished", "running", "queued", "failed"]]
      for study in try store.studies() {
        let progress = try store.progress(of: study.id)
        let counts = [progress.total, progress.finished, progress.running, progress.queued, progress.failed]
        rows.append([study.name] + counts.map(String.init))
        var object: JSONObject = ["study": .string(study.name)]
        for (name, count) in zip(rows[0].dropFirst(), counts) { object[name] = .integer(count) }
        objects.append(.object(object))
      }
      console.say(rows.count == 1 ? "There are no studies in \(self.store.name)." : TextTable.aligned(rows))
      if output.json { console.give(.array(objects)) }
    }
  }

  /// `fledge study delete`.
  struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Delete a study with its runs; refused while a worker trains one.")

    @Argument(help: "The name of the study.")
    var name: String
    @OptionGroup var store: StoreFlags
    @OptionGroup var output: OutputFlags

    func run() throws {
      let store = try store.existing()
      guard let study = try store.study(named: name) else {
        throw StudyError.unknownStudy(name, nearest: suggestion(to: name, among: try store.studies().map(\.name)))
      }
      try store.deleteStudy(study.id)
      let console = Console(output)
      console.say("Deleted the study '\(name)'.")
      if output.json { console.give(["deleted": .string(name)]) }
    }
  }
}
