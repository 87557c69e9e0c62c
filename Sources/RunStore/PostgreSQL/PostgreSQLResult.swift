import CPostgreSQL
import Foundation

/// The rows that a statement gave.
@safe final class PostgreSQLResult {
  private let handle: OpaquePointer
  let count: Int
  /// Recent texts of each column: many rows share a host, a name of a metric, a state.
  private var recent: [[String]] = []

  init(_ handle: OpaquePointer) {
    unsafe self.handle = handle
    count = unsafe Int(fledge_pq_rows(handle))
  }

  deinit { unsafe fledge_pq_free(handle) }

  /// A row, whose values are read in the order of the statement's columns.
  struct Row {
    fileprivate let result: PostgreSQLResult
    fileprivate let index: Int32
    private var column: Int32 = 0

    fileprivate init(_ result: PostgreSQLResult, _ index: Int) {
      (self.result, self.index) = (result, Int32(index))
    }

    mutating func text() -> String? {
      let (result, column) = (result, Int(column))
      return unsafe next { unsafe result.text($0, column: column) }
    }

    mutating func integer() -> Int64? { unsafe next { unsafe strtoll($0, nil, 10) } }

    mutating func number() -> Double? { unsafe next { unsafe strtod($0, nil) } }

    mutating func flag() -> Bool { unsafe next { unsafe $0.pointee == 116 } ?? false }

    private mutating func next<Value>(_ read: (UnsafePointer<CChar>) -> Value) -> Value? {
      defer { column += 1 }
      guard unsafe !fledge_pq_is_null(result.handle, index, column),
        let text = unsafe fledge_pq_text(result.handle, index, column)
      else { return nil }
      return unsafe read(text)
    }
  }

  private func text(_ start: UnsafePointer<CChar>, column: Int) -> String {
    while recent.count <= column { recent.append([]) }
    let length = unsafe strlen(start)
    for known in recent[column] where known.utf8.count == length {
      if unsafe known.withCString({ unsafe strcmp($0, start) == 0 }) { return known }
    }
    let text = unsafe String(cString: start)
    if recent[column].count == 16 { recent[column].removeFirst() }
    recent[column].append(text)
    return text
  }

  subscript(index: Int) -> Row { Row(self, index) }

  var first: Row? { count > 0 ? Row(self, 0) : nil }

  func map<Value>(_ body: (inout Row) throws -> Value) rethrows -> [Value] {
    try (0..<count).map { index in
      var row = Row(self, index)
      return try body(&row)
    }
  }

  /// The only value of a statement that gives bytes.
  var bytes: [UInt8]? {
    guard count > 0, unsafe !fledge_pq_is_null(handle, 0, 0), let start = unsafe fledge_pq_text(handle, 0, 0) else {
      return nil
    }
    let length = unsafe Int(fledge_pq_length(handle, 0, 0))
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: length))
  }
}
