import FledgePages
import FledgeStudies
import Yams

/// The settings as the report's author lists them: what the report states, and what was chosen in its place.
package struct ReportSettings: Sendable {
  static let keys = ["caption", "settings"]
  static let rowKeys = ["name", "value", "in", "because"]

  let table: SettingsTable

  init(_ root: Node, line: Int, file: StudyFile, studies: [ReportStudy]) throws {
    let reader = try ReportBlockReader(
      root, what: "settings", keys: Self.keys, line: line, file: file, studies: studies)
    guard let entry = reader.entry("settings") else {
      throw file.fail(reader.line, "settings: expected 'settings:', a list of rows, found none")
    }
    let rows = try file.list(entry.value, key: "settings", line: entry.line).map { node in
      try Self.row(node, line: node.mark?.line ?? entry.line, file, studies)
    }
    table = SettingsTable(try reader.text("caption") ?? "", rows)
  }

  private static func row(
    _ node: Node, line: Int, _ file: StudyFile, _ studies: [ReportStudy]
  ) throws -> ReportSetting {
    let reader = try ReportBlockReader(
      node, what: "a setting", keys: rowKeys, line: line, file: file, studies: studies)
    let (name, value) = (try reader.needed("name"), try reader.needed("value"))
    switch (try reader.text("in"), try reader.text("because")) {
    case (let place?, nil): return place == "code" ? .fromCode(name, value) : .stated(name, value, in: place)
    case (nil, let reason?): return .chosen(name, value, because: reason)
    default:
      throw file.fail(
        line,
        "setting '\(name)': expected either 'in: section', where the report states it, or 'because: reason', why it was chosen"
      )
    }
  }
}
