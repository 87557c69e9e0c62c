public import FledgeFormats
public import FledgeTensors

/// Weights in a file: safetensors, NumPy arrays in one `.npz`, or those of a run's folder.
public struct WeightsFile: Sendable {
  /// The file's path.
  public let path: String
  /// The arrays by name, in the natural order of names: `fc2` before `fc10`.
  public let tensors: [(name: String, tensor: Tensor)]
  /// The SHA-256 of the file.
  public let digest: String
  /// What was converted or left out, one line each.
  public let notes: [String]
  /// The features and outputs of the network, where the file says so.
  let knownSizes: (features: Int, outputs: Int)?

  /// Reads a file; a folder stands for its `model.safetensors`.
  ///
  /// Doubles are rounded to floats, halves and integers converted exactly where a float holds them; PyTorch's counters
  /// `num_batches_tracked` are left out.
  /// - Throws: `FormatError` where the file is damaged, has a weight that is not finite, or is of another format.
  public init(contentsOf path: String) throws(FormatError) {
    let file = FileKind(path) == .folder ? RunFolder(path: path).modelPath : path
    let head = try FileBytes.head(file, count: 4).bytes
    var arrays: [(name: String, type: ElementType, tensor: Tensor)] = []
    var counters = 0
    if head.starts(with: [0x50, 0x4B]) {
      let archive = try Npz(contentsOf: file)
      // `fledge export --npz` writes the epochs beside the weights.
      for name in archive.names where !name.hasPrefix("history/") && !WeightsFile.isCounter(name, &counters) {
        let array = try archive.array(name)
        arrays.append((name, array.type, array.tensor()))
      }
    } else {
      let archive = try SafeTensors(contentsOf: file)
      for entry in archive.entries where !WeightsFile.isCounter(entry.name, &counters) {
        arrays.append((entry.name, entry.type, try archive.numbers(entry.name)))
      }
    }
    for (name, _, tensor) in arrays {
      guard let index = tensor.elements.firstIndex(where: { !$0.isFinite }) else { continue }
      throw FormatError(
        .malformed, path: file, expected: "finite weights",
        found: "\(tensor.elements[index]) in \(PrintableText.line(name))",
        advice: "the training diverged, or the file is damaged")
    }
    self.path = file
    tensors = arrays.map { ($0.name, $0.tensor) }.sorted { WeightsFile.isBefore($0.name, $1.name) }
    digest = try RunFolder.digest(file)
    var notes: [String] = []
    let converted = Dictionary(grouping: arrays.filter { $0.type != .float32 }, by: \.type.rawValue)
    for (type, members) in converted.sorted(by: { $0.key < $1.key }) {
      notes.append("\(file): \(WeightsFile.list(members.map(\.name))) converted from \(type) to floats")
    }
    if counters > 0 {
      notes.append("\(file): \(counters) counters num_batches_tracked left out; nothing here uses them")
    }
    self.notes = notes
    knownSizes = nil
  }

  /// The weights of a network that was read from a file in another format.
  ///
  /// - Parameter sizes: the network's features and outputs.
  package init(path: String, tensors: [(name: String, tensor: Tensor)], sizes: (features: Int, outputs: Int))
    throws(FormatError)
  {
    self.path = path
    self.tensors = tensors.sorted { WeightsFile.isBefore($0.name, $1.name) }
    digest = try RunFolder.digest(path)
    notes = []
    knownSizes = sizes
  }

  /// Names with commas, the first few of many.
  static func list(_ names: [String]) -> String {
    names.prefix(6).joined(separator: ", ") + (names.count > 6 ? " and \(names.count - 6) more" : "")
  }

  private static func isCounter(_ name: String, _ count: inout Int) -> Bool {
    guard name == "num_batches_tracked" || name.hasSuffix(".num_batches_tracked") else { return false }
    count += 1
    return true
  }

  /// Natural order: digits within names count as numbers.
  static func isBefore(_ left: String, _ right: String) -> Bool {
    let (a, b) = (parts(left), parts(right))
    for (x, y) in zip(a, b) where x != y {
      if let m = Int(x), let n = Int(y) { return m < n }
      return x < y
    }
    return a.count < b.count
  }

  private static func parts(_ name: String) -> [Substring] {
    var parts: [Substring] = []
    var rest = name[...]
    while let first = rest.first {
      let isNumber = first.isASCII && first.isNumber
      let part = rest.prefix { ($0.isASCII && $0.isNumber) == isNumber }
      parts.append(part)
      rest = rest[part.endIndex...]
    }
    return parts
  }
}
