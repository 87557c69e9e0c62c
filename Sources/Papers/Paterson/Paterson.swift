public import FledgeReports

/// "MNIST classifier neural network from scratch".
public struct Paterson: Paper {
  /// The short name.
  public let id = "paterson"
  /// The report's title.
  public let title = "MNIST classifier neural network from scratch"
  /// Author and date.
  public let citation = "Philip Paterson, March 2024."
  /// Every figure and table.
  public let items: [String] = []

  /// Makes the paper.
  public init() {}

  /// Every study.
  public func studies(at scale: ReportScale) -> [PaperStudy] { [] }

  /// The page.
  public func reproduce(in laboratory: Laboratory) throws -> ReportPage {
    try laboratory.page(for: self, summary: "") {}
  }
}
