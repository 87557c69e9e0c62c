public import FledgePages

/// "MNIST classifier neural network from scratch", Philip Paterson, 2024: two hidden layers and plain SGD.
public struct Paterson: Paper {
  public let id = "paterson"
  public let title = "MNIST classifier neural network from scratch"
  public let citation = "Philip Paterson, Rensselaer Polytechnic Institute, March 2024."
  /// Every figure, and the one number.
  public let items = ["fig1", "fig2", "fig3", "fig4", "fig5", "accuracy"]

  public init() {}

  public func studies(at scale: ReportScale) -> [PaperStudy] {
    [
      Configuration.figures(scale), Configuration.readings(scale), Configuration.longer(scale),
      Configuration.learningRates(scale),
    ]
  }

  /// The page, in the order of the report.
  public func reproduce(in context: ReproductionContext) throws -> ReportPage {
    let runs = try context.train(Configuration.figures(context.scale)).all
    let test = try finalEvaluations(runs)
    return try context.page(for: self, summary: Self.summary) {
      PageSection("Model and settings", from: "sections 2 and 3") { Configuration.table }
      PageSection("The five figures", from: "section 4") {
        curves(runs)
        digitErrors(runs)
        confusion(runs, test)
      }
      if context.wants("accuracy") { try accuracySection(context) }
      if context.wants("claims") {
        try PageSection("Claims in words", from: "section 5") {
          try claims(test, learningRates: try context.train(Configuration.learningRates(context.scale)))
        }
      }
      PageSection("Where the report contradicts itself") { contradictions(test) }
    }
  }

  private static let summary = """
    A network with two hidden layers of a width that is not given is trained for two epochs with plain SGD, and is \
    said to classify 97.2 % of 4,000 test images correctly. Much is left open: the widths, the scaling of pixels, which test \
    images. Every reading that was tried stands below with what came out of it.
    """
}
