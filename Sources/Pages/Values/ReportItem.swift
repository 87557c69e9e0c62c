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
    /// One reading of the settings, with all numbers that it must explain.
    case reading
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
  /// The reading of the settings that ours ran under; `nil` where the text leaves one only.
  public let reading: String?
  /// The margin of a claim, stated beforehand; `nil` where it has none.
  public let margin: Double?

  public init(
    id: String, kind: Kind, title: String, published: Published? = nil, statement: String? = nil,
    ours: MeasuredSummary? = nil, verdict: Verdict, outcome: String = "", isCounted: Bool = true,
    reading: String? = nil, margin: Double? = nil
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
    self.reading = reading
    self.margin = margin
  }

  /// The item as JSON, in the form that `docs/items.schema.json` describes.
  ///
  /// `published` is a number in the unit of `ours`, the report's words, or null; `sd` and `interval` are null for one run.
  public var json: JSONValue {
    var object: JSONObject = ["id": .string(id), "kind": .string(kind.rawValue), "title": .string(title)]
    object["verdict"] = .string(verdict.rawValue)
    object["reading"] = reading.map { .string($0) } ?? .null
    object["published"] = published.map { .number($0.value) } ?? statement.map { .string($0) } ?? .null
    object["ours"] = ours.map(\.json) ?? .null
    object["margin"] = margin.map { .number($0) } ?? .null
    object["rule"] = .string(NumberRule.version)
    object["outcome"] = .string(outcome)
    return .object(object)
  }
}

extension MeasuredSummary {
  /// The statistics as JSON.
  var json: JSONValue {
    var object: JSONObject = ["values": .array(values.map { .number($0) })]
    object["mean"] = .number(mean)
    object["sd"] = standardDeviation.map { .number($0) } ?? .null
    object["n"] = .integer(count)
    object["interval"] = interval.map { .array([.number($0.lower), .number($0.upper)]) } ?? .null
    object["estimator"] = .number(centre)
    if divergedCount > 0 { object["diverged"] = .integer(divergedCount) }
    return .object(object)
  }
}
