import FledgeFormats
import FledgeTensors
import Testing

struct NpzTests {
  private let image = Npy(Tensor(shape: [40, 2], repeating: 0.5))
  private let labels = Npy(labels: [3, 1])

  @Test(arguments: [true, false])
  func `arrays come back by name`(compressed: Bool) throws {
    let bytes = try Npz.encode([("x", image), ("sub/y", labels)], compressed: compressed)
    let archive = try Npz(reading: bytes)
    #expect(archive.names == ["x", "sub/y"])
    #expect(try archive.array("x") == image)
    #expect(try archive.array("sub/y").labels() == [3, 1])
    #expect(refusal { try archive.array("z") }?.found == "\"x\", \"sub/y\"")
    #expect(try Npz.encode([("x", image), ("sub/y", labels)], compressed: compressed) == bytes)
    #expect(compressed == (bytes.count < 640))
  }

  @Test func `an empty archive has no arrays`() throws {
    #expect(try Npz(reading: Npz.encode([])).names == [])
  }

  @Test(arguments: ["../x", "a/../x", "/x", "..", "a\\x", "", "x\u{0}"])
  func `a name that could be a way out is neither written nor read`(name: String) throws {
    #expect(refusal { try Npz.encode([(name, labels)]) } != nil)
    // The same name put into a sound archive whose member's name is as long.
    let placeholder = String(repeating: "n", count: name.utf8.count)
    guard !name.isEmpty else { return }
    let bytes = try Npz.encode([(placeholder, labels)], compressed: false)
    let replaced = replacing(Array((placeholder + ".npy").utf8), with: Array((name + ".npy").utf8), in: bytes)
    #expect(replaced != bytes)
    #expect(refusal { try Npz(reading: replaced) }?.expected.hasPrefix("distinct names") == true)
  }

  @Test func `sizes are limited before anything is inflated`() throws {
    let zeros = Npy(type: .uint8, shape: [5_000_000], bytes: [UInt8](repeating: 0, count: 5_000_000))
    let bytes = try Npz.encode([("x", zeros)])
    #expect(bytes.count < 10_000)
    #expect(refusal { try Npz(reading: bytes, limit: 4_000_000) }?.kind == .tooLarge)
  }

  @Test func `a stated size that is too small or too large is refused`() throws {
    let bytes = try Npz.encode([("x", image)])
    let directory = try #require(bytes.indices.first { bytes[$0...].starts(with: [0x50, 0x4B, 1, 2]) })
    for change in [-1, 1] {
      var damaged = bytes
      damaged[directory + 24] = UInt8(truncatingIfNeeded: Int(damaged[directory + 24]) + change)
      #expect(refusal { try Npz(reading: damaged).array("x") } != nil)
    }
    var checksum = bytes
    checksum[directory + 16] ^= 1
    #expect(refusal { try Npz(reading: checksum).array("x") }?.expected == "bytes with the stated CRC-32")
    var encrypted = bytes
    encrypted[directory + 8] |= 1
    #expect(refusal { try Npz(reading: encrypted) }?.kind == .unsupported)
  }

  @Test func `members that share bytes are refused`() throws {
    let bytes = try Npz.encode([("x", labels), ("y", labels)])
    let directory = try #require(bytes.indices.first { bytes[$0...].starts(with: [0x50, 0x4B, 1, 2]) })
    var shared = bytes
    // The second member of the directory points at the first one's bytes.
    let second = directory + 46 + 5
    for index in 0..<4 { shared[second + 42 + index] = 0 }
    #expect(refusal { try Npz(reading: shared) }?.found == "an overlap")
  }

  @Test func `damaged archives are refused or read, and nothing else`() throws {
    let bytes = try Npz.encode([("x", image), ("y", labels)])
    func read(_ bytes: [UInt8]) throws {
      let archive = try Npz(reading: bytes, limit: 1_000_000)
      for name in archive.names { _ = try archive.array(name) }
    }
    Mutations.expectTruncationsRefused(bytes, read)
    Mutations.run([bytes], read)
  }

  private func replacing(_ pattern: [UInt8], with other: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for index in bytes.indices where bytes[index...].starts(with: pattern) {
      result.replaceSubrange(index..<index + pattern.count, with: other)
    }
    return result
  }
}
