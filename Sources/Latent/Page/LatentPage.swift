import FledgeCharts
import FledgeDatasets
import FledgeFormats
import FledgeMetrics
import FledgeModels
import FledgeNetworks
package import FledgePages
import FledgeTensors

/// The page that `fledge latent RUN` writes.
package struct LatentPage: Sendable {
  let found: LatentInspection
  /// Where the numbers come from.
  let provenance: PageProvenance

  /// The values that pictures draw as paper and as ink.
  let inkRange: ClosedRange<Double>

  package init(_ found: LatentInspection, provenance: PageProvenance) {
    (self.found, self.provenance) = (found, provenance)
    let (low, high) = (Double(found.inputs.elements.min() ?? 0), Double(found.inputs.elements.max() ?? 1))
    inkRange = low >= 0 && high <= 1 || low >= high ? 0...1 : low...high
  }

  /// The two ways to code, the control second.
  var spaces: [CodeSpace] { [found.coded, found.control] }
  /// How figures call the two ways.
  var names: [String] { ["Autoencoder", "Principal components"] }
  var classNames: [String] { found.test.classNames }
  /// "2,000 test examples".
  var examplesText: String { "\(NumberText.fixed(Double(found.test.count), decimals: 0)) \(found.testPart) examples" }

  package func page() throws -> SinglePage {
    let data = PageData.of(found)
    return try SinglePage(
      "latent", title: data.isDigits && data != .mnist ? title + ", on digits that are not MNIST" : title,
      summary: summary, data: data, provenance: provenance
    ) {
      reconstructionSection
      try mapSection
      try neighborSection
      try centroidSection
      try walkSection
      noiseSection
      filesSection
    }
  }

  private var title: String {
    let settings = found.autoencoder.settings
    let sizes = [found.inputs.shape[1]] + settings.autoencoder
    let kind = settings.noise > 0 ? "A denoising autoencoder" : "An autoencoder"
    return "\(kind) of \(sizes.map(String.init).joined(separator: "–"))"
  }

  private var summary: String {
    let settings = found.autoencoder.settings
    let (error, control) = (found.coded.error, found.control.error)
    let ratio =
      control > 1e-9 * error
      ? " (\(NumberText.fixed(error / control, decimals: 2)) times as much for the autoencoder)" : ""
    let extra = [
      settings.isTied ? "tied weights" : nil, settings.noise > 0 ? "noise of σ = \(settings.noise) in training" : nil,
    ].compactMap { $0 }
    var text = """
      A code of \(count(found.autoencoder.codeWidth, "number")) for each example of \
      \(found.inputs.shape[1]) features\(extra.isEmpty ? "" : ", " + extra.joined(separator: ", ")). It rebuilds \
      \(examplesText) with a mean squared error of \(NumberText.significant(found.coded.error)); \
      \(count(found.components, "principal component")), the best linear code and the control of everything below, \
      with \(NumberText.significant(found.control.error))\(ratio).
      """
    if let coded = found.coded.neighbors, let control = found.control.neighbors {
      text += """
         Five nearest neighbours in the code name the class of \
        \(NumberText.percent(coded.confusion.classificationAccuracy, decimals: 2)) of them, in the components of \
        \(NumberText.percent(control.confusion.classificationAccuracy, decimals: 2)).
        """
    }
    return text + outputHint
  }

  /// What to do where the network cannot give the examples back.
  private var outputHint: String {
    let elements = found.inputs.elements
    guard let low = elements.min(), let high = elements.max(), low < -0.01 || high > 1.01 else { return "" }
    guard found.autoencoder.predictor.network.nodes.last?.name == "sigmoid" else { return "" }
    return """


      The examples reach from \(NumberText.significant(Double(low))) to \(NumberText.significant(Double(high))), the \
      network’s sigmoid output from 0 to 1: train it with `--output-activation none`.
      """
  }
}

/// "1 number", "4 numbers".
func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }

extension PageData {
  /// What the examples are.
  static func of(_ found: LatentInspection) -> PageData {
    let provenance = found.training.provenance
    return provenance.isMNIST ? .mnist : .other(found.isStandIn ? "generated pen-stroke digits" : provenance.name)
  }

  /// Whether the examples could be taken for MNIST.
  var isDigits: Bool { self == .mnist || name.contains("digits") }
}

// Examples as pictures.
extension LatentPage {
  /// Whether examples are pictures.
  var isImage: Bool { found.test.featureShape.rank == 2 }

  /// One row as a picture: 0 is paper, 1 is ink; other ranges than 0…1 are brought there.
  func tile(_ images: Tensor, _ row: Int) -> ImageTile {
    let shades = images.row(row).map { value in
      ((Double(value) - inkRange.lowerBound) / (inkRange.upperBound - inkRange.lowerBound) * 1_000).rounded() / 1_000
    }
    return ImageTile(pixels: shades, width: found.test.featureShape[1])
  }

  /// All rows as pictures.
  func tiles(_ images: Tensor) -> [ImageTile] { (0..<images.shape[0]).map { tile(images, $0) } }
}
