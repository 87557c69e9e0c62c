/// Where a run store keeps its rows.
public enum StoreLocation: Hashable, Sendable {
  /// In this process.
  case memory
  /// In a file, with checkpoints beside it.
  case file(String)
  /// On a server, which keeps checkpoints too.
  case server(String)
  /// In a folder, where each worker has a file of its own.
  case folder(String)

  /// Whether the rows are on a server.
  public var isServer: Bool { if case .server = self { true } else { false } }
}
