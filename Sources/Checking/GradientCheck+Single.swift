public import FledgeKernels
public import FledgeNetworks
import FledgeReference
import FledgeTensors

extension GradientCheck {
  /// The kernels' back-propagation against the reference's in double precision, which stands as `numerical`.
  ///
  /// - Throws: `NetworkError.noReference`, `NetworkError.loss` where there is no reference.
  public func inSingle(
    _ elements: Elements = .all, threads: ThreadPool = .serial
  ) throws(NetworkError) -> GradientComparison {
    let exact = try ReferenceNetwork(network).gradients(
      batch.features.elements.map { Double($0) }, batch: batch.count, parameters: parameters.inDoublePrecision(),
      loss: try referenceLoss())
    var kernels = KernelGradients(check: self, parameters: parameters, threads: threads)
    kernels.run()
    var table = GradientComparison(floor: Self.floor(exact.parameters + [exact.input]))
    for (slot, path, index) in chosen(elements) {
      let numerical = slot < exact.parameters.count ? exact.parameters[slot][index] : exact.input[index]
      table.append(path: path, index: index, numerical: numerical, backprop: kernels.gradient(slot, index))
    }
    return table
  }

  /// The kernels' back-propagation against (E(w + ε) − E(w − ε)) / 2ε of their own loss, in single precision
  /// throughout but for the sum over the batch.
  ///
  /// With ε = 10⁻² and one example the two agree to about 10⁻⁴.
  ///
  /// - Parameter step: ε.
  public func inSingleByDifferences(
    _ elements: Elements = .all, step: Float = 1e-2, threads: ThreadPool = .serial
  ) -> GradientComparison {
    let point = parameters.snapshot()
    var kernels = KernelGradients(check: self, parameters: point, threads: threads)
    kernels.run()
    var table = GradientComparison(floor: Self.floor(kernels.all))
    let slots = point.layout.entries.count
    var features = batch.features.elements
    for (slot, path, index) in chosen(elements) {
      let backprop = kernels.gradient(slot, index)
      func loss(_ change: Float) -> (position: Float, loss: Double) {
        if slot < slots {
          let position = point.element(slot, index)
          point.setElement(slot, index, to: position + change)
          defer { point.setElement(slot, index, to: position) }
          return (position + change, kernels.loss(features))
        }
        let position = features[index]
        features[index] = position + change
        defer { features[index] = position }
        return (position + change, kernels.loss(features))
      }
      let (left, right) = (loss(-step), loss(step))
      let numerical = (right.loss - left.loss) / (Double(right.position) - Double(left.position))
      table.append(path: path, index: index, numerical: numerical, backprop: backprop)
    }
    return table
  }

  /// A tenth of the largest gradient: what is much smaller is a sum of numbers of that size, and as exact as they are.
  private static func floor(_ gradients: [[Double]]) -> Double {
    var largest = 1e-12
    for gradient in gradients { largest = gradient.reduce(largest) { max($0, abs($1)) } }
    return largest / 10
  }
}

/// The kernels' loss and gradients of one batch, random layers silenced.
struct KernelGradients: ~Copyable {
  private let check: GradientCheck
  private let labels: [Int32]
  private let targets: [Float]
  private let layout: ParameterLayout
  private var workspace: Workspace
  private var gradients: [[Float]] = []

  init(check: GradientCheck, parameters: Parameters, threads: ThreadPool) {
    self.check = check
    layout = parameters.layout
    targets = check.batch.rows(for: check.loss, outputs: check.network.outputShape.count)
    labels = targets.isEmpty ? check.batch.labels.map { Int32($0) } : []
    workspace = Workspace(
      network: check.network, parameters: parameters, statistics: check.network.initialStatistics(),
      capacity: check.batch.count, learns: true, wantsInputGradient: true, passes: [FuseConvReLUPool()],
      stream: RandomStream(seed: 0, .dropout), threads: threads)
    workspace.silencesRandomLayers = true
  }

  /// The mean loss of the batch, with the parameters as they are now.
  mutating func loss(_ features: [Float]) -> Double {
    let count = check.batch.count
    var input = workspace.input(batch: count)
    copy(features.span, into: &input)
    workspace.forward(batch: count, mode: .training, step: 0)
    var gradient = workspace.outputGradient(batch: count)
    var losses = [Float](repeating: 0, count: count)
    var lossSpan = losses.mutableSpan
    check.loss.evaluate(
      workspace.output(batch: count), labels: labels.span, targets: targets.span, weights: Span(),
      gradientScale: 1 / Float(count), losses: &lossSpan, gradient: &gradient, batch: count, threads: workspace.threads)
    return losses.reduce(0) { $0 + Double($1) } / Double(count)
  }

  /// Computes all gradients.
  mutating func run() {
    _ = loss(check.batch.features.elements)
    workspace.zeroGradients()
    workspace.backward()
    var parameters = Parameters(layout: layout)
    parameters.assign(from: workspace.parameterGradients(0..<layout.bufferCount))
    gradients = layout.entries.indices.map { parameters.tensor(at: $0).elements }
    gradients.append(inputGradient)
  }

  private var inputGradient: [Float] {
    let gradient = workspace.inputGradient(batch: check.batch.count)
    return gradient.indices.map { gradient[$0] }
  }

  /// The gradients of every parameter, and of the input.
  var all: [[Double]] { gradients.map { $0.map { Double($0) } } }

  /// One element; the slot one past the last parameter is the input.
  func gradient(_ slot: Int, _ index: Int) -> Double { Double(gradients[slot][index]) }
}
