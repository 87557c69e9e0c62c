import ArgumentParser
import Fledge

/// `fledge latent`.
struct LatentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "latent",
    abstract: "Look into a space of codes: a page about an autoencoder, t-SNE maps, neighbours, components.",
    discussion: """
      With the folder of an autoencoder's run: one web page about its codes, and the codes as files. Points and maps are \
      NumPy files, one row for each point; labels are whole numbers in a NumPy file.

      EXAMPLES
        fledge train --autoencoder 64,16 --examples 5000 --epochs 3 --output runs/codes
        fledge latent runs/codes --output latent --json
        fledge latent tsne --input codes.npy --output map.npy --perplexity 30
        fledge latent knn --train a.npy --train-labels la.npy --test b.npy --test-labels lb.npy
        fledge latent pca --input images.npy --components 50 --output codes.npy
      """,
    subcommands: [
      LatentPageCommand.self, LatentTSNECommand.self, LatentNeighborsCommand.self, LatentComponentsCommand.self,
    ], defaultSubcommand: LatentPageCommand.self)
}

extension AnalysisError {
  /// The code that the program ends with.
  var exitStatus: ExitStatus {
    switch self {
    case .notRows, .tooFewPoints, .notFinite, .widths, .counts, .emptyClass, .label: .badData
    case .neighbors, .treeDimensions, .perplexity, .setting, .components: .wrongUsage
    }
  }
}
