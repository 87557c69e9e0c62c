import FledgeReference

/// Backpropagated gradients beside numerical ones, element by element.
struct GradientTable: Sendable, Equatable {
  /// One element of one parameter, or of the input.
  struct Row: Sendable, Equatable {
    /// The path of the parameter, such as `0.weight`, or `input`.
    let parameter: String
    /// The position in the flat array.
    let index: Int
    /// By finite differences.
    let numerical: Double
    /// By `backward`.
    let backprop: Double
    /// `FiniteDifference.relativeError` of the two.
    let difference: Double

    /// Compares two derivatives.
    init(parameter: String, index: Int, numerical: Double, backprop: Double) {
      self.parameter = parameter
      self.index = index
      self.numerical = numerical
      self.backprop = backprop
      difference = FiniteDifference.relativeError(numerical, backprop)
    }
  }

  /// All elements, in the order in which they were added.
  private(set) var rows: [Row] = []

  /// An empty table.
  init() {}

  /// Adds every element of one parameter at `point`, where `function` is the loss as a function of that parameter alone.
  mutating func add(
    _ parameter: String, at point: [Double], backprop: [Double], differences: FiniteDifference = FiniteDifference(),
    of function: ([Double]) -> Double
  ) {
    precondition(
      backprop.count == point.count, "\(parameter): expected \(point.count) gradients, found \(backprop.count)")
    for index in point.indices {
      let numerical = differences.derivative(of: function, at: point, index: index)
      rows.append(Row(parameter: parameter, index: index, numerical: numerical, backprop: backprop[index]))
    }
  }

  /// The row with the largest difference, where one that is not a number counts as largest; nil if there are no rows.
  var worst: Row? {
    rows.max { !$0.difference.isNaN && ($1.difference.isNaN || $0.difference < $1.difference) }
  }
}

extension ReferenceSequence {
  /// Every gradient, of the parameters and of the input, beside its finite difference.
  func gradientTable(
    _ input: [Double], batch: Int, parameters: [[Double]], loss: any ReferenceLoss
  ) -> GradientTable {
    let gradients = gradients(input, batch: batch, parameters: parameters, loss: loss)
    var table = GradientTable()
    for (slot, parameter) in parameterList.enumerated() {
      table.add(parameter.name, at: parameters[slot], backprop: gradients.parameters[slot]) { values in
        var changed = parameters
        changed[slot] = values
        return self.loss(input, batch: batch, parameters: changed, loss: loss)
      }
    }
    table.add("input", at: input, backprop: gradients.input) { values in
      self.loss(values, batch: batch, parameters: parameters, loss: loss)
    }
    return table
  }
}
