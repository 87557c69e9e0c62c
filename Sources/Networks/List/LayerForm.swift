import FledgeTensors

/// How one kind of layer is written in a list of layers.
///
/// Sizes that follow from the input are not written: `linear 128` takes whatever comes in.
public struct LayerForm: Sendable {
  /// The first word, such as `conv`.
  public let name: String
  /// The words that follow it, such as `CHANNELS KERNEL [stride N]`; empty without any.
  public let usage: String
  /// One line of help.
  public let help: String
  let make: @Sendable (inout LayerArguments, TensorShape) throws(NetworkError) -> any Layer

  /// A layer without words behind its name.
  init(
    _ name: String, _ help: String,
    make: @escaping @Sendable (inout LayerArguments, TensorShape) throws(NetworkError) -> any Layer
  ) {
    self.init(name, "", help, make: make)
  }

  /// - Parameter make: makes the layer from its words, for inputs of a shape.
  init(
    _ name: String, _ usage: String, _ help: String,
    make: @escaping @Sendable (inout LayerArguments, TensorShape) throws(NetworkError) -> any Layer
  ) {
    (self.name, self.usage, self.help, self.make) = (name, usage, help, make)
  }

  /// The name with its words.
  public var text: String { usage.isEmpty ? name : "\(name) \(usage)" }
}

/// The words behind a layer's name, taken one after the other.
struct LayerArguments {
  /// Names the layer in messages, such as `3 (conv 32 5)`.
  let path: String
  private var words: [String]
  private let usage: String

  init(path: String, words: [String], usage: String) {
    (self.path, self.words, self.usage) = (path, words, usage)
  }

  /// The next word as a whole number of at least 1.
  mutating func size() throws(NetworkError) -> Int {
    guard let word = words.first else { throw wrong("nothing") }
    words.removeFirst()
    return try size(word)
  }

  /// All words that are left, as whole numbers of at least 1.
  mutating func sizes() throws(NetworkError) -> [Int] {
    var sizes = [try size()]
    while !words.isEmpty { sizes.append(try size()) }
    return sizes
  }

  /// The next word as a number, where there is one.
  mutating func number(default value: Float) throws(NetworkError) -> Float {
    guard let word = words.first else { return value }
    words.removeFirst()
    guard let number = Float(word), number.isFinite else { throw wrong("'\(word)'") }
    return number
  }

  /// The next word as a number.
  mutating func number() throws(NetworkError) -> Float {
    guard !words.isEmpty else { throw wrong("nothing") }
    return try number(default: 0)
  }

  /// The next word as it is.
  mutating func word() throws(NetworkError) -> String {
    guard let word = words.first else { throw wrong("nothing") }
    words.removeFirst()
    return word
  }

  /// The whole number of 0 or above behind a word such as `padding`; `nil` where the word is not there.
  mutating func option(_ name: String, from least: Int = 0) throws(NetworkError) -> Int? {
    guard let text = try optionText(name) else { return nil }
    guard let value = Int(text), (least...10_000).contains(value) else {
      throw wrong("'\(name) \(text)'")
    }
    return value
  }

  /// The word behind another; `nil` where that is not there.
  mutating func optionText(_ name: String) throws(NetworkError) -> String? {
    guard let index = words.firstIndex(of: name) else { return nil }
    guard index + 1 < words.count else { throw wrong("nothing after '\(name)'") }
    let text = words[index + 1]
    words.removeSubrange(index...index + 1)
    return text
  }

  /// Whether a word such as `no-bias` is there.
  mutating func has(_ name: String) -> Bool {
    guard let index = words.firstIndex(of: name) else { return false }
    words.remove(at: index)
    return true
  }

  /// Whether two words stand behind each other; takes them.
  mutating func hasPair(_ first: String, _ second: String) -> Bool {
    guard let index = words.firstIndex(of: first), index + 1 < words.count, words[index + 1] == second else {
      return false
    }
    words.removeSubrange(index...index + 1)
    return true
  }

  /// Refuses words that were not taken.
  func finish() throws(NetworkError) {
    if let word = words.first { throw wrong("also '\(word)'") }
  }

  private static let largest = 1_000_000

  private func size(_ word: String) throws(NetworkError) -> Int {
    guard let value = Int(word), (1...LayerArguments.largest).contains(value) else { throw wrong("'\(word)'") }
    return value
  }

  private func wrong(_ found: String) -> NetworkError {
    .invalidLayer(path: path, reason: "expected `\(usage)` with numbers of at most 1,000,000, found \(found)")
  }
}
