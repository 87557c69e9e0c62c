public import FledgePages

/// Daniel Shi, "Implementing a Multi-Layer Neural Network for MNIST Classification": softmax regression, a gradient
/// check, momentum, penalties and activations.
public struct Shi: Paper {
  public let id = "shi"
  public let title = "Implementing a Multi-Layer Neural Network for MNIST Classification"
  public let citation = "Daniel Shi, Halıcıoğlu Data Science Institute, UC San Diego; undated."
  /// Every figure and table, and the numbers of the text.
  public let items = ["results", "fig1", "table1", "fig2", "fig3", "fig4", "fig5"]

  public init() {}

  public func studies(at scale: ReportScale) -> [PaperStudy] {
    [Configuration.experiments(scale), Configuration.penalties(scale)]
  }

  /// The page, in the order of the report.
  public func reproduce(in context: ReproductionContext) throws -> ReportPage {
    let experiments = try context.train(Configuration.experiments(context.scale))
    let penalties = try context.train(Configuration.penalties(context.scale))
    let gradients = context.wants("table1", "added.double") ? try GradientTable(context) : nil
    return try context.page(
      for: self, summary: Self.summary
    ) {
      PageSection("Settings", from: "sections 1 to 6") { Configuration.table }
      try results(experiments, penalties)
      try softmaxSection(experiments)
      if let gradients { gradientSection(gradients) }
      try momentumSection(experiments)
      try penaltySection(penalties)
      try activationSection(experiments)
      try stopSection(experiments, penalties)
      try PageSection("Claims in words") { try claims(experiments, penalties, context) }
      try PageSection("Where the report contradicts itself") { try contradictions(penalties) }
    }
  }

  private static let summary = """
    Softmax regression, then one hidden layer of 128 units: a gradient check, momentum, L2 and L1, tanh, sigmoid and \
    ReLU, each trained once until the validation loss rises. Here each is trained over several seeds. The gradient \
    check of the report fails by its own measure, its rule for stopping can be read in two ways and its penalties in \
    several: all readings stand below with what came out of them.
    """
}
