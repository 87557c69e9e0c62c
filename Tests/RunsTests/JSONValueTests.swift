import Testing

@testable import FledgeRuns

@Suite struct JSONValueTests {
  @Test func `numbers keep their spelling`() throws {
    let text = #"{"b":[1,1.0,1e-3,-0.5E+2],"a":{"x":null,"y":[true,false]},"s":"tab\t é"}"#
    #expect(try JSONValue(parsing: text).text == text)
    #expect(try JSONValue(parsing: " [ 1 , 2 ]\n").text == "[1,2]")
  }

  @Test func `escapes are read and written`() throws {
    #expect(try JSONValue(parsing: #""\u00e9\ud83d\ude00\/\b\f""#) == .string("é😀/\u{8}\u{c}"))
    #expect(JSONValue.string("a\"b\\c\u{1}\r").text == #""a\"b\\c\u0001\r""#)
  }

  @Test(arguments: [
    ("", 0), ("{", 1), ("[1,]", 3), ("{\"a\" 1}", 5), ("01", 1), ("1.", 2), (".5", 0), ("1e", 2), ("-", 1), ("nul", 0),
    ("\"a", 2), ("\"\\x\"", 3), ("\"\\u12\"", 3), ("[1] 2", 4), ("NaN", 0), ("\"a\nb\"", 3),
  ])
  func `bad text is refused at its byte`(text: String, offset: Int) throws {
    let error = try #require(throws: JSONValue.ParsingError.self) { try JSONValue(parsing: text) }
    #expect(error.offset == offset)
  }

  @Test func `deep nesting ends in an error, not in a crash`() {
    let text = String(repeating: "[", count: 100_000)
    #expect(throws: JSONValue.ParsingError(offset: 64, expected: "fewer than 64 levels")) {
      try JSONValue(parsing: text)
    }
  }
}
