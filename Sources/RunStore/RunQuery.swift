/// Which runs to list, in which order, and how many.
public struct RunQuery: Hashable, Sendable {
  /// The order of a list; ties are ordered by ascending number.
  public enum Order: Hashable, Sendable {
    /// By descending number.
    case newestFirst
    /// By ascending number.
    case oldestFirst
    /// By a final metric, highest first; runs without that metric come last.
    case highest(String)
    /// By a final metric, lowest first; runs without that metric come last.
    case lowest(String)
  }

  /// Only runs of the study of this name.
  public var study: String?
  /// Only runs in one of these states; nil for all.
  public var states: Set<Run.State>?
  /// Only runs that carry all of these tags.
  public var tags: [String]
  /// Only trainings that belong to no study.
  public var standAloneOnly: Bool
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
