/// Something done to the gradients before the optimizer sees them: a penalty added, or a length cut.
public protocol ReferenceGradientRule: Sendable {
  /// Changes the gradients; w in the formulas are the parameters before the step.
  func apply(gradients: inout [Double], parameters: [Double])
}

/// L2 in the gradient: g ← g + λ w, the gradient of λ/2 Σ w².
///
/// PyTorch's `weight_decay` everywhere but in AdamW.
///
/// Source: Krogh and Hertz, "A Simple Weight Decay Can Improve Generalization" (1992).
public struct ReferenceL2Penalty: ReferenceGradientRule {
  /// λ.
  public let strength: Double

  /// Sets λ.
  public init(strength: Double) { self.strength = strength }

  /// g ← g + λ w.
  public func apply(gradients: inout [Double], parameters: [Double]) {
    for k in gradients.indices { gradients[k] += strength * parameters[k] }
  }
}

/// L1 in the gradient: g ← g + λ sign(w), the gradient of λ Σ |w|.
///
/// Source: Tibshirani, "Regression Shrinkage and Selection via the Lasso" (1996).
public struct ReferenceL1Penalty: ReferenceGradientRule {
  /// λ.
  public let strength: Double

  /// Sets λ.
  public init(strength: Double) { self.strength = strength }

  /// g ← g + λ sign(w).
  public func apply(gradients: inout [Double], parameters: [Double]) {
    for k in gradients.indices { gradients[k] += strength * sign(parameters[k]) }
  }
}

/// Cuts each gradient to a range: g ← min(max(g, −limit), limit).
public struct ReferenceClipByValue: ReferenceGradientRule {
  /// The largest magnitude that passes.
  public let limit: Double

  public init(limit: Double) { self.limit = limit }

  /// g ← min(max(g, −limit), limit).
  public func apply(gradients: inout [Double], parameters: [Double]) {
    for k in gradients.indices { gradients[k] = min(max(gradients[k], -limit), limit) }
  }
}

/// Shortens the vector of all gradients: g ← g · min(1, limit / (‖g‖ + 1e-6)).
///
/// The 1e-6 is PyTorch's `clip_grad_norm_`'s.
///
/// Source: Pascanu, Mikolov and Bengio, "On the Difficulty of Training Recurrent Neural Networks" (2013), algorithm 1.
public struct ReferenceClipByGlobalNorm: ReferenceGradientRule {
  /// The greatest length that passes.
  public let limit: Double

  public init(limit: Double) { self.limit = limit }

  /// g ← g · min(1, limit / (‖g‖ + 1e-6)).
  public func apply(gradients: inout [Double], parameters: [Double]) {
    var squares = 0.0
    for g in gradients { squares += g * g }
    let scale = min(1, limit / (squares.squareRoot() + 1e-6))
    for k in gradients.indices { gradients[k] *= scale }
  }
}

/// Keeps the weights into each unit short: after a step, each row of W longer than the limit is scaled back to it.
///
/// **Shapes**: `weight: [outputs, inputs]`.
///
/// Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting" (2014), section 5.1.
public struct ReferenceMaxNorm: Sendable {
  /// The greatest length of a row.
  public let limit: Double

  public init(limit: Double) { self.limit = limit }

  /// W[o] ← W[o] · min(1, limit / ‖W[o]‖).
  public func project(weight: inout [Double], outputs: Int) {
    let inputs = weight.count / outputs
    for o in 0..<outputs {
      let row = o * inputs..<(o + 1) * inputs
      var squares = 0.0
      for i in row { squares += weight[i] * weight[i] }
      let norm = squares.squareRoot()
      if norm > limit {
        for i in row { weight[i] *= limit / norm }
      }
    }
  }
}
