import FledgeDatasets
import FledgeFormats
import FledgeKernels
import FledgeTensors

extension TrainingSettings {
  /// Replaces the choices that depend on the data by what they mean for these, so that the run keeps them.
  mutating func resolve(for data: ExperimentData) {
    let areNumbers = data.contract?.table.map { !$0.arePixels } ?? (data.contract?.kind == .arrays)
    scaling = scaling.resolved(areNumbers: areNumbers)
    // Standardised columns lie on both sides of 0, where a sigmoid never comes.
    if isAutoencoder, areNumbers, outputActivation == "auto", ["auto", "squared-error"].contains(loss) {
      outputActivation = "none"
    }
  }

  /// Refuses a loss whose range the targets leave.
  ///
  /// - Throws: `SettingError.conflict`.
  func checkTarget(_ data: ExperimentData) throws(SettingError) {
    guard loss == "sigmoid-binary-cross-entropy" else { return }
    let found: ClosedRange<Double>?
    if isAutoencoder {
      found = data.training.valueRange
    } else {
      let values = data.training.exactTargetValues
      found = values.isEmpty ? nil : (values.min() ?? 0)...(values.max() ?? 0)
    }
    guard let found, found.lowerBound < 0 || found.upperBound > 1 else { return }
    throw .conflict(
      "loss: \(loss) expects \(isAutoencoder ? "features" : "targets") in 0…1, found values from "
        + "\(Float(found.lowerBound)) to \(Float(found.upperBound)); choose --loss squared-error"
        + (isAutoencoder ? ", or scale the table to 0…1 and set --scaling none" : ""))
  }
}

extension Dataset {
  /// The range of the features as the network is shown them; looks at no pixels, which are in 0…1.
  fileprivate var valueRange: ClosedRange<Double>? {
    if case .unitRange = normalization, greyLevels(of: 0) != nil { return 0...1 }
    var range: ClosedRange<Double>?
    var row = [Float](repeating: 0, count: featureShape.count)
    for example in 0..<Int32(count) {
      var span = row.mutableSpan
      readFeatures(of: [example].span, into: &span, key: nil, threads: .serial)
      let low = Double(row.min() ?? 0)
      let high = Double(row.max() ?? 0)
      range = min(low, range?.lowerBound ?? low)...max(high, range?.upperBound ?? high)
    }
    return range
  }
}
