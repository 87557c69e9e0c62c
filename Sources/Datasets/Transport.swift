/// Fetches bytes over the network, or from elsewhere in tests.
public protocol Transport: Sendable {
  /// Fetches a file from byte `offset` on.
  ///
  /// - Parameter receive: called with each chunk as it arrives, and with the byte of the file at which the transfer
  ///   began: `offset`, or 0 where the server sends the whole file.
  /// - Throws: `TransportError` where the server does not answer or refuses; and whatever `receive` throws.
  func fetch(
    _ address: String, from offset: Int, receive: (_ chunk: [UInt8], _ start: Int) throws -> Void) throws
}

public struct TransportError: Error, Equatable, CustomStringConvertible {
  /// The reason, such as `HTTP 404`.
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}
