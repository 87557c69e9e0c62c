import FledgeFormats
import Foundation

/// Why an MLflow server did not take runs.
public struct MLflowError: Error, Equatable, CustomStringConvertible {
  /// One line: the address, what was expected, what was found.
  public internal(set) var description: String

  init(_ description: String) { self.description = description }
}

/// MLflow's REST API (version 2.0) on one server.
public struct MLflowServer {
  /// The address without a slash at its end.
  public let address: String
  private let exchange: HTTPExchange

  /// - Parameter timeout: seconds that the server may be silent.
  /// - Throws: where the text is no address of a server.
  public init(_ text: String, timeout: Double = 10) throws(MLflowError) {
    var rest = Substring(text)
    while rest.hasSuffix("/") { rest.removeLast() }
    guard let parts = URLComponents(string: String(rest)), let scheme = parts.scheme?.lowercased(),
      ["http", "https"].contains(scheme), parts.host?.isEmpty == false, parts.query == nil, parts.fragment == nil
    else {
      throw MLflowError("--mlflow: expected an address such as http://127.0.0.1:5000, found \(quotedName(text))")
    }
    guard parts.user == nil, parts.password == nil else {
      throw MLflowError("--mlflow: expected an address without a user name or password, found one with them")
    }
    address = String(rest)
    exchange = HTTPExchange(timeout: timeout)
  }

  /// Asks for something; `nil` where the server says that it does not exist.
  func get(_ path: String, _ query: [(String, String)]) throws(MLflowError) -> JSONValue? {
    var parts = URLComponents(string: "\(address)/api/2.0/mlflow/\(path)")
    parts?.queryItems = query.map { URLQueryItem(name: $0.0, value: $0.1) }
    // A plus sign would be read as a space.
    let encoded = parts?.percentEncodedQuery?.replacing("+", with: "%2B")
    parts?.percentEncodedQuery = encoded
    return try call(path, parts?.url, body: nil)
  }

  /// Sends an object.
  func post(_ path: String, _ object: JSONObject) throws(MLflowError) -> JSONValue {
    let url = URL(string: "\(address)/api/2.0/mlflow/\(path)")
    guard let answer = try call(path, url, body: Array(JSONValue.object(object).text().utf8)) else {
      throw MLflowError("\(address): \(path): expected an answer, found that something does not exist any more")
    }
    return answer
  }

  private func call(_ path: String, _ url: URL?, body: [UInt8]?) throws(MLflowError) -> JSONValue? {
    guard let url else { throw MLflowError("\(address): \(path): expected an address, found none") }
    let answer: HTTPExchange.Answer
    do throws(HTTPExchange.Failure) {
      answer = try exchange.send(url, body: body)
    } catch {
      throw MLflowError("\(address): expected an MLflow server, found \(error.reason)")
    }
    let value = try? JSONValue(parsing: answer.body)
    if answer.status == 200, let value, value.objectValue != nil { return value }
    if let code = value?["error_code"]?.stringValue {
      if answer.status == 404, code == "RESOURCE_DOES_NOT_EXIST" { return nil }
      let message = value?["message"]?.stringValue ?? "no message"
      throw MLflowError("\(address): \(path): the server refuses: HTTP \(answer.status), \(code): \(message)")
    }
    let start = String(decoding: answer.body.prefix(40), as: UTF8.self)
    throw MLflowError(
      "\(address): expected an answer of MLflow's REST API, found HTTP \(answer.status)"
        + (start.isEmpty ? " without a text" : " and the text \(quotedName(start))")
        + "; is another program at this address?")
  }
}
