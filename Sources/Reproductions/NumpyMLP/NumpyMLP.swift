import FledgeMetrics
public import FledgePages

/// "MNIST classification using a neural network implemented from scratch (NumPy only)", 2026: one network with
/// dropout, Adam and early stopping.
public struct NumpyMLP: Paper {
  public let id = "numpy-mlp"
  public let title = "MNIST classification using a neural network implemented from scratch (NumPy only)"
  public let citation = "Project report without a name, 15 February 2026."
  public let items = [
    "exploration.classes", "exploration.samples", "exploration.means", "exploration.pixels", "curves", "table1",
    "results", "table2", "confusion",
  ]

  public init() {}

  public func studies(at scale: ReportScale) -> [PaperStudy] { [Configuration.training(scale)] }

  /// The page, in the order of the report.
  public func reproduce(in context: ReproductionContext) throws -> ReportPage {
    let study = try context.train(Configuration.training(context.scale))
    let runs = study[Configuration.report]
    return try context.page(for: self, summary: Self.summary) {
      if context.wants("exploration.classes", "exploration.samples", "exploration.means", "exploration.pixels") {
        explorationSection(context)
      }
      PageSection("Network and settings", from: "sections 2, 4 and 5.1") { Configuration.table }
      trainingSection(runs)
      try testSection(runs)
      try PageSection("Claims in words") { try claims(runs, unregularized: study[Configuration.unregularized]) }
      PageSection("Where the report contradicts itself") { contradictions(runs) }
    }
  }

  private static let summary = """
    A network of three hidden layers, 784-512-256-128-10, is trained with dropout, Adam, L2 and early stopping, and \
    classifies 98.38 % of the test set correctly. The report ran it once. Here it is trained over several seeds, and each \
    number of the report stands beside ours.
    """
}
