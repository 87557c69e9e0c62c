public import FledgePages

/// Vera and Minai, "Building Neural Networks from Scratch: MNIST Classification and Reconstruction", 2024: a classifier
/// and an autoencoder on 500 images of each digit.
public struct VeraMinai: Paper {
  public let id = "vera-minai"
  public let title = "Building Neural Networks from Scratch: MNIST Classification and Reconstruction"
  public let citation = "Alhim A. Vera and Ali A. Minai, University of Cincinnati, 18 November 2024."
  /// Every figure, the search and the table.
  public let items = ["fig1", "fig2", "fig3", "search", "fig4", "table1", "fig5", "fig6", "fig7"]

  public init() {}

  public func studies(at scale: ReportScale) -> [PaperStudy] {
    let configuration = Configuration(scale)
    return configuration.classifiers.map(\.study) + configuration.autoencoders.map(\.study) + [
      configuration.axes, configuration.writtenMomenta, configuration.grid, configuration.rates,
    ]
  }

  /// The page, in the order of the report.
  public func reproduce(in context: ReproductionContext) throws -> ReportPage {
    let configuration = Configuration(context.scale)
    let classifiers = try configuration.classifiers.map { reading in
      ReadingRuns(reading: reading, runs: try context.train(reading.study).all)
    }
    let autoencoders = try configuration.autoencoders.map { reading in
      ReadingRuns(reading: reading, runs: try context.train(reading.study).all)
    }
    let probable = try ClassifierOutcome(classifiers[1])
    let digits = try AutoencoderOutcome(autoencoders[0])
    return try context.page(
      for: self, summary: Self.summary
    ) {
      PageSection("Three ways to run it") {
        Prose(Self.readings)
        Configuration.table
      }
      try classifierSection(classifiers, probable)
      if context.wants("search", "added.axes") { try searchSection(context, configuration) }
      try autoencoderSection(autoencoders, digits)
      try featureSection(classifiers, autoencoders, digits, initializations: initializations(context, configuration))
      try PageSection("Claims in words") {
        try classifierClaims(classifiers[1], probable)
        try autoencoderClaims(autoencoders[0], digits)
      }
      try PageSection("Where the report contradicts itself") {
        try contradictions(classifiers[1], autoencoders[0], digits)
      }
    }
  }

  private static let summary = """
    A classifier 784-200-10 and an autoencoder 784-200-784, both written from scratch, learn from 400 images of each \
    digit and are tested on 100. The report's code is public and does not do all that its text says, so both are run \
    in each way that they can be read, over several seeds.
    """

  private static let readings = """
    The course's file of 5,000 images is not public; the first 500 training images of each digit stand in for it, \
    split at random per class into 400 and 100, another split for each seed.

    - As the code stands: squared error with sigmoid outputs, damped momentum, the same batches in every epoch, no \
      validation set. Outputs of at least 0.75 become 1 and of at most 0.25 become 0 before anything is measured, so an \
      image without a clear output counts as 0. It would stop once the test error is 0.001 or less.
    - As it was probably run: the same with the code's other branch, cross-entropy, for the classifier. The published \
      curve fits this one.
    - As written: classical momentum, a fresh shuffle for each epoch, a tenth of the training images held out, a stop \
      after 10 epochs without a better validation loss, nothing thresholded.
    """
}
