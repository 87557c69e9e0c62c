import FledgeFormats
import Testing

struct JSONValueTests {
  private let text = #"{"b":[1,-2.5,true,null],"a":{"é":"\"\\\n"}}"#

  @Test func `a small text reads as its values and writes as itself`() throws {
    let value = try JSONValue(parsing: text)
    #expect(value == ["b": [1, -2.5, true, nil], "a": ["é": "\"\\\n"]])
    #expect(value.text() == text)
    #expect(value["b"]?.arrayValue?[1].numberValue == -2.5)
    #expect(value["a"]?["é"]?.stringValue == "\"\\\n")
  }

  @Test func `the canonical text does not depend on the order of keys`() throws {
    let value = try JSONValue(parsing: #"{ "z" : 1 , "a" : { "y" : 2 , "b" : 3 } }"#)
    #expect(value.canonicalText == #"{"a":{"b":3,"y":2},"z":1}"#)
  }

  @Test func `an indented text has one member a line`() {
    let value: JSONValue = ["a": [1, 2], "b": [:], "c": []]
    #expect(value.text(.indented) == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": []\n}")
  }

  @Test func `numbers are the shortest that read back, and what is not finite is null`() throws {
    let numbers: [Double] = [
      0.1, 1, -0.0, 1e-5, 1e22, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3, 123456789.125,
    ]
    for number in numbers {
      let text = JSONValue.number(number).text()
      #expect(try JSONValue(parsing: text).numberValue?.bitPattern == number.bitPattern, "\(text)")
    }
    #expect(JSONValue.number(0.1).text() == "0.1")
    #expect(JSONValue.array([.number(.nan), .number(.infinity)]).text() == "[null,null]")
    #expect(try JSONValue(parsing: "9223372036854775807") == .integer(.max))
    #expect(try JSONValue(parsing: "9223372036854775808") == .number(0x1p63))
    #expect(try JSONValue(parsing: "-0").numberValue?.sign == .minus)
  }

  @Test func `escapes and surrogate pairs read`() throws {
    #expect(try JSONValue(parsing: #""\u00e9\ud83d\ude00\/\b\f\n\r\t""#) == "é😀/\u{8}\u{c}\n\r\t")
    #expect(JSONValue.string("\u{1}\u{7f}").text() == #""\u0001\u007f""#)
  }

  @Test(arguments: [
    "", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "[1 2]", "01", "+1", ".5", "1.", "1e", "-", "NaN",
    "Infinity", "1e999", "nul", "truee", "\"a", "\"\u{1}\"", #""\x""#, #""\u12g4""#, #""\ud800""#, #""\udc00""#,
    #""\ud800\u0041""#, "[1] 2", "// a\n1", "'a'", #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, "\u{FEFF}1",
  ])
  func `what is not JSON is refused`(text: String) {
    #expect(refusal { try JSONValue(parsing: text) }?.kind == .malformed)
  }

  @Test func `the position of a mistake is named`() {
    #expect(
      refusal { try JSONValue(parsing: #"{"a":[1,x]}"#) }?.description == #"byte 8: expected a JSON value, found "x""#)
    #expect(
      refusal { try JSONValue(parsing: #"{"a":1,"a":2}"#) }?.description
        == #"byte 7: expected each key once, found "a" a second time"#)
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    #expect(refusal { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }?.expected == "text in UTF-8")
    #expect(refusal { try JSONValue(parsing: [0x22, 0x5C, 0x6E, 0xC0, 0xAF, 0x22]) }?.expected == "text in UTF-8")
  }

  @Test func `depth and number of values are limited`() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(refusal { try JSONValue(parsing: deep) }?.kind == .tooLarge)
    #expect(refusal { try JSONValue(parsing: "[[1]]", limits: .init(depth: 1)) }?.kind == .tooLarge)
    #expect(refusal { try JSONValue(parsing: "[1,2,3]", limits: .init(values: 3)) }?.kind == .tooLarge)
    #expect(refusal { try JSONValue(parsing: "[1,2]", limits: .init(depth: 1, values: 3)) } == nil)
  }

  @Test func `an object keeps the order in which keys were set`() {
    var object: JSONObject = ["a": 1, "b": 2]
    object["c"] = 3
    object["a"] = 4
    object["b"] = nil
    #expect(JSONValue.object(object).text() == #"{"a":4,"c":3}"#)
  }

  @Test func `damaged text is refused or read, and nothing else`() {
    Mutations.expectTruncationsRefused(Array(text.utf8)) { try JSONValue(parsing: $0) }
    Mutations.run([Array(text.utf8), Array(#"["\u00e9\ud83d\ude00",1e-5,{"k":false}]"#.utf8)]) { bytes in
      let value = try JSONValue(parsing: bytes)
      #expect(try JSONValue(parsing: value.text()) == value)
    }
  }
}
