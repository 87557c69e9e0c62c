import FledgeDatasets
import FledgeModels
import FledgeTensors

extension ExperimentData {
  /// The name of each feature: that of its column, else its number.
  var featureNames: [String] {
    let count = training.featureShape.count
    if let names = contract?.table?.featureNames, names.count == count { return names }
    let digits = Array("₀₁₂₃₄₅₆₇₈₉")
    return (1...max(1, count)).map { "x" + String("\($0)".compactMap { $0.wholeNumberValue.map { digits[$0] } }) }
  }
}
