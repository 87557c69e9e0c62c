import FledgeFormats
import FledgeTensors
import Foundation
import Testing

/// Files written by NumPy, safetensors, gzip and Pillow (Scripts/make_format_fixtures.py).
struct PythonFilesTests {
  private static let folder =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Fixtures/formats/"

  private func expected() throws -> JSONValue {
    try JSONValue(parsing: try FileBytes.read(PythonFilesTests.folder + "expected.json"))
  }

  @Test func `NumPy's arrays read`() throws {
    let arrays = try #require(try expected()["npy"]?.objectValue)
    #expect(arrays.members.count == 13)
    for (name, array) in arrays.members.map({ ($0.key, $0.value) }) {
      let found = try Npy(contentsOf: PythonFilesTests.folder + name + ".npy").tensor()
      #expect(found.shape.dimensions == array["shape"]?.arrayValue?.compactMap(\.integerValue), "\(name)")
      #expect(found.elements == array["values"]?.arrayValue?.compactMap(\.numberValue).map { Float($0) }, "\(name)")
    }
  }

  @Test(arguments: ["refused-objects", "refused-fields"])
  func `arrays of other types are refused by name`(name: String) {
    #expect(refusal { try Npy(contentsOf: PythonFilesTests.folder + name + ".npy") }?.kind == .unsupported)
  }

  @Test func `big-endian numbers are turned around`() throws {
    #expect(try Npy(contentsOf: PythonFilesTests.folder + "big-endian.npy").tensor().elements == [1, 2])
  }

  @Test func `ours is NumPy's file, byte for byte`() throws {
    let bytes = try FileBytes.read(PythonFilesTests.folder + "f4.npy")
    #expect(try Npy(reading: bytes).encoded() == bytes)
  }

  @Test func `NumPy's archives read`() throws {
    for (name, rows) in [("stored", 2), ("deflated", 40)] {
      let archive = try Npz(contentsOf: PythonFilesTests.folder + name + ".npz")
      #expect(archive.names == ["x", "y"])
      #expect(try archive.array("x").tensor().shape == [rows, 3])
      #expect(try archive.array("x").tensor().rows(rows - 2..<rows).elements == [1, 2.5, -3, 0.1, 1e-30, 7])
      #expect(try archive.array("y").labels() == [5, 0, 9])
    }
  }

  @Test func `a safetensors file by the original implementation reads`() throws {
    let file = try SafeTensors(contentsOf: PythonFilesTests.folder + "numpy.safetensors")
    #expect(file.metadata == ["format": "pt", "made by": "safetensors é"])
    #expect(try file.tensor("0.weight") == Tensor(shape: [2, 3], elements: [1, 2.5, -3, 0.1, 1e-30, 7]))
    #expect(try file.tensor("0.bias").elements == [0.1, -2, 1e10])
    #expect(try file.tensor("half").elements == [1, 65504, 0x1p-24])
    #expect(try file.integers("steps") == [5, 0, 9])
    #expect(try file.bytes(of: "mask") == [0, 51, 102, 153, 204, 255])
  }

  @Test func `gzip members with names and times read`() throws {
    let bytes = try FileBytes.read(PythonFilesTests.folder + "named.gz")
    #expect(try Gzip.inflate(bytes, limit: 100) == Array("first member, second member".utf8))
  }

  @Test func `pictures of every colour type, depth, filter and interlacing read`() throws {
    let pictures = try #require(try expected()["png"]?.objectValue)
    #expect(pictures.members.count == 16)
    for (name, picture) in pictures.members.map({ ($0.key, $0.value) }) {
      for (key, background) in [("white", 255), ("black", 0)] as [(String, UInt8)] {
        let found = try PNG.readGray(contentsOf: PythonFilesTests.folder + name + ".png", background: background)
        #expect(found.width == picture["width"]?.integerValue, "\(name)")
        #expect(found.pixels.map(Int.init) == picture[key]?.arrayValue?.compactMap(\.integerValue), "\(name) on \(key)")
      }
    }
  }

  @Test func `every truncation of each file is refused`() throws {
    let folder = PythonFilesTests.folder
    for name in try PosixFileSystem().list(folder) {
      let bytes = try FileBytes.read(folder + name)
      switch name.split(separator: ".").last {
      case "npy": Mutations.expectTruncationsRefused(bytes) { try Npy(reading: $0) }
      case "npz": Mutations.expectTruncationsRefused(bytes) { try Npz(reading: $0) }
      case "safetensors": Mutations.expectTruncationsRefused(bytes) { try SafeTensors(bytes: $0) }
      case "png": Mutations.expectTruncationsRefused(bytes) { try PNG.readGray($0) }
      default: break
      }
    }
  }
}
