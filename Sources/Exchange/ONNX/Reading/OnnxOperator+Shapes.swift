import FledgeFormats
import FledgeTensors

/// Operators that change shapes, or take a mean.
extension OnnxOperator {
  func flatten() throws(FormatError) -> Result {
    let axis = try integer("axis", 1)
    guard axis == 1 || axis == -input.rank else { throw unsupported("axis 1", "\(axis)") }
    return (.layer(.flatten(input)), [input.count])
  }

  func reshape() throws(FormatError) -> Result {
    let target: TensorShape
    if node.operation == "Reshape" {
      guard let sizes = try flow.sizes(node, 1), let first = sizes.first else {
        throw unsupported("a shape that is known without the data", "another")
      }
      target = try reshaped(Array(sizes.dropFirst()), batch: first)
    } else {
      target = try squeezed()
    }
    guard target.rank > 0 else { throw unsupported("an axis beside the number of examples", "none") }
    if flow.isOwn { return (.layer(.plain(OnnxOperator.reshapeText(target), isElementwise: false)), target) }
    if target == input { return (.identity, target) }
    if target.rank == 1 { return (.layer(.flatten(input)), target) }
    if input.rank == 3, input[2] == 1, target == [1, input[0], input[1]] {
      return (.layer(.channelsFirst(target)), target)
    }
    return (.layer(.plain(OnnxOperator.reshapeText(target), isElementwise: false)), target)
  }

  private static func reshapeText(_ shape: TensorShape) -> String {
    "reshape " + shape.dimensions.map(String.init).joined(separator: " ")
  }

  /// The shape of one example, where the first axis stays that of the examples.
  private func reshaped(_ sizes: [Int?], batch: Int?) throws(FormatError) -> TensorShape {
    let known = sizes.enumerated().compactMap { axis, size -> Int? in
      // A 0 copies the axis of the input.
      if size == 0 { return axis < input.rank ? input[axis] : nil }
      return size
    }
    guard known.count == sizes.count, let target = OnnxOperator.resolved(known, count: input.count) else {
      throw malformed("a shape of \(input.count) values for each example", shown([batch] + sizes))
    }
    // -1 is the number of examples where the other axes hold one example.
    guard batch == nil || batch == 0 || batch == flow.batch || (batch == -1 && !known.contains(-1)) else {
      throw unsupported("the number of examples as the first axis", shown([batch] + sizes))
    }
    return target
  }

  private func shown(_ sizes: [Int?]) -> String {
    "[" + sizes.prefix(8).map { $0.map(String.init) ?? "N" }.joined(separator: ", ") + "]"
  }

  /// Sizes of `count` elements, of which one may be -1.
  static func resolved(_ sizes: [Int], count: Int) -> TensorShape? {
    let isOpen = sizes.contains(-1)
    guard sizes.count <= 8, sizes.count(where: { $0 == -1 }) <= 1,
      let known = TensorShape(checking: sizes.map { $0 == -1 ? 1 : $0 }), known.count > 0
    else { return nil }
    guard isOpen ? count.isMultiple(of: known.count) : known.count == count else { return nil }
    return TensorShape(checking: sizes.map { $0 == -1 ? count / known.count : $0 })
  }

  private func squeezed() throws(FormatError) -> TensorShape {
    let listed = try flow.sizes(node, 1)?.compactMap { $0 }
    guard let axes = try integers("axes") ?? listed, axes.count <= 8 else {
      throw unsupported("axes that are known without the data", "others")
    }
    var sizes = [-1] + input.dimensions
    let rank = node.operation == "Squeeze" ? sizes.count : sizes.count + axes.count
    var places: [Int] = []
    for axis in axes {
      guard let place = OnnxFlow.index(axis, of: rank), place > 0, !places.contains(place) else {
        throw unsupported("axes behind the first", "\(axis)")
      }
      places.append(place)
    }
    if node.operation == "Squeeze" {
      for place in places.sorted().reversed() {
        guard sizes[place] == 1 else { throw malformed("axis \(place) of size 1", "\(sizes[place])") }
        sizes.remove(at: place)
      }
    } else {
      for place in places.sorted() { sizes.insert(1, at: min(place, sizes.count)) }
    }
    return TensorShape(Array(sizes.dropFirst()))
  }

  /// Between channels first and channels last.
  func transpose() throws(FormatError) -> Result {
    let order = try integers("perm") ?? []
    guard input.rank == 3, order == [0, 3, 1, 2] || order == [0, 2, 3, 1] else {
      throw unsupported("channels that move to the front or to the end", "perm \(order.prefix(8)) of shape \(input)")
    }
    if order == [0, 3, 1, 2] {
      let shape: TensorShape = [input[2], input[0], input[1]]
      return (.layer(.channelsFirst(shape)), shape)
    }
    return (.layer(.channelsLast(input)), [input[1], input[2], input[0]])
  }

  /// The mean over the features, or over the pixels of each channel.
  func mean() throws(FormatError) -> Result {
    let listed = try flow.sizes(node, 1)?.compactMap { $0 }
    guard let axes = try integers("axes") ?? listed else { throw unsupported("axes", "none") }
    let places = axes.prefix(8).compactMap { OnnxFlow.index($0, of: input.rank + 1) }.sorted()
    let keeps = try integer("keepdims", 1) != 0
    if input.rank == 1, places == [1], keeps { return (.mean, [1]) }
    if input.rank == 3, places == [2, 3], input[1] == input[2], keeps {
      return (.layer(.plain("average-pool \(input[1])", isElementwise: false)), [input[0], 1, 1])
    }
    throw unsupported(
      "a mean over the features, or over rows and columns of square images, with keepdims 1",
      "axes \(axes.prefix(8).map(String.init).joined(separator: ", ")) of shape \(input)")
  }
}
