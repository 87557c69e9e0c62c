import FledgeFormats
import Foundation

/// One endpoint: a method, a path, and what answers it.
///
/// A pattern is written as a path, such as `/api/runs/:id/history`; `:id` matches one segment, and `*` at the end all that
/// follow. What answers may block: it runs outside the tasks that serve connections.
struct Route: Sendable {
  let method: HTTPRequest.Method
  let pattern: [String]
  let answer: @Sendable (Call) throws -> HTTPResponse

  init(_ method: HTTPRequest.Method, _ pattern: String, _ answer: @escaping @Sendable (Call) throws -> HTTPResponse) {
    self.method = method
    self.pattern = pattern.split(separator: "/").map(String.init)
    self.answer = answer
  }

  /// The values of the pattern's names; `nil` where the path is another.
  func match(_ segments: [String]) -> [String: String]? {
    let isOpen = pattern.last == "*"
    let fixed = isOpen ? pattern.count - 1 : pattern.count
    guard isOpen ? segments.count > fixed : segments.count == fixed else { return nil }
    var values: [String: String] = [:]
    for (part, segment) in zip(pattern.prefix(fixed), segments) {
      if part.hasPrefix(":") { values[String(part.dropFirst())] = segment } else if part != segment { return nil }
    }
    return values
  }
}

/// A request with what its route made of the path.
struct Call: Sendable {
  let request: HTTPRequest
  let server: PageServer
  private let values: [String: String]

  init(_ request: HTTPRequest, _ server: PageServer, _ values: [String: String]) {
    (self.request, self.server, self.values) = (request, server, values)
  }

  /// The segment that stands for a name of the pattern.
  subscript(name: String) -> String { values[name] ?? "" }

  /// A whole number of the query.
  ///
  /// - Throws: `HTTPError` 400 where it is no number of the range.
  func number(_ name: String, default value: Int, in range: ClosedRange<Int>) throws(HTTPError) -> Int {
    guard let text = request.query[name] else { return value }
    guard let number = Int(text), range.contains(number) else {
      throw HTTPError(400, "\(name): expected a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// The body as a JSON object.
  ///
  /// - Throws: `HTTPError` 400 where it is none.
  func object() throws(HTTPError) -> JSONObject {
    do {
      if let object = try JSONValue(parsing: request.body).objectValue { return object }
    } catch {
      throw HTTPError(400, "the body is not JSON: \(error)")
    }
    throw HTTPError(400, "the body: expected a JSON object")
  }
}

/// Finds the route of a request and answers it on a queue for work that blocks.
struct Router: Sendable {
  let routes: [Route]
  private let queue = OperationQueue()

  init(_ routes: [Route]) {
    self.routes = routes
    queue.maxConcurrentOperationCount = 4
  }

  /// The answer; errors become one line of JSON.
  func answer(_ request: HTTPRequest, server: PageServer) async -> HTTPResponse {
    await withCheckedContinuation { continuation in
      queue.addOperation { continuation.resume(returning: respond(request, server: server)) }
    }
  }

  private func respond(_ request: HTTPRequest, server: PageServer) -> HTTPResponse {
    do {
      if let response = try server.security.check(request) { return response }
      var isKnown = false
      for route in routes {
        guard let values = route.match(request.segments) else { continue }
        isKnown = true
        let asked = request.method == .head ? .get : request.method
        if route.method == asked { return try route.answer(Call(request, server, values)) }
      }
      throw isKnown
        ? HTTPError(405, "this address takes another method") : HTTPError(404, "there is nothing at this address")
    } catch let error as HTTPError {
      return HTTPResponse(error)
    } catch {
      // Everything that the library throws describes itself in one line.
      return HTTPResponse(HTTPError(409, "\(error)"))
    }
  }
}
