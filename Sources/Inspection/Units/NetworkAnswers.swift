import FledgeDatasets
import FledgeKernels
import FledgeModels
import FledgeNetworks
package import FledgeTensors

/// What a network answers for each example of a set, and how far off it is.
package struct NetworkAnswers: Sendable {
  /// What its outputs are.
  package enum Kind: String, Sendable {
    /// Classes; the error is 1 − the probability of the right one, or 1 for a wrong answer where there are none.
    case classes
    /// Values in the unit of the target; the error is the mean absolute difference.
    case values
    /// The features again; the error is the mean squared difference, as the network sees them.
    case reconstruction
  }

  package let kind: Kind
  /// The names of the outputs; empty for reconstructions.
  package let outputNames: [String]
  /// Whether outputs are probabilities.
  package let areProbabilities: Bool
  /// `[examples, outputs]`, row after row; empty for reconstructions.
  package private(set) var outputs: [Double] = []
  /// The class of each example's largest output; empty where outputs are no classes.
  package private(set) var predicted: [Int] = []
  /// The error of each example.
  package private(set) var errors: [Double] = []
  private let run: TrainedRun
  private let meaning: OutputMeaning

  init(_ run: TrainedRun, count: Int) {
    self.run = run
    let width = run.network.outputShape.count
    let names = run.contract?.classNames ?? []
    let areValues = run.contract.map { $0.target.kind == .values } ?? (run.settings.dataset == "line")
    if run.settings.isAutoencoder {
      (kind, outputNames) = (.reconstruction, [])
    } else if areValues {
      kind = .values
      outputNames = width == 1 ? [run.contract?.target.name ?? "value"] : (0..<width).map { "value \($0 + 1)" }
    } else {
      (kind, outputNames) = (.classes, names.count == width ? names : (0..<width).map { String($0) })
    }
    meaning = run.settings.makeLoss(hasLabels: kind == .classes).outputMeaning
    areProbabilities = kind == .classes && meaning != .values
    errors.reserveCapacity(count)
  }

  /// The number of outputs of one example.
  package var width: Int { outputNames.count }

  /// The outputs of one example.
  package func outputs(of example: Int) -> [Double] { Array(outputs[example * width..<(example + 1) * width]) }

  /// Outputs as the page shows them: probabilities, scores, or values in the unit of the target.
  package func readable(_ raw: Tensor) -> [Double] {
    switch kind {
    case .classes: return probabilityRows(raw, meaning: meaning).elements.map { Double($0) }
    case .values:
      let scaler = run.contract?.target.scaler
      return raw.elements.map { scaler?.unscaled(Double($0)) ?? Double($0) }
    case .reconstruction: return probabilityRows(raw, meaning: meaning).elements.map { Double($0) }
    }
  }

  /// Adds the raw outputs of the next examples of a set.
  mutating func add(_ raw: Tensor, _ range: Range<Int>, of examples: Dataset) {
    let rows = readable(raw)
    let width = raw.shape[1]
    switch kind {
    case .classes:
      outputs += rows
      let labels = examples.labels
      for (row, example) in range.enumerated() {
        let values = rows[row * width..<(row + 1) * width]
        let best = values.indices.reduce(values.startIndex) { values[$1] > values[$0] ? $1 : $0 } - values.startIndex
        predicted.append(best)
        guard example < labels.count else { continue }
        let label = Int(labels[example])
        errors.append(areProbabilities ? 1 - rows[row * width + label] : best == label ? 0 : 1)
      }
    case .values:
      outputs += rows
      let targets = examples.subset(range).exactTargetValues
      guard targets.count == rows.count else { return }
      for row in 0..<range.count {
        errors.append(
          (0..<width).reduce(0) { $0 + (rows[row * width + $1] - targets[row * width + $1]).magnitude } / Double(width))
      }
    case .reconstruction:
      let inputs = examples.features(range)
      for row in 0..<range.count {
        let squares = (row * width..<(row + 1) * width).map { index -> Double in
          let difference = rows[index] - Double(inputs[index])
          return difference * difference
        }
        errors.append(squares.reduce(0, +) / Double(width))
      }
    }
  }
}
