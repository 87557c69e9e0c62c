public import FledgeFormats
import FledgeModels
import Foundation
import GRDB

/// A project of Trackio: one SQLite file in Trackio's folder.
public struct TrackioProject: Sendable {
  /// How many runs were added, and how many were there.
  public struct Outcome: Sendable, Equatable {
    public var added: Int
    public var present: Int

    public init(added: Int, present: Int) { (self.added, self.present) = (added, present) }
  }

  /// The project's name as Trackio shows it: letters, digits, `-` and `_`.
  public let name: String
  public let path: String
  private let folder: String

  /// - Parameters:
  ///   - name: of the study, whose other characters are left out.
  ///   - folder: Trackio's folder, which `TRACKIO_DIR` names; it is made where it is not there.
  public init(named name: String, in folder: String) {
    self.name = TrackioProject.canonicalName(name)
    self.folder = folder
    path = "\(folder)/\(self.name).db"
  }

  /// A name as Trackio's own files have it.
  package static func canonicalName(_ name: String) -> String {
    var text = ""
    for scalar in name.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
        .letterNumber, .otherNumber:
        text.unicodeScalars.append(scalar)
      default: if scalar == "-" || scalar == "_" { text.unicodeScalars.append(scalar) }
      }
    }
    if text.isEmpty { return "default" }
    // Trackio keeps names with these ends and beginnings for files of its own.
    let ends = ["system", "configs", "traces", "artifacts", "artifact_versions", "artifact_aliases", "artifact_links"]
    let isReserved = text.hasPrefix("registry-") || ends.contains { text.hasSuffix("_" + $0) }
    return isReserved ? "study-\(text)-" : text
  }

  /// Adds runs in one transaction; those that are there stay as they are.
  ///
  /// - Throws: `FormatError` where the file is no project of Trackio, or cannot be written.
  public func add(_ runs: [TrackedRun]) throws(FormatError) -> Outcome {
    let isNew = try inspect()
    do throws(NewFolders.Failure) {
      _ = try NewFolders(folder)
    } catch {
      throw FormatError(
        .system, path: folder, expected: "to make Trackio's folder", found: error.reason, advice: "name another")
    }
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(10)
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      defer { try? queue.close() }
      return try queue.write { database -> Outcome in
        if isNew { try TrackioSchema.create(database) } else { try check(database) }
        var outcome = Outcome(added: 0, present: 0)
        for run in runs {
          let isThere = try Bool.fetchOne(
            database,
            sql: """
              SELECT EXISTS(SELECT 1 FROM configs WHERE run_id = ?1) OR EXISTS(SELECT 1 FROM metrics WHERE run_id = ?1)
              """,
            arguments: [id(of: run)])
          if isThere == true {
            outcome.present += 1
          } else {
            try insert(run, database)
            outcome.added += 1
          }
        }
        return outcome
      }
    } catch let error as FormatError {
      throw error
    } catch {
      if isNew, RunFolderUsage.bytes(path) == 0 { try? FileManager.default.removeItem(atPath: path) }
      let found = (error as? DatabaseError)?.message ?? error.localizedDescription
      throw FormatError(
        .system, path: path, expected: "to write a project of Trackio", found: found,
        advice: "nothing was added; check the folder, and that no other program holds the file")
    }
  }

  /// Looks at the first bytes before SQLite opens the file.
  ///
  /// - Returns: whether there is none yet.
  private func inspect() throws(FormatError) -> Bool {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return true }
    if isFolder.boolValue { throw foreign("a folder") }
    let head = try FileBytes.head(path, count: 16)
    if head.size == 0 { return true }
    guard head.bytes.elementsEqual("SQLite format 3\0".utf8) else { throw foreign("a file that is no database") }
    return false
  }

  private func check(_ database: Database) throws {
    for (table, columns) in TrackioSchema.needed {
      guard try database.tableExists(table) else { throw foreign("a database without the table \(table)") }
      let found = Set(try database.columns(in: table).map(\.name))
      guard let missing = columns.first(where: { !found.contains($0) }) else { continue }
      if missing == "run_id" {
        throw FormatError(
          .unsupported, path: path, expected: "a project of Trackio 0.24 or later", found: "one of an earlier version",
          advice: "open it once with a newer Trackio, which brings it up to date")
      }
      throw foreign("a table \(table) without the column \(missing)")
    }
  }

  private func foreign(_ found: String) -> FormatError {
    FormatError(
      .malformed, path: path, expected: "a project of Trackio", found: found,
      advice: "it was left as it is; name another folder")
  }

  /// Trackio's own numbers are 32 hexadecimal digits, too.
  private func id(of run: TrackedRun) -> String { String(run.identity.prefix(32)) }

  private func insert(_ run: TrackedRun, _ database: Database) throws {
    try database.execute(
      sql: "INSERT INTO configs (run_id, run_name, config, created_at) VALUES (?, ?, ?, ?)",
      arguments: [id(of: run), run.name, TrackioRows.config(run), TrackioRows.text(run.startedAt)])
    for row in TrackioRows.metrics(run) {
      try database.execute(
        sql: "INSERT INTO metrics (run_id, timestamp, run_name, step, metrics) VALUES (?, ?, ?, ?, ?)",
        arguments: [id(of: run), TrackioRows.text(row.time), run.name, row.step, row.values])
    }
  }
}
