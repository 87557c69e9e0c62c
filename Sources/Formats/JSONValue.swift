/// A JSON value whose objects keep the order of their keys.
///
/// Whole numbers that fit are `integer`, all others `number`; so a value that was written reads back as it was.
public enum JSONValue: Sendable, Equatable {
  /// Nothing; also what a number that is not finite is written as.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number without fraction or exponent.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// Text.
  case string(String)
  /// Values in order.
  case array([JSONValue])
  /// Values by key, in order.
  case object(JSONObject)
}

/// Values by key in the order in which they were put in; equal when keys, values and order are.
public struct JSONObject: Sendable, Equatable {
  /// One key and its value.
  public struct Member: Sendable, Equatable {
    /// The key, unique in its object.
    public let key: String
    public internal(set) var value: JSONValue
  }

  /// All keys with their values, in order.
  public internal(set) var members: [Member] = []

  public init() {}

  /// Makes an object of members whose keys are known to be distinct.
  init(members: [Member]) { self.members = members }

  /// The keys in order.
  public var keys: [String] { members.map(\.key) }

  /// The value under a key, found in time linear in the number of members.
  ///
  /// Setting a new key puts it last; setting `nil` removes a key.
  public subscript(key: String) -> JSONValue? {
    get { members.first { $0.key == key }?.value }
    set {
      let index = members.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(key: key, value: value))
      case (nil, nil): break
      }
    }
  }
}

extension JSONValue {
  /// The truth value, if it is one.
  public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The whole number, if it is one.
  public var integerValue: Int? { if case .integer(let value) = self { value } else { nil } }

  /// The number, whole or not, if it is one.
  public var numberValue: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The text, if it is text.
  public var stringValue: String? { if case .string(let value) = self { value } else { nil } }

  /// The values, if it is an array.
  public var arrayValue: [JSONValue]? { if case .array(let value) = self { value } else { nil } }

  public var objectValue: JSONObject? { if case .object(let value) = self { value } else { nil } }

  /// The value under a key, if this is an object that has it.
  public subscript(key: String) -> JSONValue? { objectValue?[key] }

  /// What kind of value it is, for errors: `a string`, `an object`.
  var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .integer(let value): "the number \(value)"
    case .number: "a number with a fraction"
    case .string(let text): FormatError.quoted(text)
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Makes an object from a literal, in the literal's order; a key that stands twice is a programmer's mistake.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (key, value) in elements {
      precondition(self[key] == nil, "JSONObject: the key \(key) stands twice")
      members.append(Member(key: key, value: value))
    }
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(nilLiteral: ()) { self = .null }

  public init(booleanLiteral value: Bool) { self = .bool(value) }

  public init(integerLiteral value: Int) { self = .integer(value) }

  public init(floatLiteral value: Double) { self = .number(value) }

  public init(stringLiteral value: String) { self = .string(value) }

  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

  /// Makes an object in the literal's order.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    var object = JSONObject()
    for (key, value) in elements {
      precondition(object[key] == nil, "JSONValue: the key \(key) stands twice")
      object.members.append(JSONObject.Member(key: key, value: value))
    }
    self = .object(object)
  }
}
