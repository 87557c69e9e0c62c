import FledgeNetworks
import FledgeReference

extension LayerCheck {
  /// Kernels against the reference, and the reference against finite differences.
  mutating func compareWithReference(batch: Int, tolerance: Double, smoothTolerance: Double) {
    guard let reference = (layer as? any LayerWithReference)?.reference else { return }
    let (input, outputGradient) = batchValues(batch)
    let output = bench.forward(input, batch: batch, mode: .training, key: key)
    let gradients = bench.backward(outputGradient, batch: batch, mode: .training, key: key)
    prepare(bench)
    let exactInput = input.map { Double($0) }
    let exactOutputGradient = outputGradient.map { Double($0) }
    let exactParameters = parameters.map { $0.map { Double($0) } }
    let exactOutput = reference.forward(exactInput, batch: batch, parameters: exactParameters)
    let exact = reference.backward(exactOutputGradient, input: exactInput, batch: batch, parameters: exactParameters)
    report.note("forward is the reference's", error: distance(output, exactOutput), tolerance: tolerance)
    report.note(
      "the input's gradient is the reference's", error: distance(gradients.input, exact.input), tolerance: tolerance)
    for (slot, spec) in bench.specs.enumerated() {
      report.note(
        "the gradient of \(spec.name) is the reference's",
        error: distance(gradients.parameters[slot], exact.parameters[slot]), tolerance: tolerance)
    }

    func difference(at point: [Double], index: Int, backprop: Double, _ output: ([Double]) -> [Double]) -> Double {
      var changed = point
      let numerical = GradientCheck.closest(to: backprop, step: 1e-4, tolerance: smoothTolerance, floor: 1) { h in
        FiniteDifference(step: h).derivative(
          of: {
            changed[index] = $0[0]
            return zip(output(changed), exactOutputGradient).reduce(0) { $0 + $1.0 * $1.1 }
          }, at: [point[index]], index: 0)
      }
      return FiniteDifference.relativeError(numerical, backprop, floor: 1)
    }
    let name = "the reference's derivative is that of its function"
    for index in sampled(exactInput.count) {
      let error = difference(at: exactInput, index: index, backprop: exact.input[index]) {
        reference.forward($0, batch: batch, parameters: exactParameters)
      }
      report.note(name, error: error, tolerance: smoothTolerance)
    }
    for slot in exactParameters.indices {
      for index in sampled(exactParameters[slot].count) {
        let error = difference(at: exactParameters[slot], index: index, backprop: exact.parameters[slot][index]) {
          var changed = exactParameters
          changed[slot] = $0
          return reference.forward(exactInput, batch: batch, parameters: changed)
        }
        report.note(name, error: error, tolerance: smoothTolerance)
      }
    }
  }

  /// The layer's own derivative, by differences of Σ g·y that are summed in double precision; random layers draw the
  /// same numbers each time.
  mutating func compareWithDifferences(batch: Int, mode: Mode, tolerance: Double) {
    prepare(bench)
    let (input, outputGradient) = batchValues(batch)
    _ = bench.forward(input, batch: batch, mode: mode, key: key)
    let gradients = bench.backward(outputGradient, batch: batch, mode: mode, key: key)
    func loss(_ input: [Float]) -> Double {
      let output = bench.forward(input, batch: batch, mode: mode, key: key)
      return zip(output, outputGradient).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    func error(at point: [Float], index: Int, backprop: Float, scale: Double, _ loss: ([Float]) -> Double) -> Double {
      func central(_ h: Double) -> Double {
        var (left, right) = (point, point)
        left[index] -= Float(h)
        right[index] += Float(h)
        return (loss(right) - loss(left)) / (Double(right[index]) - Double(left[index]))
      }
      let numerical = GradientCheck.closest(to: Double(backprop), step: 0x1p-6, tolerance: tolerance, floor: scale) {
        h in
        (4 * central(h / 2) - central(h)) / 3
      }
      return abs(numerical - Double(backprop)) / scale
    }
    let inputScale = magnitude(gradients.input)
    for index in sampled(input.count) {
      let error = error(at: input, index: index, backprop: gradients.input[index], scale: inputScale, loss)
      report.note("the input's gradient is the derivative of forward", error: error, tolerance: tolerance)
    }
    for (slot, spec) in bench.specs.enumerated() {
      let scale = magnitude(gradients.parameters[slot])
      for index in sampled(parameters[slot].count) {
        let backprop = gradients.parameters[slot][index]
        let error = error(at: parameters[slot], index: index, backprop: backprop, scale: scale) {
          bench.setParameter(slot, to: $0)
          return loss(input)
        }
        report.note("the gradient of \(spec.name) is the derivative of forward", error: error, tolerance: tolerance)
      }
      bench.setParameter(slot, to: parameters[slot])
    }
    prepare(bench)
  }
}
