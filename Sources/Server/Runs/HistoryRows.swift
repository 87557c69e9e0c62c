import FledgeFormats
import Foundation

/// The epochs of a run as `history.csv` has them; a line that is still being written is left for later.
struct HistoryRows {
  var columns: [String] = []
  var rows: [[Double?]] = []

  /// - Throws: `FormatError` where the file cannot be read.
  init(_ path: String) throws(FormatError) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    let bytes = try FileBytes.readSmall(path, limit: 1 << 28)
    let end = bytes.lastIndex(of: UInt8(ascii: "\n")) ?? 0
    var lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\n")[...]
    columns = lines.popFirst()?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
    rows = lines.map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    }
  }

  /// The columns and the rows from one on.
  func json(from first: Int = 0) -> JSONObject {
    [
      "columns": .array(columns.map { .string($0) }),
      "rows": .array(
        rows.dropFirst(first).map { row in .array(row.map { value in value.map { .number($0) } ?? .null }) }),
    ]
  }
}
