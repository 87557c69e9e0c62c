import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Fetches files over HTTP.
public struct URLTransport: Transport {
  /// How long a server may be silent, while connecting or later, in seconds.
  public let patience: Double

  /// Makes a transport.
  public init(patience: Double = 5) {
    self.patience = patience
  }

  /// Fetches a file from byte `offset` on; the pieces arrive on the calling thread.
  public func fetch(
    _ address: String, from offset: Int, receive: (_ piece: [UInt8], _ start: Int) throws -> Void
  ) throws {
    guard let url = URL(string: address) else { throw TransportError("not an address") }
    var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: patience)
    // The file's own bytes are wanted, not a server's idea of how to pack them.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    if offset > 0 { request.setValue("bytes=\(offset)-", forHTTPHeaderField: "Range") }
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = patience
    let pieces = PieceQueue()
    let session = URLSession(configuration: configuration, delegate: pieces, delegateQueue: nil)
    defer { session.invalidateAndCancel() }
    session.dataTask(with: request).resume()
    // The session keeps its own time; twice as long is a guard against a session that never reports.
    while let (piece, status) = try pieces.next(patience: patience * 2) {
      switch status {
      case 200: try receive(piece, 0)
      case 206: try receive(piece, offset)
      default: throw TransportError("HTTP \(status)")
      }
    }
  }
}

/// Carries pieces from the session's thread to the one that waits for them.
private final class PieceQueue: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  private let condition = NSCondition()
  // All of these are touched only while the condition is locked.
  private var pieces: [[UInt8]] = []
  private var status = 0
  private var isFinished = false
  private var failure: TransportError?

  /// The next piece with the response's status code, or nothing at the end.
  func next(patience: Double) throws -> (piece: [UInt8], status: Int)? {
    condition.lock()
    defer { condition.unlock() }
    while pieces.isEmpty && !isFinished {
      guard condition.wait(until: Date(timeIntervalSinceNow: patience)) else {
        throw TransportError("no answer within \(Int(patience)) seconds")
      }
    }
    if !pieces.isEmpty { return (pieces.removeFirst(), status) }
    if let failure { throw failure }
    return nil
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    condition.lock()
    status = (response as? HTTPURLResponse)?.statusCode ?? 200
    // Also a response without a body has to show its status.
    pieces.append([])
    condition.signal()
    condition.unlock()
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    condition.lock()
    pieces.append([UInt8](data))
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
