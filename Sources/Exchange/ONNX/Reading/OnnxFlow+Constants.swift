import FledgeFormats
import FledgeTensors

/// Nodes that do not depend on the values of examples.
extension OnnxFlow {
  /// The value of a node over constants and sizes; `nil` where it depends on examples' values.
  func folded(_ node: OnnxNode) throws(FormatError) -> Value? {
    switch node.operation {
    case "Constant": return .constant(try constant(of: node))
    case "Shape": return try shape(node)
    default: break
    }
    guard let first = node.inputs.first, let value = values[first] else { return nil }
    switch value {
    case .examples: return nil
    case .constant(let tensor):
      if node.operation == "Identity" { return value }
      if node.operation == "Transpose" { return .constant(try transposed(tensor, node)) }
      if node.operation == "Cast" { return .constant(try cast(tensor, node)) }
      if node.operation == "Reshape", let sizes = try sizes(node, 1) {
        return .constant(try reshaped(tensor, sizes, node))
      }
      let isInteger = OnnxType(rawValue: tensor.type)?.isFloatingPoint == false
      guard isInteger, OnnxFlow.sizeOperators.contains(node.operation) else { return nil }
      return try computed(node)
    case .sizes: return try computed(node)
    }
  }

  private static let sizeOperators = [
    "Identity", "Cast", "Unsqueeze", "Squeeze", "Reshape", "Concat", "Gather", "Slice", "Add", "Sub", "Mul", "Div",
    "Mod",
  ]

  /// An operation on sizes, such as those from which exporters make the shape of a `Reshape`.
  private func computed(_ node: OnnxNode) throws(FormatError) -> Value? {
    let list = try sizes(node, 0) ?? []
    switch node.operation {
    case "Identity", "Cast", "Unsqueeze", "Squeeze", "Reshape": return .sizes(list)
    case "Add", "Sub", "Mul", "Div", "Mod":
      guard let other = try sizes(node, 1), list.count == 1, other.count == 1 else { throw notKnown(node) }
      guard let left = list[0], let right = other[0] else { return .sizes([nil]) }
      guard let number = OnnxFlow.arithmetic(node.operation, left, right) else { throw notKnown(node) }
      return .sizes([number])
    case "Concat":
      var all: [Int?] = []
      for index in node.inputs.indices {
        guard let part = try sizes(node, index) else { throw notKnown(node) }
        all += part
      }
      guard all.count <= 64 else { throw notKnown(node) }
      return .sizes(all)
    case "Gather":
      guard let places = try sizes(node, 1), places.count <= 64 else { throw notKnown(node) }
      var chosen: [Int?] = []
      for place in places {
        guard let place, let index = OnnxFlow.index(place, of: list.count) else { throw notKnown(node) }
        chosen.append(list[index])
      }
      return .sizes(chosen)
    case "Slice":
      guard let start = try sizes(node, 1)?.first ?? nil, let end = try sizes(node, 2)?.first ?? nil,
        try sizes(node, 4)?.first ?? 1 == 1
      else { throw notKnown(node) }
      let range = [start, end].map { max(0, min(list.count, $0 < 0 ? $0 &+ list.count : $0)) }
      return .sizes(range[0] < range[1] ? Array(list[range[0]..<range[1]]) : [])
    default: throw notKnown(node)
    }
  }

  private func notKnown(_ node: OnnxNode) -> FormatError {
    OnnxFlow.unsupported(node, "sizes that are known without the data", "others")
  }

  private static func arithmetic(_ operation: String, _ left: Int, _ right: Int) -> Int? {
    guard abs(left) < 1 << 30, abs(right) < 1 << 30 else { return nil }
    switch operation {
    case "Add": return left + right
    case "Sub": return left - right
    case "Mul": return left * right
    case "Div": return right == 0 ? nil : left / right
    case "Mod": return right == 0 ? nil : ((left % right) + right) % right
    default: return nil
    }
  }

  /// An index that may count from the end.
  static func index(_ place: Int, of count: Int) -> Int? {
    let index = place < 0 ? place &+ count : place
    return (0..<count).contains(index) ? index : nil
  }

  private func shape(_ node: OnnxNode) throws(FormatError) -> Value? {
    var sizes: [Int?]
    switch node.inputs.first.flatMap({ values[$0] }) {
    case .examples(_, let shape): sizes = [nil] + shape.dimensions
    case .constant(let tensor): sizes = try tensor.checkedShape().dimensions
    case .sizes(let list): sizes = [list.count]
    case nil: return nil
    }
    func bound(_ name: String, _ usual: Int) -> Int {
      guard case .integer(let value) = node[attribute: name] else { return usual }
      return max(0, min(sizes.count, value < 0 ? value &+ sizes.count : value))
    }
    let (start, end) = (bound("start", 0), bound("end", sizes.count))
    sizes = start < end ? Array(sizes[start..<end]) : []
    return .sizes(sizes)
  }

  private func constant(of node: OnnxNode) throws(FormatError) -> OnnxTensor {
    switch node.attributes.first?.value {
    case .tensor(let tensor): return tensor
    case .float(let value): return OnnxTensor("", floats: [value], shape: [])
    case .floats(let values): return OnnxTensor("", floats: values, shape: [values.count])
    case .integer(let value):
      var tensor = OnnxTensor("", integers: [value])
      tensor.dimensions = []
      return tensor
    case .integers(let values): return OnnxTensor("", integers: values)
    default: throw OnnxFlow.unsupported(node, "numbers", "another constant")
    }
  }

  private func cast(_ tensor: OnnxTensor, _ node: OnnxNode) throws(FormatError) -> OnnxTensor {
    guard case .integer(let type) = node[attribute: "to"], let target = OnnxType(rawValue: type) else {
      throw OnnxFlow.unsupported(node, "a type of numbers", "another")
    }
    var result: OnnxTensor
    if target.isFloatingPoint {
      result = OnnxTensor(tensor.name, try tensor.tensor())
    } else if OnnxType(rawValue: tensor.type)?.isFloatingPoint == false {
      result = OnnxTensor(tensor.name, integers: try tensor.integers())
    } else {
      throw OnnxFlow.unsupported(node, "a constant that stays a number with fractions", "a cast to integers")
    }
    result.dimensions = tensor.dimensions
    return result
  }

  private func reshaped(_ tensor: OnnxTensor, _ sizes: [Int?], _ node: OnnxNode) throws(FormatError) -> OnnxTensor {
    let count = try tensor.checkedShape().count
    let known = sizes.compactMap { $0 }
    guard known.count == sizes.count, let target = OnnxOperator.resolved(known, count: count) else {
      throw OnnxFlow.unsupported(node, "a shape of \(count) elements", "another")
    }
    var result = tensor
    result.dimensions = target.dimensions
    return result
  }

  private func transposed(_ tensor: OnnxTensor, _ node: OnnxNode) throws(FormatError) -> OnnxTensor {
    let source = try tensor.tensor()
    var order = [1, 0]
    if case .integers(let given) = node[attribute: "perm"] { order = given }
    guard source.shape.rank == 2, order == [1, 0] else {
      throw OnnxFlow.unsupported(node, "a matrix that is transposed", "\(source.shape)")
    }
    return OnnxTensor(tensor.name, source.transposed)
  }
}

extension Tensor {
  /// A matrix with its axes swapped.
  var transposed: Tensor {
    let (rows, columns) = (shape[0], shape[1])
    var result = Tensor(shape: [columns, rows])
    let source = span
    var target = result.mutableSpan
    for row in 0..<rows {
      for column in 0..<columns { target[column * rows + row] = source[row * columns + column] }
    }
    return result
  }
}
