import FlyingSocks
import Foundation

/// One client: reads requests one after another and writes the answers.
struct HTTPConnection {
  typealias Handler = @Sendable (HTTPRequest) async -> HTTPResponse

  let socket: AsyncSocket
  let number: Int
  let table: ConnectionTable
  let limits: HTTPLimits
  private var buffer: [UInt8] = []

  init(_ socket: AsyncSocket, number: Int, table: ConnectionTable, limits: HTTPLimits) {
    (self.socket, self.number, self.table, self.limits) = (socket, number, table, limits)
  }

  /// Serves until the client or a limit ends it.
  mutating func serve(_ handler: Handler) async {
    do {
      while let request = try await nextRequest() {
        let isAllowed = table.takeRequest()
        // The client's time is over; the rest is the server's own.
        table.extend(number, seconds: limits.answerSeconds)
        let response =
          isAllowed ? await handler(request) : HTTPResponse(HTTPError(429, "too many requests; try again in a second"))
        let keepsAlive = request.keepsAlive && isAllowed
        try await send(response, to: request, keepsAlive: keepsAlive)
        guard keepsAlive, case .bytes = response.body else { return }
        table.extend(number, seconds: limits.idleSeconds)
      }
    } catch let error as HTTPError {
      try? await write(HTTPResponse(error).head(keepsAlive: false) + errorBody(error))
    } catch {
      return
    }
  }

  /// The next request; `nil` where the client has gone.
  private mutating func nextRequest() async throws -> HTTPRequest? {
    var searched = 0
    while true {
      if let end = headEnd(from: searched) {
        guard end <= limits.headBytes else {
          throw HTTPError(431, "expected headers of at most \(limits.headBytes) bytes")
        }
        var request = try HTTPRequest(head: buffer[..<end])
        let count = try request.bodyCount(limit: limits.bodyBytes)
        while buffer.count < end + 4 + count {
          guard try await read() else { return nil }
        }
        request.body = Array(buffer[(end + 4)..<(end + 4 + count)])
        buffer.removeSubrange(..<(end + 4 + count))
        return request
      }
      guard buffer.count <= limits.headBytes else {
        throw HTTPError(431, "expected headers of at most \(limits.headBytes) bytes")
      }
      searched = max(0, buffer.count - 3)
      let isFirst = buffer.isEmpty
      guard try await read() else { return nil }
      // From its first byte on a request has its own deadline, however slowly the others come.
      if isFirst { table.extend(number, seconds: limits.requestSeconds) }
    }
  }

  /// Where CR LF CR LF begins.
  private func headEnd(from start: Int) -> Int? {
    guard buffer.count >= 4 else { return nil }
    for index in start..<(buffer.count - 3)
    where buffer[index] == 13 && buffer[index + 1] == 10 && buffer[index + 2] == 13 && buffer[index + 3] == 10 {
      return index
    }
    return nil
  }

  /// Whether bytes came.
  private mutating func read() async throws -> Bool {
    do {
      let bytes = try await socket.read(atMost: 4096)
      buffer += bytes
      return !bytes.isEmpty
    } catch SocketError.disconnected {
      return false
    }
  }

  private func send(_ response: HTTPResponse, to request: HTTPRequest, keepsAlive: Bool) async throws {
    let head = response.head(keepsAlive: keepsAlive)
    switch response.body {
    case .bytes(let bytes):
      // One write: two would wait for each other's acknowledgement.
      try await write(request.method == .head ? head : head + bytes)
    case .stream(let chunks):
      try await write(head)
      guard request.method != .head else { return }
      for await chunk in chunks { try await write(chunk) }
    }
  }

  private func write(_ bytes: [UInt8]) async throws {
    table.extend(number, seconds: limits.writeSeconds + Double(bytes.count) / 1e5)
    try await socket.write(Data(bytes))
    // Between two chunks of a stream the server decides how long it takes.
    table.extend(number, seconds: 3600)
  }

  private func errorBody(_ error: HTTPError) -> [UInt8] {
    if case .bytes(let bytes) = HTTPResponse(error).body { bytes } else { [] }
  }
}
