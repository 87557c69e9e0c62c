public import FledgeFormats

/// What answers a request.
public struct HTTPResponse: Sendable {
  public var status = 200
  /// Headers beyond those that every answer has.
  public var headers: [(name: String, value: String)] = []
  public var body: Body

  /// The bytes of an answer.
  public enum Body: Sendable {
    case bytes([UInt8])
    /// Bytes that come as they are made, until the stream or the client ends it.
    case stream(AsyncStream<[UInt8]>)
  }

  public init(_ body: Body, type: String, status: Int = 200) {
    self.body = body
    self.status = status
    headers.append(("Content-Type", type))
  }

  /// A JSON value.
  public init(_ json: JSONValue, status: Int = 200) {
    self.init(.bytes(Array(json.text().utf8)), type: "application/json; charset=utf-8", status: status)
  }

  /// An error as every endpoint gives it.
  public init(_ error: HTTPError) {
    self.init(["error": .string(error.text)], status: error.status)
  }

  /// The status line and all headers.
  func head(keepsAlive: Bool) -> [UInt8] {
    var text = "HTTP/1.1 \(status) \(HTTPResponse.reason(status))\r\n"
    for (name, value) in headers + PageSecurity.headers(beside: headers.map(\.name)) {
      // A value never ends its line: what a run or a file is called can stand in it.
      text += "\(name): \(String(value.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))\r\n"
    }
    switch body {
    case .bytes(let bytes):
      text += "Content-Length: \(bytes.count)\r\nConnection: \(keepsAlive ? "keep-alive" : "close")\r\n\r\n"
    case .stream: text += "Connection: close\r\n\r\n"
    }
    return Array(text.utf8)
  }

  private static func reason(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 204: "No Content"
    case 303: "See Other"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 411: "Length Required"
    case 413: "Content Too Large"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 503: "Service Unavailable"
    default: "Answer"
    }
  }
}
