import FledgeFormats

/// The classes of a target: those that occur, numbers by value, other names by code point.
public struct ClassSet: Sendable, Equatable {
  public let names: [String]
  private let indices: [Key: Int]

  /// A label as it is compared: `7`, `7.0` and `07` are one class where all names are numbers.
  private enum Key: Hashable {
    case number(Double)
    case text(String)
  }

  private let areNumbers: Bool

  /// The classes in a given order.
  public init(names: [String]) {
    self.names = names
    let numbers = names.map { CSVNumber.parse($0) }
    areNumbers = !numbers.contains(nil) && Set(numbers).count == names.count
    var indices: [Key: Int] = [:]
    for (index, name) in names.enumerated() {
      indices[areNumbers ? .number(numbers[index]!) : .text(name)] = index
    }
    self.indices = indices
  }

  /// The classes of labels as they stand in a file.
  public init(labels: some Sequence<String>) {
    let texts = Array(labels)
    let numbers = texts.map { CSVNumber.parse($0) }
    guard !texts.isEmpty, !numbers.contains(nil) else {
      // UTF-8 keeps the order of code points; Swift's own order of strings does not.
      self.init(names: Set(texts).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
      return
    }
    var nameOfValue: [Double: String] = [:]
    for (text, number) in zip(texts, numbers) where nameOfValue[number!] == nil {
      nameOfValue[number!] = ClassSet.name(text, number!)
    }
    self.init(names: nameOfValue.sorted { $0.key < $1.key }.map(\.value))
  }

  /// `3.0`, as tables with gaps have it, is called 3; codes such as `007` stay.
  private static func name(_ text: String, _ number: Double) -> String {
    guard text.contains("."), let whole = Int(exactly: number) else { return text }
    return String(whole)
  }

  /// The class of a label; `nil` where there is none.
  public func index(of label: String) -> Int? {
    guard areNumbers else { return indices[.text(label)] }
    return CSVNumber.parse(label).flatMap { indices[.number($0)] }
  }

  /// The names as they are listed in an error.
  public var listed: String {
    names.prefix(12).map(quotedName).joined(separator: ", ") + (names.count > 12 ? ", … (\(names.count) classes)" : "")
  }
}
