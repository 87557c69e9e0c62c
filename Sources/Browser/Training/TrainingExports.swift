import BrowserKernels
import FledgeKernels

// The functions that training.js calls. An instance of the module holds one training; its memory is freed with the
// instance. training.js checks sizes.

private nonisolated(unsafe) var training: DenseTraining?
private nonisolated(unsafe) var optimizer = DenseOptimizer(
  rule: 0, learningRate: 0, decay1: 0, decay2: 0, epsilon: 0, l1: 0, weightDecay: 0, decaysBiases: false)

@_expose(wasm, "trainingOptimizer") @_cdecl("trainingOptimizer")
func trainingOptimizer(
  _ rule: Int32, _ learningRate: Double, _ decay1: Double, _ decay2: Double, _ epsilon: Double, _ l1: Double,
  _ weightDecay: Double, _ decaysBiases: Int32
) {
  optimizer = DenseOptimizer(
    rule: rule, learningRate: learningRate, decay1: decay1, decay2: decay2, epsilon: epsilon, l1: l1,
    weightDecay: weightDecay, decaysBiases: decaysBiases != 0)
  training?.optimizer = optimizer
}

/// Begins a training on examples in memory; `loss` is -1 for softmax and cross-entropy, else a `fledge_loss`.
///
/// Returns 0 where memory is lacking.
@_expose(wasm, "trainingBegin") @_cdecl("trainingBegin")
func trainingBegin(
  _ inputs: Int, _ outputs: Int, _ widest: Int, _ batchSize: Int, _ seed: Int64, _ noise: Float, _ loss: Int32,
  _ features: UnsafePointer<Float>, _ labels: UnsafePointer<Int32>?, _ targets: UnsafePointer<Float>?, _ count: Int
) -> Int32 {
  training = DenseTraining(
    inputs: inputs, outputs: outputs, widest: widest, batchSize: batchSize, seed: UInt64(bitPattern: seed),
    noise: noise, optimizer: optimizer,
    training: DenseExamples(features: features, labels: labels, targets: targets, count: count))
  training?.loss =
    switch loss {
    case 1: .squaredError
    case 2: .absoluteError
    case 3: .huber(delta: 1)
    default: nil
    }
  return training == nil ? 0 : 1
}

/// Adds a layer with first weights; `activation` is -1 for none.
///
/// Returns 0 where memory is lacking.
@_expose(wasm, "trainingAddLayer") @_cdecl("trainingAddLayer")
func trainingAddLayer(
  _ outputs: Int, _ activation: Int32, _ dropout: Float, _ randomIndex: Int, _ initializer: Int32
) -> Int32 {
  guard let training else { return 0 }
  let inputs = training.layers.isEmpty ? training.inputs : training.outputs
  let count = inputs * outputs + outputs
  let columns = (max(inputs, outputs) + lanes - 1) / lanes * lanes
  let rows = max(inputs, outputs, training.batchSize)
  guard let parameters = floats(count), let gradients = floats(count), let first = floats(count),
    let second = floats(count), let panels = floats(columns * rows), let sums = floats(training.capacity * outputs),
    let activated = floats(training.capacity * outputs), let values = floats(training.capacity * outputs),
    let gradient = floats(training.capacity * outputs)
  else { return 0 }
  let layer = DenseLayer(
    inputs: inputs, outputs: outputs, activation: named(activation), dropout: dropout, randomIndex: randomIndex,
    parameters: parameters, gradients: gradients, first: first, second: second, panels: panels, sums: sums,
    activated: activated, values: values, gradient: gradient)
  // Weight and bias are two parameters. Gradients are free as scratch memory before the first step.
  initialize(
    layer, kind: initializer, seed: training.seed, parameterIndex: 2 * training.layers.count, scratch: gradients)
  for index in 0..<count { gradients[index] = 0 }
  training.layers.append(layer)
  return 1
}

/// Forgets the training; its memory may then be released.
@_expose(wasm, "trainingEnd") @_cdecl("trainingEnd")
func trainingEnd() { training = nil }

private func named(_ kind: Int32) -> Activation? {
  switch kind {
  case 0: .relu
  case 1: .leakyReLU(slope: 0.01)
  case 2: .elu(alpha: 1)
  case 3: .selu
  case 4: .gelu
  case 5: .geluTanh
  case 6: .silu
  case 7: .sigmoid
  case 8: .tanh
  case 9: .softplus
  case 10: .hardTanh
  default: nil
  }
}

@_expose(wasm, "trainingStep") @_cdecl("trainingStep")
func trainingStep() -> Double { training?.takeStep() ?? 0 }

/// The mean loss of examples; `trainingAccuracy` then has their accuracy.
@_expose(wasm, "trainingEvaluate") @_cdecl("trainingEvaluate")
func trainingEvaluate(
  _ features: UnsafePointer<Float>, _ labels: UnsafePointer<Int32>?, _ targets: UnsafePointer<Float>?, _ count: Int
) -> Double {
  training?.evaluate(DenseExamples(features: features, labels: labels, targets: targets, count: count)) ?? 0
}

@_expose(wasm, "trainingAccuracy") @_cdecl("trainingAccuracy")
func trainingAccuracy() -> Double { training?.accuracy ?? 0 }

/// The values of all layers for up to 250 rows of features.
@_expose(wasm, "trainingForward") @_cdecl("trainingForward")
func trainingForward(_ features: UnsafePointer<Float>, _ rows: Int) {
  guard let training else { return }
  training.input.update(from: features, count: rows * training.inputs)
  training.forward(rows: rows, isTraining: false)
}

/// The address of a layer's values after `trainingForward`, `[rows, outputs]`.
@_expose(wasm, "trainingValues") @_cdecl("trainingValues")
func trainingValues(_ layer: Int) -> UInt { address(training?.layers[layer].values) }

/// The address of a layer's weights `[inputs, outputs]`, and behind them its bias.
@_expose(wasm, "trainingParameters") @_cdecl("trainingParameters")
func trainingParameters(_ layer: Int) -> UInt { address(training?.layers[layer].parameters) }

/// The address of the last step's gradients of a layer, which lie as its parameters do.
@_expose(wasm, "trainingGradients") @_cdecl("trainingGradients")
func trainingGradients(_ layer: Int) -> UInt { address(training?.layers[layer].gradients) }

private func address(_ pointer: UnsafeMutablePointer<Float>?) -> UInt { UInt(bitPattern: pointer) }
