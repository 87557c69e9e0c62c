/// One request: the subset of HTTP/1.1 that browsers send, everything else refused.
public struct HTTPRequest: Sendable {
  public let method: Method
  /// The path's segments, percent-decoded; none is empty, `.` or `..`.
  public let segments: [String]
  /// The query's values by name, percent-decoded; of a name that stands twice the last.
  public let query: [String: String]
  /// The headers' values by lowercase name.
  public let headers: [String: String]
  public var body: [UInt8] = []

  /// What a request wants.
  public enum Method: String, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
  }

  /// Reads the request line and the headers.
  ///
  /// - Parameter head: the bytes before the empty line, without it.
  /// - Throws: `HTTPError` with the status that answers it.
  init(head: ArraySlice<UInt8>) throws(HTTPError) {
    guard let text = String(validating: head, as: UTF8.self) else {
      throw HTTPError(400, "the request is not UTF-8 text")
    }
    // Swift takes CR LF for one character.
    var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
    guard !text.contains(where: { $0 == "\n" || $0 == "\r" || $0 == "\0" }), let first = lines.popFirst() else {
      throw HTTPError(400, "expected lines that end in CR LF")
    }
    let words = first.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else {
      throw HTTPError(400, "expected a request line such as `GET / HTTP/1.1`")
    }
    guard let method = Method(rawValue: String(words[0])) else {
      throw HTTPError(405, "expected GET, HEAD or POST")
    }
    self.method = method
    (segments, query) = try HTTPRequest.target(words[1])
    var headers: [String: String] = [:]
    for line in lines {
      guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else {
        throw HTTPError(400, "expected a header `name: value`")
      }
      let name = line[..<colon].lowercased()
      guard name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw HTTPError(400, "a header's name has blanks") }
      let value = line[line.index(after: colon)...].trimming { $0 == " " || $0 == "\t" }
      // Two Host headers or lengths are how proxies are deceived.
      guard headers.updateValue(String(value), forKey: name) == nil else {
        throw HTTPError(400, "the header \(name) stands twice")
      }
    }
    self.headers = headers
  }

  /// Whether the client takes an encoding by its name; a weight of 0 refuses it.
  func accepts(_ encoding: String) -> Bool {
    (headers["accept-encoding"] ?? "").split(separator: ",").contains { item in
      let parts = item.split(separator: ";").map { $0.trimming { $0 == " " || $0 == "\t" } }
      guard parts.first?.lowercased() == encoding else { return false }
      return !parts.dropFirst().contains { $0.hasPrefix("q=") && (Double($0.dropFirst(2)) ?? 0) <= 0 }
    }
  }

  /// The bytes that follow the head.
  ///
  /// - Throws: `HTTPError` where the length is missing, no number or above the limit.
  func bodyCount(limit: Int) throws(HTTPError) -> Int {
    guard headers["transfer-encoding"] == nil else { throw HTTPError(411, "expected Content-Length, not chunks") }
    guard let text = headers["content-length"] else { return 0 }
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw HTTPError(400, "Content-Length: expected a number")
    }
    guard let count = Int(text), count <= limit else {
      throw HTTPError(413, "expected a body of at most \(limit) bytes")
    }
    return count
  }

  /// Whether the connection stays open after the answer.
  var keepsAlive: Bool { headers["connection"]?.lowercased() != "close" }

  private static func target(_ text: Substring) throws(HTTPError) -> ([String], [String: String]) {
    guard text.first == "/", text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw HTTPError(400, "expected a path that begins with /")
    }
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var segments: [String] = []
    for part in parts[0].split(separator: "/") {
      guard let segment = decoded(part), segment != ".", segment != "..", !segment.contains("\0") else {
        throw HTTPError(400, "the path has a segment that leads elsewhere or is not percent-encoded UTF-8")
      }
      segments.append(segment)
    }
    var query: [String: String] = [:]
    for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
      let words = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decoded(words[0]), let value = decoded(words.count > 1 ? words[1] : "") else {
        throw HTTPError(400, "the query is not percent-encoded UTF-8")
      }
      query[name] = value
    }
    return (segments, query)
  }

  /// Text with its percent escapes read; `nil` where they are not those of UTF-8.
  static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2)
      guard digits.count == 2, let digitText = String(digits), let value = UInt8(digitText, radix: 16) else {
        return nil
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// Why a request is not answered as asked: the status and one line.
public struct HTTPError: Error, Equatable {
  public let status: Int
  public let text: String

  public init(_ status: Int, _ text: String) { (self.status, self.text) = (status, text) }
}

extension Substring {
  /// Without the characters at both ends that meet a condition.
  fileprivate func trimming(_ isLeftOut: (Character) -> Bool) -> Substring {
    var text = drop(while: isLeftOut)
    while let last = text.last, isLeftOut(last) { text.removeLast() }
    return text
  }
}
