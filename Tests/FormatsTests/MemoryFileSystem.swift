import FledgeFormats
import Synchronization

/// Files in memory; counts calls and can make any one fail.
final class MemoryFileSystem: FileSystem {
  private struct State {
    var contents: [String: [UInt8]] = [:]
    var paths: [Int32: String] = [:]
    var calls: [String] = []
    var failing: Set<Int> = []
  }

  private let state = Mutex(State())

  init(_ contents: [String: [UInt8]] = [:], failing: Set<Int> = []) {
    state.withLock {
      $0.contents = contents
      $0.failing = failing
    }
  }

  /// The files there are.
  var contents: [String: [UInt8]] { state.withLock { $0.contents } }

  /// The calls in order.
  var calls: [String] { state.withLock { $0.calls } }

  /// How many files are open.
  var openCount: Int { state.withLock { $0.paths.count } }

  private func perform<Value: Sendable>(
    _ name: String, _ path: String, _ body: (inout State) -> Value
  ) throws(FormatError) -> Value {
    let value: Value? = state.withLock { state in
      let number = state.calls.count
      state.calls.append(name)
      // A failing write leaves half of its bytes, a failing close still closes: as in life.
      if state.failing.contains(number) {
        if name == "close" { _ = body(&state) }
        return nil
      }
      return body(&state)
    }
    guard let value else { throw FormatError(.system, path: path, expected: "to \(name)", found: "injected failure") }
    return value
  }

  func create(_ path: String) throws(FormatError) -> OpenFile? {
    let descriptor: Int32? = try perform("create", path) { state in
      guard state.contents[path] == nil else { return nil }
      state.contents[path] = []
      state.paths[Int32(state.calls.count)] = path
      return Int32(state.calls.count)
    }
    return descriptor.map { OpenFile(descriptor: $0, path: path) }
  }

  func write(_ bytes: RawSpan, to file: OpenFile) throws(FormatError) {
    let bytes = unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
    state.withLock { $0.contents[file.path]?.append(contentsOf: bytes.prefix(bytes.count / 2)) }
    try perform("write", file.path) { $0.contents[file.path]?.append(contentsOf: bytes.dropFirst(bytes.count / 2)) }
  }

  func sync(_ file: OpenFile) throws(FormatError) { try perform("sync", file.path) { _ in } }

  func close(_ file: OpenFile) throws(FormatError) {
    try perform("close", file.path) { $0.paths[file.descriptor] = nil }
  }

  func rename(_ path: String, to target: String) throws(FormatError) {
    try perform("rename", target) { state in
      state.contents[target] = state.contents.removeValue(forKey: path)
    }
  }

  func syncFolder(_ path: String) throws(FormatError) { try perform("syncFolder", path) { _ in } }

  func remove(_ path: String) throws(FormatError) { try perform("remove", path) { $0.contents[path] = nil } }

  func list(_ folder: String) throws(FormatError) -> [String] {
    try perform("list", folder) { state in
      state.contents.keys.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count + 1)) }.sorted()
    }
  }
}
