import FledgeServer
import Foundation
import TestSupport
import Testing

/// What one client may cost.
@Suite(.serialized) struct LimitTests {
  @Test(arguments: [
    ("GET / HTTP/1.1\r\n\r\n", 400), ("GET /\r\n\r\n", 400), ("\r\n\r\n", 400), ("nonsense\r\n\r\n", 400),
    ("GET / HTTP/2.0\r\nHost: HOST\r\n\r\n", 400), ("DELETE / HTTP/1.1\r\nHost: HOST\r\n\r\n", 405),
    ("GET http://evil/ HTTP/1.1\r\nHost: HOST\r\n\r\n", 400), ("GET / HTTP/1.1\nHost: HOST\n\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: HOST\r\nHost: evil\r\n\r\n", 400), ("GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
    ("GET /%zz HTTP/1.1\r\nHost: HOST\r\n\r\n", 400), ("GET /?a=%ff HTTP/1.1\r\nHost: HOST\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: -1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 99999999999999999999\r\n\r\n", 413),
    ("POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 2000000\r\n\r\n", 413),
    ("POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 411),
    ("GET / HTTP/1.1\r\nHost: HOST\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n\u{1}\u{2}", 200),
  ])
  func `a request that is not one is answered in one line`(text: String, status: Int) throws {
    try withTemporaryFolder { folder in
      let server = try TestServer(folder)
      let client = try server.connect()
      try client.write(text.replacing("HOST", with: "127.0.0.1:\(server.port)"))
      let answer = Answer(client.read())
      #expect(answer.status == status, "\(answer.head)")
      #expect(try server.send("GET", "/api/session").status == 200)
    }
  }

  @Test func `a head without end is cut off`() throws {
    try withTemporaryFolder { folder in
      let server = try TestServer(folder)
      let client = try server.connect()
      try client.write("GET / HTTP/1.1\r\nX: ")
      let line = [UInt8](repeating: 0x61, count: 8192)
      var written = 0
      while written < 1 << 22, (try? client.write(line)) != nil { written += line.count }
      #expect(written < 1 << 22)
      #expect(try server.send("GET", "/api/session").status == 200)
    }
  }

  @Test func `slow clients are dropped while others are served`() throws {
    try withTemporaryFolder { folder in
      let server = try TestServer(folder) { limits in
        limits.requestSeconds = 0.5
        limits.idleSeconds = 0.5
      }
      let (slow, silent) = (try server.connect(), try server.connect())
      let clock = ContinuousClock()
      let start = clock.now
      var isOpen = true
      // A byte at a time: each arrives in time, the request does not.
      for byte in "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ".utf8 where isOpen {
        isOpen = (try? slow.write([byte])) != nil
        #expect(try server.send("GET", "/api/session").status == 200)
        Thread.sleep(forTimeInterval: 0.05)
      }
      #expect(slow.read().isEmpty && silent.read().isEmpty)
      #expect(clock.now - start < .seconds(8))
    }
  }

  @Test func `more connections than allowed are answered with 429`() throws {
    try withTemporaryFolder { folder in
      let server = try TestServer(folder) { $0.connections = 20 }
      var clients: [Client] = []
      for _ in 0..<20 { clients.append(try server.connect()) }
      for client in clients {
        try client.write("GET /api/session HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n\r\n")
        #expect(Answer(client.read()).status == 200)
      }
      #expect(Answer(try server.connect().read()).status == 429)
      clients.removeAll()
      Thread.sleep(forTimeInterval: 0.3)
      #expect(try server.send("GET", "/api/session").status == 200)
    }
  }

  @Test func `more requests than allowed are answered with 429`() throws {
    try withTemporaryFolder { folder in
      let server = try TestServer(folder) { $0.requestsPerSecond = 20 }
      let statuses = try (0..<60).map { _ in try server.send("GET", "/api/session").status }
      #expect(Set(statuses) == [200, 429])
      #expect(statuses.count { $0 == 200 } >= 20)
    }
  }
}
