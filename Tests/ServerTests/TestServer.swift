import FledgeServer
import FlyingSocks
import Foundation

/// A server of a folder in this process.
final class TestServer: Sendable {
  let folder: String
  let port: UInt16
  let token: String
  private let task: Task<Void, any Error>

  /// - Parameter limits: changes the server's limits.
  init(
    _ folder: String, limits: (inout HTTPLimits) -> Void = { _ in }, reports: String? = nil, runnable: [String] = []
  ) throws {
    self.folder = folder
    var options = PageServer.Options(runs: folder, program: "/bin/false", version: "test")
    options.port = 0
    options.reports = reports
    options.runnableReports = { _ in runnable.map { .init(name: $0, title: $0, source: $0) } }
    limits(&options.limits)
    let server = try PageServer(options)
    port = UInt16(server.url.split(separator: ":")[2].dropLast()) ?? 0
    token = server.pageToken
    task = Task.detached { try await server.run() }
  }

  deinit { task.cancel() }

  /// A connection to it.
  func connect() throws -> Client { try Client(port: port) }

  /// One request on a connection of its own.
  func send(
    _ method: String = "GET", _ path: String, headers: [String] = [], host: String? = nil, body: String = ""
  ) throws -> Answer {
    let client = try connect()
    let length = body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"]
    let lines =
      ["\(method) \(path) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")", "Connection: close"] + length + headers
    try client.write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    return Answer(try client.readAll())
  }

  /// A change as the page makes it.
  func post(_ path: String, _ body: String, headers: [String] = []) throws -> Answer {
    try send(
      "POST", path, headers: ["X-Fledge-Token: \(token)", "Origin: http://127.0.0.1:\(port)"] + headers, body: body)
  }
}

/// A socket that blocks.
final class Client {
  private let socket: Socket

  init(port: UInt16) throws {
    socket = try Socket(domain: Int32(AF_INET), type: .stream)
    try socket.connect(to: sockaddr_in.inet(ip4: "127.0.0.1", port: port))
    // A test never waits longer than this.
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    unsafe setsockopt(socket.file.rawValue, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { try? socket.close() }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) throws {
    let data = Data(bytes)
    var sent = data.startIndex
    while sent < data.endIndex { sent = try socket.write(data, from: sent) }
  }

  /// What came until the server closed, or for ten seconds.
  func readAll() throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let more = try? socket.read(atMost: 65_536), !more.isEmpty { bytes += more }
    return bytes
  }

  /// What is there next; empty where the server has closed.
  func read() -> [UInt8] { (try? socket.read(atMost: 65_536)) ?? [] }
}

/// An answer of the server.
struct Answer {
  let status: Int
  let head: String
  let body: String

  init(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
    head = String(parts.first ?? "")
    body = parts.count > 1 ? String(parts[1]) : ""
    status = Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
  }
}
