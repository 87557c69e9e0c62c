import ArgumentParser
import Fledge
import FledgeExchange
import FledgeRunStore
import Foundation

/// The flags of `fledge export` that write epochs, measurements and settings.
struct CurveExportFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Event files of TensorBoard, in this folder.", valueName: "dir"))
  var tensorboard: String?
  @Option(
    help: ArgumentHelp(
      "A project of Trackio, in this folder (its TRACKIO_DIR); runs that are there stay.", valueName: "dir"))
  var trackio: String?
  @Option(
    help: ArgumentHelp(
      "An MLflow server, such as http://127.0.0.1:5000; runs that are there stay.", valueName: "url"))
  var mlflow: String?
  @Option(help: ArgumentHelp("A row for each epoch (.csv or .jsonl).", valueName: "file"))
  var history: String?
  @Option(
    help: ArgumentHelp(
      "With the folder of reproduced reports: a row for each item (.csv or .jsonl).", valueName: "file"))
  var items: String?

  var isGiven: Bool { tensorboard != nil || trackio != nil || mlflow != nil || history != nil || items != nil }

  func validate() throws {
    try checkFolderName(tensorboard, of: "--tensorboard")
    try checkFolderName(trackio, of: "--trackio")
    for (flag, file) in [("--history", history), ("--items", items)] where file == "" {
      throw ValidationError("\(flag): expected the name of a file, found nothing")
    }
  }

  /// Writes each format that was asked for, and says what was written.
  func write(_ source: String, store: StoreFlags, console: Console) throws -> [JSONObject] {
    // What cannot work is found before anything is written.
    let historyKind = try history.map { try TableKind(fileName: $0, flag: "--history") }
    let itemsKind = try items.map { try TableKind(fileName: $0, flag: "--items") }
    let server = try mlflow.map { try MLflowServer($0) }
    var written: [JSONObject] = []
    if let items, let itemsKind {
      let table = try ItemsTable(contentsOf: source.hasSuffix(".json") ? source : "\(source)/items.json")
      try replace(items, with: table.text(itemsKind))
      console.say("\(counted(table.rows.count, "item")) in \(items).")
      written.append(["format": "items", "path": .string(items), "rows": .integer(table.rows.count)])
    }
    guard tensorboard != nil || trackio != nil || server != nil || history != nil else { return written }
    let (tracked, folder) = try runs(source, store: store, console: console)
    for note in tracked.notes { console.warn("\(source): \(note)") }
    if let tensorboard {
      let outcome = try TensorBoardExport.write(tracked, folder: folder, to: tensorboard)
      for note in outcome.notes { console.warn("--tensorboard: \(note)") }
      console.say("\(counted(outcome.files, "event file")) in \(tensorboard).")
      written.append(["format": "tensorboard", "path": .string(tensorboard), "files": .integer(outcome.files)])
    }
    if let history, let historyKind {
      let table = HistoryTable(tracked.runs)
      try replace(history, with: table.text(historyKind))
      console.say("\(counted(table.rows.count, "epoch")) in \(history).")
      written.append(["format": "history", "path": .string(history), "rows": .integer(table.rows.count)])
    }
    if let trackio {
      let project = TrackioProject(named: tracked.name, in: trackio)
      if project.name != tracked.name {
        console.warn("--trackio: the project of \(quotedName(tracked.name)) is named \(project.name)")
      }
      let outcome = try project.add(tracked.runs)
      console.say("\(counted(outcome.added, "run")) added to \(project.path)\(rest(outcome.present)).")
      written.append([
        "format": "trackio", "path": .string(project.path), "project": .string(project.name),
        "added": .integer(outcome.added),
        "present": .integer(outcome.present),
      ])
    }
    if let server {
      let outcome = try MLflowExport(server).send(tracked)
      for note in outcome.notes { console.warn("--mlflow: \(note)") }
      let place = "\(server.address), experiment \(quotedName(tracked.name))"
      console.say("\(counted(outcome.sent, "run")) sent to \(place)\(rest(outcome.present)).")
      written.append([
        "format": "mlflow", "server": .string(server.address), "experiment": .string(tracked.name),
        "sent": .integer(outcome.sent), "present": .integer(outcome.present),
      ])
    }
    return written
  }

  /// The run of a folder, or those of a study.
  private func runs(
    _ source: String, store: StoreFlags, console: Console
  ) throws -> (runs: TrackedRuns, folder: String?) {
    let isFile = store.isServer || store.isFolder || FileManager.default.fileExists(atPath: store.path)
    if TrackedRuns.isFolder(source) {
      if isFile, try store.existing().study(named: source) != nil {
        console.warn("\(source): there is a study of this name too; the folder is exported")
      }
      return (try TrackedRuns(folder: source), source)
    }
    guard isFile else {
      throw RunFolderError.missing(
        "\(source): expected the folder of a run, or a study in \(store.name), found neither; name the store with --store"
      )
    }
    return (try TrackedRuns(study: source, in: store.existing()), nil)
  }

  private func replace(_ file: String, with text: String) throws {
    let starts = ["run,study,", "{\"run\":", "report,id,", "{\"report\":"].map { Array($0.utf8) }
    try checkReplaceable(
      file, isOurs: { head in starts.contains { head.starts(with: $0) } }, "such a table", flag: "file")
    try AtomicFile.write(Array(text.utf8), to: file)
  }

  private func counted(_ count: Int, _ noun: String) -> String { "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")" }

  private func rest(_ present: Int) -> String { present == 0 ? "" : "; \(present) were there already" }
}
