/// Which runs to list, in which order, and how many.
public struct RunQuery: Hashable, Sendable {
  /// The order of a list; runs that compare equal stand by rising number.
  public enum Order: Hashable, Sendable {
    /// By falling number.
    case newestFirst
    /// By rising number.
    case oldestFirst
    /// By a final metric, highest first; runs without a number there come last.
    case highest(String)
    /// By a final metric, lowest first; runs without a number there come last.
    case lowest(String)
  }

  /// Only runs of the study of this name.
  public var study: String?
  /// Only runs in one of these states; nil for all.
  public var states: Set<Run.State>?
  /// Only runs that carry all of these tags.
  public var tags: [String]
  /// Only trainings on their own.
  public var standAloneOnly: Bool
  /// The order.
  public var order: Order
  /// At most this many.
  public var limit: Int?

  /// Creates a query; without arguments it lists everything, newest first.
  public init(
    study: String? = nil, states: Set<Run.State>? = nil, tags: [String] = [], standAloneOnly: Bool = false,
    order: Order = .newestFirst, limit: Int? = nil
  ) {
    precondition(limit.map { $0 >= 0 } ?? true, "a limit counts runs")
    self.study = study
    self.states = states
    self.tags = tags
    self.standAloneOnly = standAloneOnly
    self.order = order
    self.limit = limit
  }
}
