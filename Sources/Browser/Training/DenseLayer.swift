import BrowserKernels
import FledgeKernels

/// A linear layer, its activation and its dropout: memory and settings.
///
/// Matrices are `[inputs, outputs]`.
struct DenseLayer {
  let inputs: Int
  let outputs: Int
  /// `nil` for the identity.
  let activation: Activation?
  let dropout: Float
  /// The layer's number among those that draw random numbers.
  let randomIndex: Int
  /// Weights and, behind them, the bias; their gradients and the optimizer's state lie alike.
  let parameters: UnsafeMutablePointer<Float>
  let gradients: UnsafeMutablePointer<Float>
  let first: UnsafeMutablePointer<Float>
  let second: UnsafeMutablePointer<Float>
  /// A matrix in panels: of weights, transposed weights or output gradients.
  let panels: UnsafeMutablePointer<Float>
  /// `[capacity, outputs]`: before the activation, after it, after dropout, and the gradient of the first.
  let sums: UnsafeMutablePointer<Float>
  let activated: UnsafeMutablePointer<Float>
  let values: UnsafeMutablePointer<Float>
  let gradient: UnsafeMutablePointer<Float>

  var weightCount: Int { inputs * outputs }
  var bias: UnsafeMutablePointer<Float> { parameters + weightCount }
  var parameterCount: Int { weightCount + outputs }

  /// y = f(x·W + b), and with a key its dropout.
  func forward(_ x: UnsafePointer<Float>, rows: Int, key: RandomKey?) {
    packLinear(parameters, panels, inputs, outputs, outputs, 1)
    browser_linear(x, panels, bias, sums, rows, inputs, outputs)
    let count = rows * outputs
    guard let activation else {
      values.update(from: sums, count: count)
      return
    }
    var result = span(activated, count)
    applyActivation(activation, to: elements(sums, count), into: &result)
    guard dropout > 0, let key else {
      values.update(from: activated, count: count)
      return
    }
    var dropped = span(values, count)
    FledgeKernels.dropout(elements(activated, count), into: &dropped, probability: dropout, key: key)
  }

  /// Turns `gradient`, that of the layer's output, into that of its sums.
  func backwardActivation(rows: Int, key: RandomKey) {
    guard let activation else { return }
    let count = rows * outputs
    var result = span(gradient, count)
    if dropout > 0 { FledgeKernels.dropout(&result, probability: dropout, key: key) }
    activationGradient(
      activation, input: elements(sums, count), output: elements(activated, count),
      outputGradient: elements(gradient, count), into: &result)
  }

  /// ∂E/∂x from `gradient`.
  func inputGradient(into dx: UnsafeMutablePointer<Float>, rows: Int) {
    packLinear(parameters, panels, outputs, inputs, 1, outputs)
    browser_linear(gradient, panels, nil, dx, rows, outputs, inputs)
  }

  /// ∂E/∂W and ∂E/∂b from `gradient`; `transposed` is scratch memory for x.
  func parameterGradients(_ x: UnsafePointer<Float>, rows: Int, transposed: UnsafeMutablePointer<Float>) {
    for row in 0..<rows {
      for input in 0..<inputs { transposed[input * rows + row] = x[row * inputs + input] }
    }
    packLinear(gradient, panels, rows, outputs, outputs, 1)
    browser_linear(transposed, panels, nil, gradients, inputs, rows, outputs)
    var sums = span(gradients + weightCount, outputs)
    columnSums(elements(gradient, rows * outputs), into: &sums, rows: rows, columns: outputs)
  }
}

/// `count` floats at an address, for the functions of FledgeKernels.
@_lifetime(immortal)
func span(_ start: UnsafeMutablePointer<Float>, _ count: Int) -> MutableSpan<Float> {
  _overrideLifetime(MutableSpan(_unsafeStart: start, count: count), copying: ())
}

/// The same to read.
@_lifetime(immortal)
func elements(_ start: UnsafeMutablePointer<Float>, _ count: Int) -> Span<Float> {
  _overrideLifetime(Span(_unsafeStart: UnsafePointer(start), count: count), copying: ())
}
