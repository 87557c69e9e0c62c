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
      try PageSection("The five figures", from: "section 4") {
        try curves(runs)
        try digitErrors(runs)
        confusion(runs, test)
      }
      if context.wants("accuracy") { try accuracySection(context) }
      if context.wants("claims") {
        try PageSection("Claims in words", from: "section 5") {
          try claims(test, learningRates: try context.train(Configuration.learningRates(context.scale)))
        }
      }
      PageSection("What the report wishes for", from: "section 6") { Self.wishes }
      PageSection("Where the report contradicts itself") { contradictions(test) }
    }
  }

  private static let summary = """
    The report claims an accuracy of 97.2 % on 4,000 test images after two epochs of plain SGD. It leaves open the \
    widths of the two hidden layers, the scaling of pixels and which test images were used. Every reading that was \
    tried stands below with its result.
    """

  /// Section 6, with what Fledge does.
  @BlockBuilder
  private static var wishes: [any ReportBlock] {
    Quote(
      "A good future direction for this assignment would be to utilize a database to upload and load the data",
      from: "section 6")
    Prose(
      """
      Fledge reads examples from files (IDX, CSV, NumPy arrays, folders of PNG), not from a database. What it keeps in a \
      database, SQLite, is the result: studies, runs with their settings, and their curves.
      """)
    Quote(
      "Ideally I would be able to expand the architecture based on user-inputted parameters.", from: "section 6")
    Prose(
      """
      In Fledge the user sets the architecture: `fledge train --layers 100,100 --activation relu`, or the same names \
      in a YAML file.
      """)
  }
}
