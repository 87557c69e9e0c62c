import FledgeFormats
import FlyingSocks
import Foundation

/// Listens on an address and serves each connection in a task of its own.
///
/// The sockets and their event loop are FlyingSocks'. Requests are read here, since its HTTP server has no limit on heads
/// and no deadline for slow clients.
struct HTTPListener {
  private let socket: Socket
  private let limits: HTTPLimits
  /// The port that it listens on.
  let port: UInt16

  /// Listens.
  ///
  /// - Parameter host: an address in numbers, IPv4 or IPv6.
  /// - Parameter port: 0 takes a free one.
  /// - Throws: `ServerError` where the address cannot be had.
  init(host: String, port: UInt16, limits: HTTPLimits) throws {
    self.limits = limits
    do {
      socket = try Socket(domain: Int32(host.contains(":") ? AF_INET6 : AF_INET), type: .stream)
      if host.contains(":") {
        try Self.listen(socket, on: Self.address(host) { try sockaddr_in6.inet6(ip6: host, port: port) })
      } else {
        try Self.listen(socket, on: Self.address(host) { try sockaddr_in.inet(ip4: host, port: port) })
      }
    } catch SocketError.failed(_, let code, let message) {
      if code == EADDRINUSE { throw ServerError.portInUse(host: host, port: port) }
      throw ServerError.cannotListen(host: host, port: port, reason: message)
    }
    switch try socket.sockname() {
    case .ip4(_, let port), .ip6(_, let port): self.port = port
    case .unix: self.port = port
    }
  }

  private static func address<Address>(_ host: String, _ make: () throws -> Address) throws(ServerError) -> Address {
    do { return try make() } catch {
      throw .invalid("--host: expected an address in numbers, such as 0.0.0.0 or ::1, found \(quotedName(host))")
    }
  }

  private static func listen(_ socket: Socket, on address: some SocketAddress) throws {
    try socket.setValue(true, for: .localAddressReuse)
    // Without it the answer's last packet waits 40 ms for an acknowledgement; accepted sockets inherit it.
    try socket.setValue(true, for: BoolSocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY))
    try socket.bind(to: address)
    try socket.listen()
  }

  /// Serves until the task is cancelled.
  func run(_ handler: @escaping HTTPConnection.Handler) async throws {
    let pool = SocketPool<Poll>.make(maxEvents: 64)
    try await pool.prepare()
    let listening = try AsyncSocket(socket: socket, pool: pool)
    let table = ConnectionTable(limits)
    defer { table.shutDownAll() }
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask { try await pool.run() }
      group.addTask { await table.watch() }
      for try await client in listening.sockets {
        guard let number = table.add(client.socket) else {
          let response = HTTPResponse(HTTPError(429, "too many connections"))
          var bytes = response.head(keepsAlive: false)
          if case .bytes(let body) = response.body { bytes += body }
          _ = try? client.socket.write(Data(bytes))
          try? client.close()
          continue
        }
        group.addTask {
          var connection = HTTPConnection(client, number: number, table: table, limits: limits)
          await connection.serve(handler)
          table.close(number)
        }
      }
    }
  }
}

/// Why the server cannot start.
public enum ServerError: Error, Equatable, CustomStringConvertible {
  case portInUse(host: String, port: UInt16)
  case cannotListen(host: String, port: UInt16, reason: String)
  case invalid(String)

  public var description: String {
    switch self {
    case .portInUse(let host, let port):
      "\(host):\(port): another program listens there, perhaps another `fledge serve`; try --port \(port == 65535 ? 0 : port + 1), "
        + "or --port 0 for any free one"
    case .cannotListen(let host, let port, let reason): "\(host):\(port): the server cannot listen there: \(reason)"
    case .invalid(let text): text
    }
  }
}
