package import FledgeKernels
package import FledgeTensors

/// The distribution of a parameter's initial values.
///
/// n_in is the number of inputs of one output (`fanIn`), n_out the number of outputs that one input reaches (`fanOut`).
public enum Initializer: Sendable, Equatable {
  case constant(Float)
  /// N(0, σ²).
  case normal(standardDeviation: Float)
  /// U(−a, a).
  case uniform(bound: Float)
  /// U(−a, a), a = √(6 / (n_in + n_out)). Glorot and Bengio, 2010, equation 16.
  case xavierUniform
  /// N(0, 2 / (n_in + n_out)). Glorot and Bengio, 2010, equation 12.
  case xavierNormal
  /// U(−a, a), a = √(6 / n_in). He, Zhang, Ren and Sun, 2015.
  case heUniform
  /// N(0, 2 / n_in). He, Zhang, Ren and Sun, 2015, equation 10.
  case heNormal
  /// U(−a, a), a = √(3 / n_in). LeCun, Bottou, Orr and Müller, 1998.
  case lecunUniform
  /// N(0, 1 / n_in). LeCun, Bottou, Orr and Müller, 1998, section 4.6.
  case lecunNormal
  /// U(−1/√n_in, 1/√n_in) for weights and biases: the default of PyTorch's linear layers.
  case uniformFanIn
  /// A matrix with orthonormal rows or columns times a gain. Saxe, McClelland and Ganguli, 2014.
  case orthogonal(gain: Float)

  /// The initializer of a parameter whose layer has none: biases start at 0, scales at 1.
  package func forRole(_ role: ParameterSpec.Role) -> Initializer {
    switch role {
    case .weight: self
    case .scale: .constant(1)
    case .bias: self == .uniformFanIn ? self : .constant(0)
    }
  }

  package func values(for spec: ParameterSpec, key: RandomKey) -> Tensor {
    let fanIn = Float(spec.fanIn)
    let fans = Float(spec.fanIn + spec.fanOut)
    return switch self {
    case .constant(let value): Tensor(shape: spec.shape, repeating: value)
    case .normal(let standardDeviation): Self.normal(standardDeviation, spec.shape, key)
    case .uniform(let bound): Self.uniform(bound, spec.shape, key)
    case .xavierUniform: Self.uniform((6 / fans).squareRoot(), spec.shape, key)
    case .xavierNormal: Self.normal((2 / fans).squareRoot(), spec.shape, key)
    case .heUniform: Self.uniform((6 / fanIn).squareRoot(), spec.shape, key)
    case .heNormal: Self.normal((2 / fanIn).squareRoot(), spec.shape, key)
    case .lecunUniform: Self.uniform((3 / fanIn).squareRoot(), spec.shape, key)
    case .lecunNormal: Self.normal((1 / fanIn).squareRoot(), spec.shape, key)
    case .uniformFanIn: Self.uniform((1 / fanIn).squareRoot(), spec.shape, key)
    case .orthogonal(let gain): Self.orthogonal(gain, spec.shape, key)
    }
  }

  private static func normal(_ standardDeviation: Float, _ shape: TensorShape, _ key: RandomKey) -> Tensor {
    var tensor = Tensor(shape: shape)
    var values = tensor.mutableSpan
    fillNormal(&values, key: key)
    for index in values.indices { values[index] *= standardDeviation }
    return tensor
  }

  private static func uniform(_ bound: Float, _ shape: TensorShape, _ key: RandomKey) -> Tensor {
    var tensor = Tensor(shape: shape)
    var values = tensor.mutableSpan
    fillUniform(&values, key: key)
    for index in values.indices { values[index] = (2 * values[index] - 1) * bound }
    return tensor
  }

  /// Gram–Schmidt in double precision on a normal matrix, along its shorter side.
  private static func orthogonal(_ gain: Float, _ shape: TensorShape, _ key: RandomKey) -> Tensor {
    let rows = shape.rank == 0 ? 1 : shape[0]
    let columns = rows == 0 ? 0 : shape.count / rows
    let normal = normal(1, shape, key).elements
    let (vectors, length) = (min(rows, columns), max(rows, columns))
    let isWide = columns >= rows
    func position(_ vector: Int, _ element: Int) -> Int {
      isWide ? vector * columns + element : element * columns + vector
    }
    var basis: [[Double]] = []
    for vector in 0..<vectors {
      var candidate = (0..<length).map { Double(normal[position(vector, $0)]) }
      // A second sweep removes what rounding left of the first.
      for _ in 0..<2 {
        for other in basis {
          var projection = 0.0
          for element in 0..<length { projection += candidate[element] * other[element] }
          for element in 0..<length { candidate[element] -= projection * other[element] }
        }
      }
      var square = 0.0
      for element in 0..<length { square += candidate[element] * candidate[element] }
      basis.append(candidate.map { $0 / square.squareRoot() })
    }
    var elements = [Float](repeating: 0, count: shape.count)
    for vector in 0..<vectors {
      for element in 0..<length { elements[position(vector, element)] = gain * Float(basis[vector][element]) }
    }
    return Tensor(shape: shape, elements: elements)
  }
}
