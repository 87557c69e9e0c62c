import FledgeExchange
import FledgeFormats
import FledgeNetworks
import FledgeTensors
import Testing

/// Damaged files give an error or a network, and never end the program.
struct OnnxDamageTests {
  private let bytes: [UInt8]

  init() throws {
    bytes = try exported(
      Network(
        input: [1, 4, 4],
        [
          Conv2d(1, 2, kernel: 3, padding: 1), Flatten(), BatchNorm(32), Linear(32, 3),
          Residual([LayerNorm(3), GELU()]), SiLU(),
        ])
    ).bytes
  }

  @Test func `every beginning of a file is refused`() throws {
    _ = try OnnxImport.read(bytes)
    // The operator sets stand at the end: what lacks them has no version.
    for count in bytes.indices {
      #expect(throws: FormatError.self, "the first \(count) bytes") { try OnnxImport.read(Array(bytes[..<count])) }
    }
  }

  @Test(arguments: [UInt8(0x01), 0x80, 0xFF]) func `a changed byte is read or refused`(mask: UInt8) {
    var refused = 0
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= mask
      do throws(FormatError) {
        let network = try OnnxImport.read(damaged, path: "damaged.onnx")
        for tensor in network.tensors.values { #expect(!tensor.elements.contains { !$0.isFinite }) }
      } catch {
        refused += 1
        #expect(!"\(error)".contains("\n"))
      }
    }
    #expect(refused > bytes.count / 10)
  }

  @Test func `two cut pieces in each other's place are read or refused`() {
    for start in stride(from: 0, to: bytes.count - 40, by: 7) {
      var damaged = bytes
      damaged.replaceSubrange(start..<start + 11, with: bytes[(bytes.count - start - 20)..<(bytes.count - start - 9)])
      _ = try? OnnxImport.read(damaged)
    }
  }
}
