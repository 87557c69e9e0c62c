import FledgeFormats
import FledgeTensors
import Testing

struct NpyTests {
  /// A whole file of version 1 from its dictionary and its data.
  static func file(_ dictionary: String, _ data: [UInt8] = []) -> [UInt8] {
    let text = Array((dictionary + "\n").utf8)
    return [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, UInt8(text.count), 0] + text + data
  }

  private let small = file(
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0])

  @Test func `a file written by hand reads`() throws {
    let array = try Npy(reading: small)
    #expect(array.type == .float32)
    #expect(array.tensor() == Tensor(shape: [2], elements: [1, -2]))
  }

  @Test func `Fortran order is turned`() throws {
    // Columns 1 2, 3 4, 5 6 of a matrix of two rows.
    let bytes = NpyTests.file(
      "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", [1, 2, 3, 4, 5, 6])
    #expect(try Npy(reading: bytes).tensor() == Tensor(shape: [2, 3], elements: [1, 3, 5, 2, 4, 6]))
  }

  @Test(arguments: [[], [0], [3], [2, 3], [1, 1, 2, 5]] as [[Int]])
  func `what is written reads back`(dimensions: [Int]) throws {
    let shape = TensorShape(dimensions)
    let tensor = Tensor(shape: shape, elements: (0..<shape.count).map { Float($0) / 3 })
    let bytes = Npy(tensor).encoded()
    #expect((bytes.count - shape.count * 4) % 64 == 0)
    #expect(try Npy(reading: bytes).tensor() == tensor)
    #expect(try Npy(reading: bytes) == Npy(tensor))
  }

  @Test func `labels are whole numbers from 0`() throws {
    #expect(try Npy(labels: [3, 0, 9]).labels() == [3, 0, 9])
    let bytes = Npy(type: .int64, shape: [2, 1], bytes: [7, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
    #expect(try bytes.labels() == [7, 1])
    #expect(refusal { try Npy(labels: [0, -1]).labels() }?.found == "-1 at index 1")
    #expect(refusal { try Npy(Tensor(shape: [1], elements: [1])).labels() }?.kind == .unsupported)
    #expect(refusal { try Npy(type: .uint8, shape: [1, 2], bytes: [0, 0]).labels() }?.kind == .unsupported)
    let tooLarge = Npy(type: .int64, shape: [1], bytes: [0, 0, 0, 0, 1, 0, 0, 0])
    #expect(refusal { try tooLarge.labels() }?.kind == .malformed)
  }

  @Test(arguments: [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387905,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2 2), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': 2, }",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,), }",
    "{'descr': '<f4', 'fortran_order': False, }",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), } + 1",
    "{'descr': '>f3', 'fortran_order': False, 'shape': (2,), }",
    "{'descr': '|O', 'fortran_order': False, 'shape': (2,), }",
    "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,), }",
    "__import__('os').system('true')",
    "",
  ])
  func `a header that breaks the rules is refused`(dictionary: String) {
    let bytes = NpyTests.file(dictionary, [UInt8](repeating: 0, count: 8))
    let error = refusal { try Npy(reading: bytes, path: "x.npy") }
    #expect(error?.description.hasPrefix("x.npy, byte ") == true)
    #expect(error?.description.contains("\n") == false)
  }

  @Test(arguments: [
    (">i2", [1, 0, 0, 1] as [UInt8], [256, 1] as [Float]), (">u4", [0, 0, 1, 0, 0, 0, 0, 7], [256, 7]),
    (">f2", [0x3C, 0, 0xC0, 0], [1, -2]), (">f8", [0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0], [1, -2]),
    (">u1", [3, 4], [3, 4]),
  ])
  func `both byte orders read`(type: String, bytes: [UInt8], values: [Float]) throws {
    for order in ["False", "True"] {
      let file = NpyTests.file("{'descr': '\(type)', 'fortran_order': \(order), 'shape': (2,), }", bytes)
      #expect(try Npy(reading: file).tensor().elements == values, "\(type)")
    }
  }

  @Test func `damaged files are refused or read, and nothing else`() {
    Mutations.expectTruncationsRefused(small) { try Npy(reading: $0) }
    let turned = NpyTests.file("{'descr': '<i2', 'fortran_order': True, 'shape': (2, 2), }", [1, 0, 2, 0, 3, 0, 4, 0])
    Mutations.run([small, turned]) { try Npy(reading: $0).tensor() }
  }
}
