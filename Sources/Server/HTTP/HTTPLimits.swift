/// What one client, and all of them together, may cost the server.
public struct HTTPLimits: Sendable {
  /// The largest request line with its headers, in bytes.
  public var headBytes = 16_384
  /// The largest body, in bytes.
  public var bodyBytes = 1 << 20
  /// The seconds in which a request must arrive once its first byte is there.
  public var requestSeconds = 10.0
  /// The seconds that the server may take to answer.
  public var answerSeconds = 300.0
  /// The seconds for which a connection without a request stays open.
  public var idleSeconds = 60.0
  /// The seconds in which a client must take what is sent to it.
  public var writeSeconds = 20.0
  /// The connections that are open at once; one more is answered with 429 and closed.
  public var connections = 256
  /// The requests a second over all connections; what is above is answered with 429.
  public var requestsPerSecond = 2000.0

  public init() {}
}
