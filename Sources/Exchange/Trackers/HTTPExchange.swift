import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Sends requests to one server and waits for each answer; used by one thread.
final class HTTPExchange {
  struct Answer {
    let status: Int
    let body: [UInt8]
  }

  /// Why there was no answer.
  struct Failure: Error {
    let reason: String
  }

  private let session: URLSession
  private let collector = AnswerCollector()
  private let timeout: Double

  /// - Parameter timeout: seconds of silence, while connecting or later.
  init(timeout: Double) {
    self.timeout = timeout
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = timeout
    configuration.timeoutIntervalForResource = 6 * timeout
    session = URLSession(configuration: configuration, delegate: collector, delegateQueue: nil)
  }

  deinit { session.invalidateAndCancel() }

  /// Sends a request, as a POST of JSON where there is a body.
  func send(_ url: URL, body: [UInt8]?) throws(Failure) -> Answer {
    var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: timeout)
    if let body {
      request.httpMethod = "POST"
      request.httpBody = Data(body)
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    }
    let task = session.dataTask(with: request)
    collector.begin()
    task.resume()
    defer { task.cancel() }
    // The session has its own limits; this one guards against a session that never reports.
    return try collector.wait(seconds: 7 * timeout)
  }
}

/// Collects one answer on the session's thread for the waiting one.
private final class AnswerCollector: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  /// More than any answer of MLflow's that is asked for here.
  private static let limit = 1 << 24

  private let condition = NSCondition()
  // All of these are accessed only while the condition is locked.
  private var body: [UInt8] = []
  private var status = 0
  private var isFinished = false
  private var failure: String?

  func begin() {
    condition.lock()
    (body, status, isFinished, failure) = ([], 0, false, nil)
    condition.unlock()
  }

  func wait(seconds: Double) throws(HTTPExchange.Failure) -> HTTPExchange.Answer {
    condition.lock()
    defer { condition.unlock() }
    let end = Date(timeIntervalSinceNow: seconds)
    while !isFinished {
      guard condition.wait(until: end) else { throw HTTPExchange.Failure(reason: "no answer in time") }
    }
    if let failure { throw HTTPExchange.Failure(reason: failure) }
    return HTTPExchange.Answer(status: status, body: body)
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    condition.lock()
    status = (response as? HTTPURLResponse)?.statusCode ?? 0
    condition.unlock()
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    condition.lock()
    body += data
    let isTooLong = body.count > Self.limit
    if isTooLong { failure = "an answer of more than \(Self.limit) bytes" }
    condition.unlock()
    if isTooLong { dataTask.cancel() }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    condition.lock()
    if let error, failure == nil {
      failure = (error as? URLError)?.code == .timedOut ? "no answer in time" : error.localizedDescription
    }
    isFinished = true
    condition.signal()
    condition.unlock()
  }
}
