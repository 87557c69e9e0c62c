public import FledgeNetworks
import FledgeReference
import FledgeTensors

extension GradientCheck {
  /// Back-propagation in double precision against (E(w + ε) − E(w − ε)) / 2ε, without extrapolation.
  ///
  /// The two differ by about ε²: what a check with such a difference can show at best.
  ///
  /// - Parameter step: ε.
  /// - Throws: `NetworkError.noReference`, `NetworkError.loss` where there is no reference.
  public func inDoubleByDifferences(
    _ elements: Elements = .all, step: Double
  ) throws(NetworkError) -> GradientComparison {
    let reference = try ReferenceNetwork(network)
    let loss = try referenceLoss()
    let point = parameters.inDoublePrecision()
    let input = batch.features.elements.map { Double($0) }
    let count = batch.count
    let gradients = reference.gradients(input, batch: count, parameters: point, loss: loss)
    var table = GradientComparison(floor: 1e-4)
    for (slot, path, index) in chosen(elements) {
      func value(_ change: Double) -> Double {
        var (changed, changedInput) = (point, input)
        if slot < point.count { changed[slot][index] += change } else { changedInput[index] += change }
        return reference.loss(changedInput, batch: count, parameters: changed, loss: loss)
      }
      table.append(
        path: path, index: index, numerical: (value(step) - value(-step)) / (2 * step),
        backprop: slot < point.count ? gradients.parameters[slot][index] : gradients.input[index])
    }
    return table
  }
}
