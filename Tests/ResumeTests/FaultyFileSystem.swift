import FledgeFormats
import Synchronization

/// The machine's file system; counts calls and makes one fail.
final class FaultyFileSystem: FileSystem {
  private let disk = PosixFileSystem()
  private let state = Mutex(State())
  private let failing: Int?

  private struct State {
    var calls: [String] = []
  }

  init(failing: Int? = nil) { self.failing = failing }

  /// The calls in order.
  var calls: [String] { state.withLock { $0.calls } }

  private func count(_ name: String) -> Bool {
    state.withLock { state in
      state.calls.append(name)
      return state.calls.count - 1 == failing
    }
  }

  private func refusal(_ name: String) -> FormatError {
    FormatError(.system, path: "disk", expected: "to \(name)", found: "injected failure")
  }

  func create(_ path: String) throws(FormatError) -> OpenFile? {
    if count("create") { throw refusal("create") }
    return try disk.create(path)
  }

  func write(_ bytes: RawSpan, to file: OpenFile) throws(FormatError) {
    let fails = count("write")
    // A failing write leaves half of its bytes, a failing close still closes: as in life.
    try disk.write(fails ? bytes.extracting(first: bytes.byteCount / 2) : bytes, to: file)
    if fails { throw refusal("write") }
  }

  func sync(_ file: OpenFile) throws(FormatError) {
    if count("sync") { throw refusal("sync") }
    try disk.sync(file)
  }

  func close(_ file: OpenFile) throws(FormatError) {
    let fails = count("close")
    try disk.close(file)
    if fails { throw refusal("close") }
  }

  func rename(_ path: String, to target: String) throws(FormatError) {
    if count("rename") { throw refusal("rename") }
    try disk.rename(path, to: target)
  }

  func syncFolder(_ path: String) throws(FormatError) {
    if count("syncFolder") { throw refusal("syncFolder") }
    try disk.syncFolder(path)
  }

  func remove(_ path: String) throws(FormatError) {
    if count("remove") { throw refusal("remove") }
    try disk.remove(path)
  }

  func list(_ folder: String) throws(FormatError) -> [String] {
    if count("list") { throw refusal("list") }
    return try disk.list(folder)
  }
}
