import FledgeDatasets
import FledgeKernels
import FledgeMetrics
import FledgeNetworks
import FledgeTensors

extension Experiment {
  /// The mean loss of the better of two constant outputs, zeros and the mean target; `nil` where neither is finite.
  ///
  /// With classes and softmax it is the entropy of the classes.
  ///
  /// Up to 1,000 training examples at equal steps speak for all.
  var constantLoss: Double? {
    if data.hasLabels, !settings.isAutoencoder, loss is SoftmaxCrossEntropy {
      let value = entropy(ofCounts: data.classCounts)
      return value > 0 ? value : nil
    }
    let count = min(1_000, data.training.count)
    let rows = data.training.subset((0..<count).map { Int32($0 * data.training.count / count) })
    let outputs = network.outputShape.count
    var labels: [Int32] = []
    var targets: [Float] = []
    if settings.isAutoencoder {
      targets = features(of: rows)
    } else if data.hasLabels, loss.needsOneHot {
      targets = rows.labels.flatMap { label in (0..<outputs).map { $0 == Int(label) ? 1 : 0 } }
    } else if data.hasLabels {
      labels = rows.labels
    } else {
      targets = [Float](repeating: 0, count: count * outputs)
      let all = (0..<Int32(count)).map { $0 }
      var span = targets.mutableSpan
      rows.readTargets(of: all.span, into: &span)
    }
    let zeros = [Float](repeating: 0, count: count * outputs)
    var candidates = [mean(of: zeros, labels, targets, count)]
    if !targets.isEmpty {
      let means = (0..<outputs).map { output in
        Float((0..<count).reduce(0.0) { $0 + Double(targets[$1 * outputs + output]) } / Double(count))
      }
      candidates.append(mean(of: (0..<count).flatMap { _ in means }, labels, targets, count))
    }
    return candidates.filter { $0.isFinite && $0 > 0 }.min()
  }

  private func mean(of output: [Float], _ labels: [Int32], _ targets: [Float], _ count: Int) -> Double {
    var losses = [Float](repeating: 0, count: count)
    var span = losses.mutableSpan
    var gradient = MutableSpan<Float>()
    let weights = Span<Float>()
    loss.evaluate(
      output.span, labels: labels.span, targets: targets.span, weights: weights, gradientScale: 1, losses: &span,
      gradient: &gradient, batch: count, threads: .serial)
    return losses.reduce(0.0) { $0 + Double($1) } / Double(count)
  }

  func features(of rows: Dataset) -> [Float] {
    var values = [Float](repeating: 0, count: rows.count * rows.featureShape.count)
    let all = (0..<Int32(rows.count)).map { $0 }
    var span = values.mutableSpan
    rows.readFeatures(of: all.span, into: &span, key: nil, threads: .serial)
    return values
  }
}
