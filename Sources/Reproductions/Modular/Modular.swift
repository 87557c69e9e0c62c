public import FledgePages

/// "Neural Networks": a modular framework, its studies on MNIST, and what its autoencoders can do.
public struct Modular: Paper {
  public let id = "modular"
  public let title = "Neural Networks"
  public let citation = "Project report on a modular framework in NumPy; its text names neither authors nor a date."
  /// Every figure that shows results, and the table.
  public let items = [
    "fig2", "fig3", "fig4", "fig5", "fig6", "fig7", "fig8", "fig9", "fig10", "fig11", "fig12", "table1", "fig13",
    "fig14", "fig15",
  ]

  public init() {}

  public func studies(at scale: ReportScale) -> [PaperStudy] {
    let settings = Modular.Configuration(scale)
    return [
      settings.line, settings.clouds, settings.quadrants, settings.classifier, settings.activations,
      settings.batchSizes, settings.hiddenSizes, settings.optimizers, settings.autoencoders, settings.codes,
      settings.denoiser,
    ]
  }

  public func reproduce(in context: ReproductionContext) throws -> ReportPage {
    let latent = try LatentStudy(context)
    return try context.page(
      for: self,
      summary: "A small framework of modules, tried on a line, two clouds and four quadrants, then on MNIST: four "
        + "studies of 15 runs for each choice, fifty autoencoders, what nearest neighbours make of four-dimensional "
        + "codes, and a denoiser under more noise than it was trained with. Most results are pictures and words; the "
        + "words are tested here.",
      keyNumbers: [
        "classifier.accuracy", "table1.total.tp", "table1.total.accuracy",
      ]
    ) {
      try simpleProblems(in: context)
      try classifier(in: context)
      try hyperparameters(in: context)
      try autoencoders(in: context)
      try latentSpace(latent, in: context)
      try denoising(in: context)
      contradictions(latent)
    }
  }
}
