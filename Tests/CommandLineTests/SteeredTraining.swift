import Fledge
import FlyingSocks
import Foundation
import TestSupport
import Testing

/// A `fledge train --control` in the background, and requests to it.
final class SteeredTraining {
  let folder: String
  private let process = Process()
  private let shell: Shell

  /// - Parameter arguments: what follows `fledge train`, `--output` and `--control` left out.
  init(_ arguments: [String], run: String, in shell: Shell) throws {
    self.shell = shell
    folder = "\(shell.folder)/\(run)"
    process.executableURL = URL(fileURLWithPath: try #require(BuiltProgram.folder) + "/fledge")
    process.arguments = ["train"] + arguments + ["--control", "--quiet"]
    process.currentDirectoryURL = URL(fileURLWithPath: shell.folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    for _ in 0..<1000 where !FileManager.default.fileExists(atPath: folder + "/control.sock") {
      try #require(process.isRunning, "the training ended with code \(process.terminationStatus)")
      Thread.sleep(forTimeInterval: 0.01)
    }
  }

  deinit { kill() }

  /// A connection of its own; the folder's path may be longer than a socket's.
  func connect() throws -> Socket {
    let address = try ControlAddress(folder: folder)
    let socket = try Socket(domain: Int32(AF_UNIX), type: .stream)
    try socket.connect(to: sockaddr_un.unix(path: address.path))
    return socket
  }

  /// The answer to one line.
  func ask(_ line: String) throws -> JSONValue {
    let socket = try connect()
    defer { try? socket.close() }
    _ = try socket.write(Data((line + "\n").utf8))
    var bytes: [UInt8] = []
    while !bytes.contains(UInt8(ascii: "\n")), let more = try? socket.read(atMost: 4096) { bytes += more }
    return try JSONValue(parsing: Array(bytes.prefix { $0 != UInt8(ascii: "\n") }))
  }

  /// The same for a request that must be carried out.
  @discardableResult
  func order(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Int {
    let answer = try ask(line)
    #expect(answer["ok"]?.boolValue == true, "\(line): \(answer.text())", sourceLocation: sourceLocation)
    return answer["step"]?.integerValue ?? -1
  }

  /// The exit code at its end.
  func wait() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Ends it as a crash of the machine would.
  func kill() {
    guard process.isRunning else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
