package import FledgeKernels

/// A linear layer's products in one training step.
package struct LinearProducts: Sendable {
  /// The layer with what is fused into it, such as "784→64 ReLU".
  package let layer: String
  package let products: [LinearProduct]
}

extension FusedLinear {
  /// The products of a step, in the order in which they run.
  ///
  /// - Parameters:
  ///   - update: the epilogue of weight gradients.
  ///   - sparsity: the measured sparsity of a layer's input; it counts only where the layer scans its input.
  static func products(
    _ layers: [FusedLinear], batch: Int, update: LinearProduct.Epilogue, sparsity: (FusedLinear) -> Sparsity
  ) -> [LinearProducts] {
    layers.map { step in
      let consumer = layers.first { $0.producer?.node == step.node }
      let (zeros, outputZeros) = (step.measured(sparsity), consumer?.measured(sparsity) ?? Sparsity())
      let forward = zeros.ofLeftFactor
      let backward = Sparsity.ofInputGradient(outputDensity: outputZeros.density, activeShare: zeros.activeShare)
      func product(_ operation: LinearProduct.Operation, _ epilogue: LinearProduct.Epilogue, _ zeros: Sparsity)
        -> LinearProduct
      {
        LinearProduct(
          operation, batch: batch, inputs: step.layer.inputs, outputs: step.layer.outputs, epilogue: epilogue,
          hasBias: operation == .forward && step.layer.hasBias, density: zeros.density,
          neighborsAreAlike: operation != .inputGradient && step.input == 0,
          activeColumns: zeros.activeShare.map { Int(($0 * Double(step.layer.inputs)).rounded()) },
          precision: step.precision)
      }
      var products = [product(.forward, step.activation == nil ? .none : .activation, forward)]
      // The network's input needs no gradient.
      if step.input != 0 {
        products.append(product(.inputGradient, step.producer == nil ? .none : .derivative, backward))
      }
      products.append(product(.weightGradient, update, forward))
      return LinearProducts(layer: step.title, products: products)
    }
  }

  private func measured(_ sparsity: (FusedLinear) -> Sparsity) -> Sparsity {
    guard inputZeros != nil else { return Sparsity() }
    let found = sparsity(self)
    return Sparsity(density: found.density, activeShare: activeInputs == nil ? nil : found.activeShare)
  }

  private var title: String {
    var title = "\(layer.inputs)→\(layer.outputs)"
    if let activation { title += " \(activation)" }
    if dropout != nil { title += " dropout" }
    return title
  }
}

extension Network {
  /// The products of the fused linear layers in a step of `batch` examples whose inputs have the given sparsity.
  ///
  /// - Parameter sparsity: that of the network's input, and of inputs that come from ReLU.
  package func linearProducts(
    batch: Int, update: LinearProduct.Epilogue, precision: Precision = .fp32, pixels: Sparsity, units: Sparsity
  ) -> [LinearProducts] {
    var layers = FusedLinear.all(in: self, precision: precision)
    FusedLinear.planZeros(&layers, capacity: batch)
    return FusedLinear.products(layers.compactMap { $0 }, batch: batch, update: update) {
      $0.input == 0 ? pixels : units
    }
  }
}

extension Workspace {
  /// The same with the sparsity of the last batch.
  package func linearProducts(batch: Int, update: LinearProduct.Epilogue) -> [LinearProducts] {
    FusedLinear.products(fusedLinears.compactMap { $0?.value }, batch: batch, update: update) { $0.measuredSparsity }
  }
}
