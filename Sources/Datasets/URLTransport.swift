import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Fetches files over HTTP.
public struct URLTransport: Transport {
  /// The time-out in seconds of a silent server, while connecting or later.
  public let timeout: Double

  public init(timeout: Double = 5) {
    self.timeout = timeout
  }

  /// Chunks arrive on the calling thread.
  public func fetch(
    _ address: String, from offset: Int, receive: (_ chunk: [UInt8], _ start: Int) throws -> Void
  ) throws {
    guard let url = URL(string: address) else { throw TransportError("not an address") }
    var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: timeout)
    // Ask for the file's own bytes, not a compressed encoding.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    if offset > 0 { request.setValue("bytes=\(offset)-", forHTTPHeaderField: "Range") }
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = timeout
    let chunks = ChunkQueue()
    let session = URLSession(configuration: configuration, delegate: chunks, delegateQueue: nil)
    defer { session.invalidateAndCancel() }
    session.dataTask(with: request).resume()
    // The session has its own time-out; twice as long guards against a session that never reports.
    while let (chunk, status) = try chunks.next(timeout: timeout * 2) {
      switch status {
      case 200: try receive(chunk, 0)
      case 206: try receive(chunk, offset)
      default: throw TransportError("HTTP \(status)")
      }
    }
  }
}

/// Passes chunks from the session's thread to the waiting one.
private final class ChunkQueue: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  private let condition = NSCondition()
  // All of these are accessed only while the condition is locked.
  private var chunks: [[UInt8]] = []
  private var status = 0
  private var isFinished = false
  private var failure: TransportError?

  /// The next chunk with the response's status code; `nil` at the end.
  func next(timeout: Double) throws -> (chunk: [UInt8], status: Int)? {
    condition.lock()
    defer { condition.unlock() }
    while chunks.isEmpty && !isFinished {
      guard condition.wait(until: Date(timeIntervalSinceNow: timeout)) else {
        throw TransportError("no answer within \(Int(timeout)) seconds")
      }
    }
    if !chunks.isEmpty { return (chunks.removeFirst(), status) }
    if let failure { throw failure }
    return nil
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    condition.lock()
    status = (response as? HTTPURLResponse)?.statusCode ?? 200
    // A response without a body must report its status too.
    chunks.append([])
    condition.signal()
    condition.unlock()
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    condition.lock()
    chunks.append([UInt8](data))
    condition.signal()
    condition.unlock()
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    condition.lock()
    isFinished = true
    if let error {
      let isSilence = (error as? URLError)?.code == .timedOut
      failure = TransportError(isSilence ? "no answer in time" : error.localizedDescription)
    }
    condition.signal()
    condition.unlock()
  }
}
