import FledgeFormats
import FledgeTensors
import Testing

struct SafeTensorsTests {
  /// A whole file from its header and its data.
  static func file(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
    let json = Array(header.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: json.count >> ($0 * 8)) } + json + data
  }

  private let small = file(
    #"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0])

  @Test func `a file written by hand reads`() throws {
    let file = try SafeTensors(bytes: small)
    #expect(file.metadata == ["format": "pt"])
    #expect(file.entries.map(\.name) == ["a"])
    #expect(try file.tensor("a") == Tensor(shape: [2], elements: [1, -2]))
  }

  @Test func `what is written reads back and is the same bytes each time`() throws {
    let items = [
      SafeTensors.Item("0.weight", Tensor(shape: [2, 3], elements: [1, 2, 3, 4, 5, -0.0])),
      SafeTensors.Item("0.bias", Tensor(shape: [0], elements: [])),
      SafeTensors.Item("scalar", Tensor(shape: [], elements: [.infinity])),
      SafeTensors.Item("mask", type: .uint8, shape: [3], bytes: [1, 0, 1]),
      SafeTensors.Item("steps", shape: [2], integers: [.max, -1]),
    ]
    let bytes = try SafeTensors.encode(items, metadata: ["b": "2", "a": "é\n"])
    #expect(try SafeTensors.encode(items, metadata: ["a": "é\n", "b": "2"]) == bytes)
    let file = try SafeTensors(bytes: bytes)
    #expect(file.entries.map(\.name) == ["steps", "0.weight", "0.bias", "scalar", "mask"])
    #expect(file.metadata == ["a": "é\n", "b": "2"])
    #expect(try file.tensor("0.weight").elements.map(\.bitPattern) == [1, 2, 3, 4, 5, -0.0 as Float].map(\.bitPattern))
    #expect(try file.tensor("0.bias").shape == [0])
    #expect(try file.tensor("scalar") == Tensor(shape: [], elements: [.infinity]))
    #expect(try file.bytes(of: "mask") == [1, 0, 1])
    #expect(try file.integers("steps") == [.max, -1])
    for entry in file.entries { #expect(entry.byteRange.lowerBound % entry.type.byteCount == 0) }
  }

  @Test func `a saved file is the encoded bytes`() throws {
    let items = [SafeTensors.Item("w", Tensor(shape: [3], elements: [1, 2, 3]))]
    let files = MemoryFileSystem()
    try SafeTensors.write(items, to: "folder/model.safetensors", fileSystem: files)
    #expect(files.contents["folder/model.safetensors"] == (try SafeTensors.encode(items)))
    #expect(files.contents.count == 1)
  }

  @Test func `halves and doubles become floats`() throws {
    func read(_ type: String, _ data: [UInt8]) throws -> Float {
      let header = #"{"a":{"dtype":"\#(type)","shape":[],"data_offsets":[0,\#(data.count)]}}"#
      return try SafeTensors(bytes: SafeTensorsTests.file(header, data)).tensor("a").elements[0]
    }
    #expect(try read("F16", [0x00, 0x3C]) == 1)
    #expect(try read("F16", [0xFF, 0x7B]) == 65504)
    #expect(try read("F16", [0x01, 0x00]) == 0x1p-24)
    #expect(try read("F16", [0xFF, 0x03]) == 1023 * 0x1p-24)
    #expect(try read("F16", [0x00, 0xFC]) == -.infinity)
    #expect(try read("F16", [0x01, 0x7C]).isNaN)
    #expect(try read("F16", [0x00, 0x80]).bitPattern == (-0.0 as Float).bitPattern)
    #expect(try read("BF16", [0x80, 0x3F]) == 1)
    #expect(try read("F64", [0, 0, 0, 0, 0, 0, 0xF0, 0xBF]) == -1)
    #expect(refusal { try read("I32", [1, 0, 0, 0]) }?.kind == .unsupported)
  }

  @Test func `weights go straight into a buffer of their size`() throws {
    let file = try SafeTensors(bytes: small, path: "m.safetensors")
    var target: [Float] = [0, 0]
    var span = target.mutableSpan
    try file.read("a", into: &span)
    #expect(target == [1, -2])
    var wrong: [Float] = [0, 0, 0]
    let error = refusal {
      var span = wrong.mutableSpan
      try file.read("a", into: &span)
    }
    #expect(error?.description.hasPrefix("m.safetensors, byte 93: expected 3 elements in \"a\"") == true)
    #expect(refusal { try file.tensor("b") }?.found == "\"a\"")
  }

  @Test(
    arguments: [
      (
        #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#, 2
      ),
      (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#, 2),
      (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#, 2),
      (
        #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#, 2
      ),
      (
        #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}"#, 3
      ),
      (#"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}"#, 2),
      (#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[2,0]}}"#, 2),
      (#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[-2,0]}}"#, 2),
      (#"{"a":{"dtype":"U8","shape":[-2],"data_offsets":[0,2]}}"#, 2),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,2]}}"#, 2),
      (#"{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}"#, 4),
      (#"{"a":{"dtype":"U8","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}}"#, 0),
      (#"{"a":{"dtype":"U8","shape":[2.0],"data_offsets":[0,2]}}"#, 2),
      (#"{"a":{"dtype":"U9","shape":[2],"data_offsets":[0,2]}}"#, 2),
      (#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2,2]}}"#, 2),
      (#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2],"extra":1}}"#, 2),
      (#"{"a":{"dtype":"U8","shape":[2]}}"#, 2),
      (#"{"":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#, 2),
      (#"{"a\u0000":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#, 2),
      (#"{"__metadata__":{"a":1},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#, 2),
      (#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}} x"#, 2),
      (#"[1]"#, 0), (#""#, 0), (#"{"#, 0), (#"{}"#, 1),
    ] as [(String, Int)])
  func `a header that breaks the rules is refused`(header: String, dataBytes: Int) {
    let bytes = SafeTensorsTests.file(header, [UInt8](repeating: 0, count: dataBytes))
    let error = refusal { try SafeTensors(bytes: bytes, path: "x.safetensors") }
    #expect(error?.description.hasPrefix("x.safetensors") == true)
    #expect(error?.description.contains("\n") == false)
  }

  @Test func `a header longer than 100 MB is refused before anything is read`() {
    let bytes = Array("<!DOCTYPE html><html><body>not found</body>".utf8)
    #expect(refusal { try SafeTensors(bytes: bytes) }?.description.contains("an HTML page") == true)
  }

  @Test func `names that cannot be read back are not written`() {
    let one = Tensor(shape: [1], elements: [0])
    for names in [[""], ["a", "a"], ["a\u{0}"], ["__metadata__"]] {
      #expect(refusal { try SafeTensors.encode(names.map { SafeTensors.Item($0, one) }) } != nil)
    }
  }

  @Test func `damaged files are refused or read, and nothing else`() {
    Mutations.expectTruncationsRefused(small) { try SafeTensors(bytes: $0) }
    Mutations.run([small]) { bytes in
      let file = try SafeTensors(bytes: bytes)
      for entry in file.entries where entry.type.isFloatingPoint { _ = try file.tensor(entry.name) }
    }
  }
}
