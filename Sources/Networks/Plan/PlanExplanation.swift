package import FledgeKernels
import FledgeTensors

/// The kernel of an operation, for people who read a plan.
package struct KernelDescription: Sendable, Equatable {
  package let name: String
  /// What the work is split by over threads.
  package let split: String

  init(_ name: String, split: String) {
    self.name = name
    self.split = split
  }

  /// The kernels of the library's layers; any other layer computes by itself.
  init(of layer: any Layer) {
    switch layer {
    case is Linear, is TiedLinear: self.init("dense", split: "tiles")
    case is FusedConvReLUPool: self.init("fused convolution", split: "images")
    case is Conv2d: self.init("convolution", split: "images")
    case is MaxPool2d, is AveragePool2d: self.init("pooling", split: "images")
    case is BatchNorm: self.init("batch norm", split: "columns")
    case is LayerNorm, is RMSNorm: self.init("row norm", split: "rows")
    case is Softmax, is LogSoftmax: self.init("softmax", split: "rows")
    case is any ElementwiseLayer: self.init("activation", split: "elements")
    case is Dropout, is GaussianNoise: self.init("random", split: "elements")
    case is Flatten, is Reshape: self.init("copy", split: "not split")
    default: self.init(layer.name, split: "up to the layer")
    }
  }

  /// The kernels of a fused linear layer's products, y, dx and dw, and the tasks of each.
  ///
  /// - Parameter products: the products of one layer, once for each sparsity that its input may have.
  init(products: [LinearProducts], threads: ThreadPool) {
    var (kernels, tasks): ([String], [String]) = ([], [])
    for (index, product) in products[0].products.enumerated() {
      var names: [String] = []
      for variant in products {
        let name = ProductPlan(variant.products[index], on: threads.processor).kernelText
        if !names.contains(name) { names.append(name) }
      }
      let symbol =
        switch product.operation {
        case .forward: "y"
        case .inputGradient: "dx"
        case .weightGradient: "dw"
        }
      kernels.append("\(symbol) \(names.joined(separator: " or "))")
      tasks.append("\(ProductPlan(product, on: threads.processor).split.tasks(threads: threads.count))")
    }
    self.init(kernels.joined(separator: ", "), split: "tiles in \(tasks.joined(separator: ", ")) tasks")
  }
}

/// One operation of a plan as `fledge train --explain` prints it.
package struct OperationExplanation: Sendable, Equatable {
  /// The paths of its layers in the network.
  package let layers: [String]
  /// The layers and their settings, such as `linear 784 → 512 + relu`.
  package let operation: String
  package let kernel: KernelDescription
  /// The multiply-adds of one example, forward and backward.
  package let multiplyAdds: Int
  /// The bytes of its outputs, gradients, saved values and masks for the largest batch.
  package let byteCount: Int
}

extension Workspace {
  /// The plan, one entry for each operation.
  ///
  /// Whether a batch is sparse enough to skip zeros is not known in advance, so all kernels that may be used are named.
  /// - Parameter update: the epilogue of weight gradients.
  package func explanation(update: LinearProduct.Epilogue) -> [OperationExplanation] {
    let linears = plan.fusedLinears(inputBuffer: 0)
    let variants = [Sparsity(), Sparsity(density: 0.25), Sparsity(density: 1, activeShare: 0.5)].map { sparsity in
      FusedLinear.products(linears, batch: capacity, update: update) { _ in sparsity }
    }
    var owned = Set<Int>()
    return plan.operations.map { operation in
      let nodes = network.nodes[operation.nodes]
      let parameters = nodes.flatMap(\.parameters).filter { owned.insert($0).inserted }
      let linear = linears.firstIndex { $0.node == operation.nodes.lowerBound }
      return OperationExplanation(
        layers: nodes.map(\.path),
        operation: nodes.map { node in
          let summary = node.layer?.summary ?? ""
          return summary.isEmpty ? node.name : "\(node.name) \(summary)"
        }.joined(separator: " + "),
        kernel: linear.map { index in KernelDescription(products: variants.map { $0[index] }, threads: threads) }
          ?? operation.kernel,
        multiplyAdds: Int(operation.multiplyAdds(memory).all),
        byteCount: byteCount(of: operation, parameters: parameters))
    }
  }

  private func byteCount(of operation: any PlannedOperation, parameters: [Int]) -> Int {
    var floats = 0
    let saved = plan.saved
    for node in operation.nodes {
      for values in saved[node] { floats += ValueMemory.padded(values.count(batch: capacity)) }
      floats += memory.values.count(ofValue: node + 1) + memory.gradients.count(ofValue: node + 1)
    }
    if learns {
      for index in parameters { floats += ValueMemory.padded(network.parameterLayout.entries[index].spec.shape.count) }
    }
    return 4 * floats + operation.maskByteCount
  }
}
