import FledgeFormats
import Foundation
import TestSupport
import Testing

/// The page's scripts and styles as they travel.
@Suite struct AssetTests {
  @Test(arguments: [
    ("gzip, deflate, br", true), ("GZIP;q=0.5", true), ("gzip;q=0", false), ("br;q=1.0, gzip;q=0.0", false),
    ("deflate", false), ("", false),
  ])
  func `files are compressed for those who take gzip`(encodings: String, isCompressed: Bool) throws {
    try withTemporaryFolder { folder in
      let server = try TestServer(folder)
      for name in ["app.js", "theme.css", "fledge.wasm"] {
        let plain = try bytes(of: "/assets/\(name)", from: server, encodings: "identity")
        let answer = try bytes(of: "/assets/\(name)", from: server, encodings: encodings)
        #expect(answer.head.contains("Content-Encoding: gzip") == isCompressed)
        #expect(answer.head.contains("Vary: Accept-Encoding"))
        #expect(try isCompressed ? Gzip.inflate(answer.body, limit: 1 << 20) == plain.body : answer.body == plain.body)
        #expect(!isCompressed || answer.body.count < plain.body.count / 2 + 10_000)
      }
    }
  }

  @Test func `all files of the page together take at most 200 kB on their way`() throws {
    let assets = URL(fileURLWithPath: #filePath).appending(path: "../../../Web/assets").standardized.path
    let names = try FileManager.default.contentsOfDirectory(atPath: assets)
    #expect(names.contains("app.js") && names.contains("fledge.wasm"))
    let sizes = try names.map { try Gzip.deflate(FileBytes.read("\(assets)/\($0)"), level: 9).count }
    #expect(sizes.reduce(0, +) <= 200_000)
  }

  private func bytes(
    of path: String, from server: TestServer, encodings: String
  ) throws -> (head: String, body: [UInt8]) {
    let client = try server.connect()
    try client.write(
      "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nConnection: close\r\nAccept-Encoding: \(encodings)\r\n\r\n"
    )
    let bytes = try client.readAll()
    let end = try #require(bytes.firstRange(of: Array("\r\n\r\n".utf8)))
    return (String(decoding: bytes[..<end.lowerBound], as: UTF8.self), Array(bytes[end.upperBound...]))
  }
}
