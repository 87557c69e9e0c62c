import FledgeServer
import Foundation
import Synchronization
import TestSupport
import Testing

/// The end of a server to which pages listen.
@Suite struct EndOfServerTests {
  @Test(arguments: 0..<10)
  func `open event streams do not keep the server from ending`(round: Int) throws {
    try withTemporaryFolder { folder in
      var options = PageServer.Options(runs: folder, program: "/bin/false", version: "test")
      options.port = 0
      let server = try PageServer(options)
      let port = try #require(UInt16(server.url.split(separator: ":")[2].dropLast()))
      let hasEnded = EndOfTask()
      let task = Task.detached {
        try? await server.run()
        hasEnded.note()
      }
      let clients = try (0..<150).map { _ in try Client(port: port) }
      for client in clients {
        try client.write("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
        #expect(!client.read().isEmpty)
      }
      // On a thread of its own: the thread that cancels runs the handlers, and could wait for ever.
      Thread.detachNewThread { task.cancel() }
      #expect(hasEnded.comes(within: .seconds(20)), "the server goes on after it was told to end")
    }
  }
}

/// Whether a task has ended.
private final class EndOfTask: Sendable {
  private let flag = Atomic(false)

  func note() { flag.store(true, ordering: .releasing) }

  func comes(within limit: Duration) -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
      if flag.load(ordering: .acquiring) { return true }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return false
  }
}
