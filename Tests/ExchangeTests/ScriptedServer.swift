import Dispatch
import FledgeFormats
import Foundation
import Synchronization

/// A server on a free port of this machine that answers each request as a test says.
final class ScriptedServer: Sendable {
  struct Request: Sendable {
    var path: String
    var body: JSONValue
  }

  typealias Answer = (status: Int, body: String)

  let address: String
  private let listener: Int32
  private let seen = Mutex<[Request]>([])
  // A reader that has closed its end is no signal.
  #if canImport(Darwin)
    private static let flags: Int32 = 0
  #else
    // MSG_NOSIGNAL
    private static let flags: Int32 = 0x4000
  #endif
  private let answer: @Sendable (Request) -> Answer?

  /// - Parameter answer: the answer to a request; `nil` closes the connection without one.
  init(_ answer: @escaping @Sendable (Request) -> Answer?) throws {
    self.answer = answer
    #if canImport(Darwin)
      let kind = SOCK_STREAM
    #else
      let kind = Int32(SOCK_STREAM.rawValue)
    #endif
    listener = socket(AF_INET, kind, 0)
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let number = listener
    let isBound = unsafe withUnsafeMutablePointer(to: &name) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard unsafe bind(number, address, length) == 0, listen(number, 8) == 0 else { return false }
        return unsafe getsockname(number, address, &length) == 0
      }
    }
    guard isBound else { throw CocoaError(.fileReadUnknown) }
    address = "http://127.0.0.1:\(UInt16(bigEndian: name.sin_port))"
    Thread.detachNewThread { [self] in serve() }
  }

  var requests: [Request] { seen.withLock { $0 } }

  /// Closes the port; the thread ends with it.
  func stop() {
    _ = shutdown(listener, Int32(SHUT_RDWR))
    _ = close(listener)
  }

  private func serve() {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { return }
      if let request = read(connection) {
        seen.withLock { $0.append(request) }
        if let (status, body) = answer(request) {
          let text =
            "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
            + "Connection: close\r\n\r\n\(body)"
          let bytes = Array(text.utf8)
          _ = unsafe send(connection, bytes, bytes.count, ScriptedServer.flags)
        }
      }
      _ = close(connection)
    }
  }

  private func read(_ connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let end = Array("\r\n\r\n".utf8)
    while true {
      let count = unsafe recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
      guard let split = bytes.firstRange(of: end) else { continue }
      let head = String(decoding: bytes[..<split.lowerBound], as: UTF8.self)
      let length =
        head.lowercased().firstMatch(of: /content-length: *(\d+)/).flatMap { Int($0.1) } ?? 0
      guard bytes.count - split.upperBound >= length else { continue }
      let path = String(head.split(separator: " ")[1])
      let body = (try? JSONValue(parsing: Array(bytes[split.upperBound...]))) ?? .null
      return Request(path: path, body: body)
    }
  }
}
