public import FledgeFormats
import FledgeMetrics

/// One thing of a report that was looked at: what it says, what we found, and the verdict.
public struct ReportItem: Sendable, Equatable {
  /// What an item is.
  public enum Kind: String, Sendable {
    /// A figure of the report, redrawn.
    case figure
    /// A table of the report, filled in again.
    case table
    /// One published number.
    case number
    /// A claim in words, or a contradiction.
    case claim
  }

  /// The report's short name and the item's own, such as `modular.fig7`.
  public let id: String
  public let kind: Kind
  /// What the item is about, for readers.
  public let title: String
  /// The published number, if it is one.
  public let published: Published?
  /// What the report says in words, where it is no number.
  public let statement: String?
  /// What we measured; `nil` where nothing was.
  public let ours: MeasuredSummary?
  /// The verdict, as far as scale and data allow one.
  public let verdict: Verdict
  /// The verdict in a sentence; empty where there is nothing to say.
  public let outcome: String
  /// Whether tallies count the item; not what is only a part or the sum of other items.
  public let isCounted: Bool

  public init(
    id: String, kind: Kind, title: String, published: Published? = nil, statement: String? = nil,
    ours: MeasuredSummary? = nil, verdict: Verdict, outcome: String = "", isCounted: Bool = true
  ) {
    self.id = id
    self.kind = kind
    self.title = title
    self.published = published
    self.statement = statement
    self.ours = ours
    self.verdict = verdict
    self.outcome = outcome
    self.isCounted = isCounted
  }

  /// The item as JSON: `id`, `kind`, `title`, `published`, `ours` (`median`, `interval`, `n`), `verdict`, `outcome`.
  ///
  /// `published` is a number in the unit of `ours`, the report's words, or null; `interval` is null for one run.
  public var json: JSONValue {
    var object: JSONObject = ["id": .string(id), "kind": .string(kind.rawValue), "title": .string(title)]
    object["published"] = published.map { .number($0.value) } ?? statement.map { .string($0) } ?? .null
    object["ours"] = ours.map(\.json) ?? .null
    object["verdict"] = .string(verdict.rawValue)
    object["outcome"] = .string(outcome)
    return .object(object)
  }
}

extension MeasuredSummary {
  /// The statistics as JSON.
  var json: JSONValue {
    var object: JSONObject = ["median": .number(median)]
    object["interval"] = interval.map { .array([.number($0.lower), .number($0.upper)]) } ?? .null
    object["n"] = .integer(count)
    if divergedCount > 0 { object["diverged"] = .integer(divergedCount) }
    return .object(object)
  }
}
