/// One of the three products of a linear layer, with what decides how it is computed.
///
/// X is `[batch, inputs]`, W `[inputs, outputs]`, Y `[batch, outputs]`.
package struct LinearProduct: Sendable, Equatable {
  package enum Operation: String, Sendable {
    /// Y = X·W.
    case forward
    /// dX = dY·Wᵀ.
    case inputGradient = "input gradient"
    /// dW = Xᵀ·dY.
    case weightGradient = "weight gradient"
  }

  /// What is done to a tile of the result while it is in cache.
  package enum Epilogue: Sendable {
    case none, activation, derivative
    /// Weights are updated in place of writing their gradient, which is used as it is.
    case update
    /// Weights are updated with clipped or penalised gradients, or decayed.
    case adjustedUpdate
  }

  package var operation: Operation
  package var batch, inputs, outputs: Int
  package var epilogue = Epilogue.none
  /// How W and dW are stored.
  package var layout = MatrixLayout.panels
  package var hasBias = false
  /// The share of the left factor that is not 0, where its zeros are skipped one by one.
  package var density: Double?
  /// Whether elements side by side in the left factor are mostly 0 together.
  package var neighborsAreAlike = false
  /// The columns of X that are not 0 throughout, where the others are skipped.
  package var activeColumns: Int?
  package var precision = Precision.fp32

  package init(
    _ operation: Operation, batch: Int, inputs: Int, outputs: Int, epilogue: Epilogue = .none,
    layout: MatrixLayout = .panels, hasBias: Bool = false, density: Double? = nil, neighborsAreAlike: Bool = false,
    activeColumns: Int? = nil, precision: Precision = .fp32
  ) {
    self.operation = operation
    (self.batch, self.inputs, self.outputs) = (batch, inputs, outputs)
    self.epilogue = epilogue
    self.layout = layout
    self.hasBias = hasBias
    self.density = density
    self.neighborsAreAlike = neighborsAreAlike
    self.activeColumns = activeColumns
    self.precision = precision
  }

  var updatesWeights: Bool { epilogue == .update || epilogue == .adjustedUpdate }
}
