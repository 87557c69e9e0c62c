import FledgeFormats
import FledgeTensors

/// Kernel, stride and padding of a convolution or pooling, which Fledge has square and equal on all sides.
struct OnnxWindow {
  let kernel: Int
  let stride: Int
  let padding: Int
  private let operation: OnnxOperator

  init(_ operation: OnnxOperator, sizes: [Int]) throws(FormatError) {
    self.operation = operation
    guard operation.input.rank == 3 else {
      throw operation.unsupported("images [channels, height, width]", "examples of shape \(operation.input)")
    }
    kernel = try OnnxWindow.one(sizes, 2, usual: 0, "kernel_shape", operation)
    guard
      kernel
        == (try OnnxWindow.one(try operation.integers("kernel_shape"), 2, usual: kernel, "kernel_shape", operation))
    else { throw operation.malformed("the kernel_shape of the weights", "another") }
    stride = try OnnxWindow.one(try operation.integers("strides"), 2, usual: 1, "strides", operation)
    guard try OnnxWindow.one(try operation.integers("dilations"), 2, usual: 1, "dilations", operation) == 1 else {
      throw operation.unsupported("dilations 1", "others")
    }
    guard (1...10_000).contains(kernel), (1...10_000).contains(stride) else {
      throw operation.malformed("a kernel and strides from 1 to 10,000", "\(kernel) and \(stride)")
    }
    switch try operation.text("auto_pad") ?? "NOTSET" {
    case "NOTSET": padding = try OnnxWindow.one(try operation.integers("pads"), 4, usual: 0, "pads", operation)
    case "VALID": padding = 0
    case let name where name.hasPrefix("SAME_") && !kernel.isMultiple(of: 2) && stride == 1: padding = kernel / 2
    case let other: throw operation.unsupported("the same padding on all sides", "auto_pad \(quoted(other))")
    }
    guard (0...10_000).contains(padding) else { throw operation.malformed("pads from 0 to 10,000", "\(padding)") }
    let least = min(operation.input[1], operation.input[2]) + 2 * padding
    guard kernel <= least else { throw operation.malformed("a kernel of at most \(least)", "\(kernel)") }
    if try operation.integer("ceil_mode", 0) != 0,
      [1, 2].contains(where: { (operation.input[$0] + 2 * padding - kernel) % stride != 0 })
    {
      throw operation.unsupported("ceil_mode 0", "1")
    }
  }

  /// The one number that a list repeats.
  private static func one(
    _ list: [Int]?, _ count: Int, usual: Int, _ name: String, _ operation: OnnxOperator
  ) throws(FormatError) -> Int {
    guard let list else { return usual }
    guard list.count == count, let first = list.first, list.allSatisfy({ $0 == first }) else {
      throw operation.unsupported(
        "\(name) of \(count) equal numbers", "[\(list.prefix(8).map(String.init).joined(separator: ", "))]")
    }
    return first
  }

  func text(usualStride: Int) -> String {
    "\(kernel)" + (stride == usualStride ? "" : " stride \(stride)") + (padding == 0 ? "" : " padding \(padding)")
  }

  func output(channels: Int) throws(FormatError) -> TensorShape {
    func size(_ input: Int) -> Int { (input + 2 * padding - kernel) / stride + 1 }
    let sizes = [channels, size(operation.input[1]), size(operation.input[2])]
    guard let shape = TensorShape(checking: sizes) else {
      throw operation.malformed("an output of a sensible size", "\(sizes)")
    }
    return shape
  }
}

/// Pooling.
extension OnnxOperator {
  func pool() throws(FormatError) -> Result {
    guard let kernel = try integers("kernel_shape") else { throw malformed("a kernel_shape", "none") }
    let window = try OnnxWindow(self, sizes: kernel)
    let isMean = node.operation == "AveragePool"
    if isMean, window.padding > 0, try integer("count_include_pad", 0) == 0 {
      throw unsupported("count_include_pad 1 with padding", "0")
    }
    guard 2 * window.padding <= window.kernel else {
      throw unsupported("padding of at most half the kernel \(window.kernel)", "\(window.padding)")
    }
    let text = (isMean ? "average-pool " : "max-pool ") + window.text(usualStride: window.kernel)
    return (.layer(.plain(text, isElementwise: false)), try window.output(channels: input[0]))
  }

  func globalPool() throws(FormatError) -> Result {
    guard input.rank == 3, input[1] == input[2] else {
      throw unsupported("square images", "examples of shape \(input)")
    }
    return (.layer(.plain("average-pool \(input[1])", isElementwise: false)), [input[0], 1, 1])
  }
}
