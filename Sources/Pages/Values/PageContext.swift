/// What a block must know of the page that it stands on.
public struct PageContext: Sendable, Hashable {
  /// The short name of the report, with which the ids of its items begin.
  public let report: String
  /// How much was run.
  public let scale: ReportScale
  /// The data of the runs.
  public let data: PageData
  /// Whether the page stands beside a published report; where it does not, nothing on it is "added", and its data files
  /// are within the page.
  public let isReport: Bool
  /// What `fledge reproduce` is given to make the page: the short name, or the path of a text report.
  public let source: String

  public init(report: String, scale: ReportScale, data: PageData, isReport: Bool = true, source: String? = nil) {
    self.source = source ?? report
    self.report = report
    self.scale = scale
    self.data = data
    self.isReport = isReport
  }

  /// The id of an item, such as `modular.fig7`.
  public func id(_ local: String) -> String { "\(report).\(local)" }

  /// The id of an item without that of the report, such as `fig7`.
  func localID(_ id: String) -> String { id.hasPrefix(report + ".") ? String(id.dropFirst(report.count + 1)) : id }

  /// The verdict that may be given on this page: none on other data, and on less than the needed scale only the
  /// report's own contradictions.
  ///
  /// - Parameter isClaim: Whether it is a claim in words, which data that the user chose can answer, too.
  public func allowed(_ verdict: Verdict, needs scale: NeededScale, isClaim: Bool = false) -> Verdict {
    if verdict == .redrawn { return .redrawn }
    if case .chosen = data, !isClaim { return .noVerdict }
    if case .other = data { return .noVerdict }
    if verdict == .contradicted || verdict == .unclear || scale == .any || self.scale == .full { return verdict }
    return .notTested
  }
}
