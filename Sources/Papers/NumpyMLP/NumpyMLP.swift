public import FledgeReports

/// "MNIST classification using a neural network implemented from scratch (NumPy only)".
public struct NumpyMLP: Paper {
  /// The short name.
  public let id = "numpy-mlp"
  /// The report's title.
  public let title = "MNIST classification using a neural network implemented from scratch (NumPy only)"
  /// Date and kind.
  public let citation = "Project report, 15 February 2026."
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
