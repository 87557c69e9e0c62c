import FledgeTensors
import Foundation

/// Computes what steps over single numbers make of some numbers, to find out which layer they are.
struct OnnxFormula {
  /// The numbers of each value that is known.
  private var values: [Int: [Double]]
  private let width: Int

  /// - Parameters:
  ///   - value: the index of the value where the formula begins.
  ///   - sample: the numbers that stand in it, as the features of one example.
  init(from value: Int, sample: [Double]) {
    values = [value: sample]
    width = sample.count
  }

  /// Computes a step; nothing where it is no function of numbers that are known.
  mutating func append(_ step: OnnxStep, index: Int) -> [Double]? {
    let inputs = step.inputs.compactMap { values[$0] }
    guard inputs.count == step.inputs.count, let first = inputs.first else { return nil }
    let result: [Double]
    switch step.operation {
    case .identity: result = first
    case .mean: result = [first.reduce(0, +) / Double(first.count)]
    case .pair:
      guard inputs.count == 2 else { return nil }
      let count = max(first.count, inputs[1].count)
      guard let function = OnnxFormula.binary(step.node.operation),
        inputs.allSatisfy({ [1, count].contains($0.count) })
      else { return nil }
      result = (0..<count).map { function(first[first.count == 1 ? 0 : $0], inputs[1][inputs[1].count == 1 ? 0 : $0]) }
    case .withConstant(let constant, let isFirst):
      guard let numbers = OnnxFormula.numbers(constant), let function = OnnxFormula.binary(step.node.operation) else {
        return nil
      }
      // A mean is one number, which a constant may spread over the features.
      let count = max(first.count, numbers.count)
      guard [1, count].contains(first.count), [1, count].contains(numbers.count), count == 1 || count == width else {
        return nil
      }
      result = (0..<count).map { index in
        let (value, number) = (first[first.count == 1 ? 0 : index], numbers[numbers.count == 1 ? 0 : index])
        return isFirst ? function(number, value) : function(value, number)
      }
    case .choice:
      guard inputs.count == 3, inputs.allSatisfy({ $0.count == first.count }) else { return nil }
      result = first.indices.map { first[$0] != 0 ? inputs[1][$0] : inputs[2][$0] }
    case .function, .layer:
      guard let function = OnnxFormula.unary(step.node) else { return nil }
      result = first.map(function)
    }
    values[index + 1] = result
    return result
  }

  /// The numbers of a constant over one row of features.
  private static func numbers(_ constant: OnnxTensor) -> [Double]? {
    guard let tensor = try? constant.tensor(), tensor.shape.count > 0,
      tensor.shape.dimensions.dropLast().allSatisfy({ $0 == 1 })
    else { return nil }
    return tensor.elements.map { Double($0) }
  }

  private static func binary(_ name: String) -> ((Double, Double) -> Double)? {
    switch name {
    case "Add": { $0 + $1 }
    case "Sub": { $0 - $1 }
    case "Mul": { $0 * $1 }
    case "Div": { $0 / $1 }
    case "Pow": { pow($0, $1) }
    case "Max": { max($0, $1) }
    case "Min": { min($0, $1) }
    case "Greater": { $0 > $1 ? 1 : 0 }
    case "GreaterOrEqual": { $0 >= $1 ? 1 : 0 }
    case "Less": { $0 < $1 ? 1 : 0 }
    case "LessOrEqual": { $0 <= $1 ? 1 : 0 }
    default: nil
    }
  }

  private static func unary(_ node: OnnxNode) -> ((Double) -> Double)? {
    switch node.operation {
    case "Erf": { erf($0) }
    case "Erfc": { erfc($0) }
    case "Exp": { exp($0) }
    case "Log": { log($0) }
    case "Sqrt": { $0.squareRoot() }
    case "Reciprocal": { 1 / $0 }
    case "Neg": { -$0 }
    case "Abs": { abs($0) }
    case "Relu": { max(0, $0) }
    case "Sigmoid": { 1 / (1 + exp(-$0)) }
    case "Tanh": { tanh($0) }
    case "Softplus": { log1p(exp($0)) }
    default: nil
    }
  }
}
