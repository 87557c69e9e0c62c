import FledgeFormats
import FledgeModels
import FlyingSocks
import Foundation

/// Sends one request to the training that is at work in a run's folder.
struct ControlClient {
  let folder: String

  /// - Returns: what the training answered.
  /// - Throws: `HTTPError` 409 where no training listens, or it refuses.
  func send(_ request: JSONObject) throws(HTTPError) -> JSONObject {
    let line: [UInt8]
    do {
      let address = try ControlAddress(folder: folder)
      let socket = try Socket(domain: Int32(AF_UNIX), type: .stream)
      defer { try? socket.close() }
      // A training may be evaluating for a while.
      // Seconds and microseconds, as `timeval` has them.
      var limit = (35, 0)
      unsafe setsockopt(
        socket.file.rawValue, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<(Int, Int)>.size))
      try socket.connect(to: sockaddr_un.unix(path: address.path))
      let data = Data((JSONValue.object(request).text() + "\n").utf8)
      var sent = data.startIndex
      while sent < data.endIndex { sent = try socket.write(data, from: sent) }
      line = ControlClient.line(from: socket)
    } catch {
      throw HTTPError(409, "no training listens in this run's folder; `fledge train --control` starts one that does")
    }
    guard let answer = (try? JSONValue(parsing: line))?.objectValue else {
      throw HTTPError(409, "the training ended before it answered")
    }
    if answer["ok"]?.boolValue != true {
      throw HTTPError(409, answer["error"]?.stringValue ?? "the training refuses")
    }
    return answer
  }

  private static func line(from socket: Socket) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < 65_536, !bytes.contains(UInt8(ascii: "\n")) {
      guard let more = try? socket.read(atMost: 4096), !more.isEmpty else { break }
      bytes += more
    }
    return Array(bytes.prefix { $0 != UInt8(ascii: "\n") })
  }
}
