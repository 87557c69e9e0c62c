import FledgeAnalysis
import FledgeModels
import Foundation

// Figures 10 to 15.
extension Modular.Configuration {
  /// The two losses of figure 10, as figures name them.
  enum PixelLoss: String, CaseIterable {
    case squaredError = "mean squared error"
    case crossEntropy = "cross-entropy"

    var setting: String {
      switch self {
      case .squaredError: "squared-error"
      case .crossEntropy: "sigmoid-binary-cross-entropy"
      }
    }
  }

  /// An autoencoder with `depth` linear layers in the encoder, our reading of the report's depth.
  ///
  /// Ours: widths fall geometrically from 784 to the latent size, ReLU between layers, sigmoid outputs, linear codes.
  func autoencoder(latent: Int, depth: Int, loss: PixelLoss = .squaredError) -> TrainingSettings {
    var settings = digits
    settings.autoencoder = (1...depth).map { layer in
      Int((784 * pow(Double(latent) / 784, Double(layer) / Double(depth))).rounded())
    }
    return settings.changing(["loss": loss.setting, "code-activation": "none", "epochs": "\(autoencoderEpochs)"])
  }

  /// Figure 10: every latent size with every depth and both losses.
  var autoencoders: PaperStudy {
    let variants = PixelLoss.allCases.flatMap { loss in
      latentSizes.flatMap { latent in
        depths.map { depth in
          PaperStudy.Variant(
            label(latent, depth, loss), autoencoder(latent: latent, depth: depth, loss: loss))
        }
      }
    }
    return PaperStudy("modular, autoencoders", seeds: 1, variants)
  }

  /// The label of one autoencoder of figure 10.
  func label(_ latent: Int, _ depth: Int, _ loss: PixelLoss) -> String { "\(latent), depth \(depth), \(loss.rawValue)" }

  /// Ours: the depth behind figures 12 and 13 and the table; the one that figure 11 names.
  static let codeDepth = 5
  static let linearCodes = "linear codes"
  static let rectifiedCodes = "ReLU codes"

  /// Figures 12 and 13 and the table: four-dimensional codes, with and without an activation.
  var codes: PaperStudy {
    let linear = autoencoder(latent: 4, depth: Self.codeDepth)
    let rectified = linear.changing(["code-activation": "relu"])
    return PaperStudy(
      "modular, 4-D codes", seeds: repeatedRuns,
      [.init(Self.linearCodes, linear), .init(Self.rectifiedCodes, rectified)])
  }

  /// Figures 14 and 15: noise of standard deviation 0.2 on the input, the clean image as the target.
  ///
  /// Ours: the architecture of figure 11; new noise for every batch, not clipped to 0…1.
  var denoiser: PaperStudy {
    PaperStudy(
      "modular, denoiser", seeds: min(3, repeatedRuns),
      autoencoder(latent: Self.denoiserLatent, depth: Self.codeDepth).changing(["noise": "0.2"]))
  }

  static let denoiserLatent = 32

  /// t-SNE for figure 12.
  func map(of points: Int) -> TSNE {
    var method = TSNE()
    method.perplexity = min(30, Double(points) / 4)
    method.iterations = mapIterations
    method.earlyIterations = mapIterations / 3
    return method
  }
}
