import FledgeFormats
import Foundation
import Synchronization

/// A program that the server started and that goes on without it.
///
/// What it prints goes to a file, so that nothing it writes fails once the server is gone.
final class ChildProcess: Sendable {
  private let process: Mutex<Process>
  private let log: String
  let identifier: Int32

  /// - Throws: `HTTPError` 500 where it cannot be started.
  init(_ program: String, _ arguments: [String]) throws(HTTPError) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    log = FileManager.default.temporaryDirectory.path + "/fledge-serve-\(getpid())-\(UInt64.random(in: 0...(.max))).log"
    do {
      guard FileManager.default.createFile(atPath: log, contents: nil, attributes: [.posixPermissions: 0o600]) else {
        throw HTTPError(500, "\(log): cannot be written")
      }
      let output = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output
      process.standardError = output
      try process.run()
    } catch let error as HTTPError {
      throw error
    } catch {
      throw HTTPError(500, "\(program): cannot be started: \(error)")
    }
    identifier = process.processIdentifier
    self.process = Mutex(process)
  }

  deinit { if exitStatus != nil { try? FileManager.default.removeItem(atPath: log) } }

  /// The exit code; `nil` while it runs.
  var exitStatus: Int32? { process.withLock { $0.isRunning ? nil : $0.terminationStatus } }

  /// The last line that it printed.
  var lastLine: String {
    let text = (try? FileBytes.readSmall(log, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let lines = text.split(whereSeparator: \.isNewline)
    return lines.last.map(String.init) ?? ""
  }

  /// Asks it to keep what it has and end.
  func interrupt() { if exitStatus == nil { kill(identifier, SIGTERM) } }
}
