import FledgeDatasets
import FledgeFormats
import Foundation
import Synchronization
import TestSupport
import Testing

/// Servers in memory; the address decides how each behaves.
private final class Servers: Transport, @unchecked Sendable {
  private let lock = NSLock()
  private var log: [String] = []

  /// Every request so far, as `address@offset`.
  var requests: [String] { lock.withLock { log } }

  static func content(_ file: String) -> [UInt8] { Array("the content of \(file), long enough to be cut".utf8) }

  func fetch(_ address: String, from offset: Int, receive: (_ piece: [UInt8], _ start: Int) throws -> Void) throws {
    let (server, file) = (address.split(separator: "/")[0], String(address.split(separator: "/")[1]))
    lock.withLock { log.append("\(server)/\(file.prefix(5))@\(offset)") }
    let whole = Servers.content(file)
    switch server {
    case "good":
      guard offset < whole.count else { throw TransportError("HTTP 416") }
      for position in offset..<whole.count { try receive([whole[position]], offset) }
    case "forgetful":
      // Ignores ranges and sends the whole file.
      try receive([], 0)
      try receive(whole, 0)
    case "dying":
      try receive(Array(whole[offset...].prefix(10)), offset)
      throw TransportError("connection lost")
    case "portal": try receive(Array("<html>log in first</html>".utf8), 0)
    case "truncated": try receive(Array(whole[offset...].prefix(20)), offset)
    case "endless": while true { try receive(Array(repeating: 0, count: 1 << 20), offset) }
    default: throw TransportError("HTTP 404")
    }
  }
}

struct FetchTests {
  private func fetch(_ mirrors: [String], into folder: String, _ servers: Servers = Servers()) throws -> [String] {
    try MNIST.fetch(
      into: folder, mirrors: mirrors, transport: servers,
      digest: { SHA256.hash(Servers.content($0.rawValue + ".gz")).hex }, report: { _ in })
    return servers.requests
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private let allNames = MNIST.File.allCases.map { $0.rawValue + ".gz" }.sorted()

  @Test(arguments: ["good", "forgetful"])
  func `a server that answers gives four files and leaves no parts`(server: String) throws {
    try withTemporaryFolder { folder in
      let requests = try fetch([server], into: folder + "/new")
      #expect(requests.count == 4)
      #expect(try names(folder + "/new") == allNames)
      let last = URL(fileURLWithPath: folder + "/new/t10k-labels-idx1-ubyte.gz")
      let bytes = try [UInt8](Data(contentsOf: last))
      #expect(bytes == Servers.content("t10k-labels-idx1-ubyte.gz"))
      // A second time nothing is fetched.
      #expect(try fetch([server], into: folder + "/new").isEmpty)
    }
  }

  @Test func `what a dying server gave is kept, and the next server goes on from there`() throws {
    try withTemporaryFolder { folder in
      let requests = try fetch(["dying", "good"], into: folder)
      #expect(requests == ["dying/train@0", "good/train@10", "good/train@0", "good/t10k-@0", "good/t10k-@0"])
      #expect(try names(folder) == allNames)
    }
  }

  @Test func `an interrupted fetch goes on where it stopped`() throws {
    try withTemporaryFolder { folder in
      let error = datasetError { _ = try fetch(["dying"], into: folder) }
      #expect(error?.exitCode == 66)
      #expect(try names(folder) == ["train-images-idx3-ubyte.gz.part"])
      let requests = try fetch(["good"], into: folder)
      #expect(requests.first == "good/train@10")
      #expect(try names(folder) == allNames)
    }
  }

  @Test func `a part with the wrong bytes is thrown away and fetched anew`() throws {
    try withTemporaryFolder { folder in
      try write([1, 2, 3], to: folder + "/train-images-idx3-ubyte.gz.part")
      let requests = try fetch(["good"], into: folder)
      #expect(Array(requests.prefix(2)) == ["good/train@3", "good/train@0"])
      #expect(try names(folder) == allNames)
    }
  }

  @Test func `a whole part that was never renamed is taken as it is`() throws {
    try withTemporaryFolder { folder in
      try write(
        Servers.content("train-images-idx3-ubyte.gz"), to: folder + "/train-images-idx3-ubyte.gz.part")
      #expect(try fetch(["good"], into: folder).count == 4)
      #expect(try names(folder) == allNames)
    }
  }

  @Test func `a damaged file is replaced`() throws {
    try withTemporaryFolder { folder in
      try write([1, 2, 3], to: folder + "/train-images-idx3-ubyte.gz")
      _ = try fetch(["good"], into: folder)
      #expect(try fetch(["good"], into: folder).isEmpty)
    }
  }

  @Test func `where no mirror has the file, each is named with its reason, and where to put files by hand`() throws {
    try withTemporaryFolder { folder in
      let error = datasetError { _ = try fetch(["absent", "portal", "endless"], into: folder) }
      #expect(error?.exitCode == 66)
      #expect(
        error?.description
          == "train-images-idx3-ubyte.gz: no mirror gave the file: absent (HTTP 404), "
          + "portal (another file than expected (SHA-256)), endless (far more bytes than expected); put the four "
          + "MNIST .gz files into \(folder) by hand, or name their folder with --data")
    }
  }

  @Test func `a folder that cannot be made ends with exit code 1`() throws {
    try withTemporaryFolder { folder in
      try write([], to: folder + "/file")
      #expect(datasetError { _ = try fetch(["good"], into: folder + "/file/below") }?.exitCode == 1)
    }
  }

  @Test func `fetches into one folder at once all end, and each file is fetched once`() throws {
    try withTemporaryFolder { folder in
      let servers = Servers()
      let failures = Mutex<[String]>([])
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        do {
          _ = try fetch(["good"], into: folder + "/new", servers)
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
      }
      #expect(failures.withLock { $0 } == [])
      #expect(servers.requests.count == 4)
      let found = try names(folder + "/new")
      #expect(found == allNames)
    }
  }

  @Test(arguments: DownloadableImages.allCases.map(\.rawValue))
  func `other sets end in one line too, and leave nothing half-written`(name: String) throws {
    let set = try #require(DownloadableImages(rawValue: name))
    for (server, reason) in [
      ("portal", "another file than expected (SHA-256)"), ("truncated", "another file than expected (SHA-256)"),
      ("good", "another file than expected (SHA-256)"), ("absent", "HTTP 404"),
    ] {
      try withTemporaryFolder { folder in
        let error = datasetError { try MNIST.fetch(set, into: folder, mirrors: [server], transport: Servers()) }
        #expect(error?.exitCode == 66)
        #expect(
          error?.description
            == "train-images-idx3-ubyte.gz: no mirror gave the file: \(server) (\(reason)); put the four "
            + "\(set.title) .gz files into \(folder) by hand, or name their folder with --data")
        let left = try names(folder)
        #expect(left.isEmpty, "\(server)")
      }
    }
    #expect(!set.mirrors.isEmpty)
  }

  @Test func `a server that is not there ends in one line and leaves nothing`() throws {
    try withTemporaryFolder { folder in
      // Nobody listens on the discard port of this machine.
      let error = datasetError {
        try MNIST.fetch(.kmnist, into: folder, mirrors: ["http://127.0.0.1:9"], transport: URLTransport(timeout: 2))
      }
      #expect(error?.exitCode == 66)
      #expect(error?.description.contains("no mirror gave the file: http://127.0.0.1:9 (") == true)
      #expect(error?.description.contains("\n") == false)
      let left = try names(folder)
      #expect(left.isEmpty)
    }
  }
}
