import BrowserKernels
import FledgeKernels

/// Writes a layer's first weights as `Initializer` draws them; `kind` counts its cases that take no number, from he on.
///
/// Values are drawn in the order `[outputs, inputs]` and stored as `[inputs, outputs]`.
func initialize(
  _ layer: DenseLayer, kind: Int32, seed: UInt64, parameterIndex: Int, scratch: UnsafeMutablePointer<Float>
) {
  let key = RandomKey(seed: seed, stream: .initialization, layer: parameterIndex)
  let (fanIn, fans) = (Float(layer.inputs), Float(layer.inputs + layer.outputs))
  var values = span(scratch, layer.weightCount)
  // He, He uniform, Xavier uniform, Xavier normal, LeCun, LeCun uniform.
  let isNormal = kind == 0 || kind == 3 || kind == 4
  let square: Float =
    switch kind {
    case 0: 2 / fanIn
    case 1: 6 / fanIn
    case 2: 6 / fans
    case 3: 2 / fans
    case 4: 1 / fanIn
    default: 3 / fanIn
    }
  let factor = square.squareRoot()
  if isNormal {
    fillNormal(&values, key: key)
    for index in 0..<layer.weightCount { scratch[index] *= factor }
  } else {
    fillUniform(&values, key: key)
    for index in 0..<layer.weightCount { scratch[index] = (2 * scratch[index] - 1) * factor }
  }
  for output in 0..<layer.outputs {
    for input in 0..<layer.inputs {
      layer.parameters[input * layer.outputs + output] = scratch[output * layer.inputs + input]
    }
  }
}
