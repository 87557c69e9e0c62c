import Foundation

/// Who may ask what: the page of this server alone, through an address that no other site can give it.
///
/// - A Host header with another name is what a site sends whose name was bound to this address (DNS rebinding).
/// - A request that changes something must carry the page's token and come from the page's own origin.
/// - On another address than the loopback every request needs the access token, which the printed URL has.
struct PageSecurity: Sendable {
  /// Stands in the page and comes back with every change.
  let pageToken = PageSecurity.randomToken()
  /// What the URL carries on another address than the loopback.
  let accessToken: String?
  private let host: String
  private let port: UInt16

  /// - Parameter isOpen: whether other machines can reach the address.
  init(host: String, port: UInt16, isOpen: Bool) {
    (self.host, self.port) = (host, port)
    accessToken = isOpen ? PageSecurity.randomToken() : nil
  }

  /// The address of the page.
  var url: String {
    let name = host.contains(":") ? "[\(host)]" : host == "0.0.0.0" ? "127.0.0.1" : host
    return "http://\(name):\(port)/" + (accessToken.map { "?access=\($0)" } ?? "")
  }

  /// Refuses what does not come from the page; answers a first visit on an open address.
  ///
  /// - Returns: an answer that ends the request here, or `nil`.
  func check(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse? {
    guard let name = request.headers["host"] else { throw HTTPError(400, "expected a Host header") }
    guard isOwn(name) else {
      throw HTTPError(
        403, "this page is served at \(url.prefix { $0 != "?" }) alone; another name leads to it: refused")
    }
    if let origin = request.headers["origin"], origin != "http://\(name)" {
      throw HTTPError(403, "the request comes from another site: refused")
    }
    let site = request.headers["sec-fetch-site"]
    let isVisit = request.method == .get && request.headers["sec-fetch-mode"] == "navigate"
    if let site, site != "same-origin", site != "none", !isVisit {
      throw HTTPError(403, "the request comes from another site: refused")
    }
    if let accessToken {
      if let given = request.query["access"], isEqual(given, accessToken) {
        var response = HTTPResponse(.bytes([]), type: "text/plain", status: 303)
        response.headers += [
          ("Location", "/"), ("Set-Cookie", "fledge=\(accessToken); Path=/; HttpOnly; SameSite=Strict"),
        ]
        return response
      }
      let cookies = (request.headers["cookie"] ?? "").split(separator: ";").map { $0.drop { $0 == " " } }
      guard cookies.contains(where: { isEqual(String($0), "fledge=\(accessToken)") }) else {
        throw HTTPError(403, "open the URL that `fledge serve` printed: it carries the access token")
      }
    }
    if request.method == .post {
      guard let token = request.headers["x-fledge-token"], isEqual(token, pageToken) else {
        throw HTTPError(403, "the request lacks the page's token; reload the page")
      }
    }
    return nil
  }

  /// Whether a Host header names this server by its address; on an open address any address in numbers will do, since only
  /// names can be bound anew.
  private func isOwn(_ header: String) -> Bool {
    var name = header[...]
    let suffix = ":\(port)"
    if name.hasSuffix(suffix) { name = name.dropLast(suffix.count) } else if port != 80 { return false }
    if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
    if ["127.0.0.1", "localhost", "::1", host.lowercased()].contains(name.lowercased()) { return true }
    let isNumeric = name.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") } || name.contains(":")
    return accessToken != nil && !name.isEmpty && isNumeric
  }

  /// Compares in a time that does not depend on where texts differ.
  private func isEqual(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    return a.count == b.count && zip(a, b).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static func randomToken() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in
      let digits = String(generator.next(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// The policy of the live page: nothing inline, nothing from elsewhere.
  static let policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

  /// The headers of every answer, except those that it sets itself.
  static func headers(beside own: [String]) -> [(name: String, value: String)] {
    let all = [
      ("Content-Security-Policy", policy), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
      ("Cross-Origin-Resource-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
      ("Cache-Control", "no-store"),
    ]
    return all.filter { !own.contains($0.0) }
  }
}
