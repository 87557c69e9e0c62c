import FledgeDatasets
import FledgeFormats
import FledgeModels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Foundation

/// What the embedding projector of TensorBoard reads: vectors, what they stand for, and a file that names both.
struct ProjectorFiles {
  /// The most examples, and the most numbers of all vectors together.
  private static let (mostExamples, mostNumbers) = (2_000, 1_000_000)

  /// `codes` of an autoencoder, or `last_hidden`.
  let name: String
  private let vectors: Tensor
  private let rows: [String]

  /// Computes the codes of an autoencoder, or what the last hidden layer makes of examples.
  ///
  /// - Returns: `nil` for a network without hidden layers.
  init?(_ run: TrainedRun, examples: Dataset) throws {
    let network = run.network
    let value: Int
    if run.settings.isAutoencoder {
      (name, value) = ("codes", try network.output(ofBlock: "encoder"))
    } else {
      guard let last = network.nodes.last(where: { !$0.parameters.isEmpty }), let input = last.inputs.first, input > 0
      else { return nil }
      (name, value) = ("last_hidden", input)
    }
    let width = max(1, network.shape(ofValue: value).count)
    let count = min(examples.count, Self.mostExamples, max(1, Self.mostNumbers / width))
    let features = examples.features(0..<count)
    let predictor = run.predictor
    vectors = Tensor(shape: [count, width], elements: try predictor.output(for: features, upTo: value).elements)
    rows = try ProjectorFiles.rows(run, examples, count: count, outputs: predictor.output(for: features))
  }

  /// Header and rows of `metadata.tsv`.
  private static func rows(_ run: TrainedRun, _ examples: Dataset, count: Int, outputs: Tensor) throws -> [String] {
    let names = examples.classNames.map { PrintableText.line($0) }
    // A file of one column has no header.
    guard !names.isEmpty else { return (0..<count).map { "\($0)" } }
    let labels = examples.labels
    let isClassifier = !run.settings.isAutoencoder && outputs.shape[1] == names.count
    let header = ["example", "class"] + (isClassifier ? ["predicted"] : [])
    let rows = (0..<count).map { row in
      var cells = ["\(row)", names[Int(labels[row])]]
      if isClassifier {
        let scores = outputs.elements[row * names.count..<(row + 1) * names.count]
        let best = scores.indices.reduce(scores.startIndex) { scores[$1] > scores[$0] ? $1 : $0 }
        cells.append(names[best - scores.startIndex])
      }
      return cells.joined(separator: "\t")
    }
    return [header.joined(separator: "\t")] + rows
  }

  var count: Int { vectors.shape[0] }

  /// Writes `projector_config.pbtxt` and the two files that it names.
  func write(to folder: String) throws {
    let inner = "\(folder)/embeddings"
    do throws(NewFolders.Failure) {
      _ = try NewFolders(inner)
    } catch {
      throw FormatError(.system, path: inner, expected: "to make the folder of the embeddings", found: error.reason)
    }
    let width = vectors.shape[1]
    var text = ""
    for row in 0..<count {
      text += vectors.elements[row * width..<(row + 1) * width].map { "\($0)" }.joined(separator: "\t") + "\n"
    }
    try AtomicFile.write(text: text, to: "\(inner)/tensors.tsv")
    try AtomicFile.write(text: rows.joined(separator: "\n") + "\n", to: "\(inner)/metadata.tsv")
    try AtomicFile.write(
      text: """
        embeddings {
          tensor_name: "\(name)"
          tensor_path: "embeddings/tensors.tsv"
          metadata_path: "embeddings/metadata.tsv"
        }

        """, to: "\(folder)/projector_config.pbtxt")
  }
}
