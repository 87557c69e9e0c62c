import FledgeFormats
import TestSupport
import Testing

/// Damages bytes the same way in every run and sees that a reader answers each time with a value or a `FormatError`.
///
/// A reader that traps or reads out of bounds ends the test process: that is the failure.
enum Mutations {
  /// Runs `read` on every truncation and expects an error from each.
  static func expectTruncationsRefused<Value>(_ bytes: [UInt8], _ read: ([UInt8]) throws -> Value) {
    for count in bytes.indices {
      #expect(
        refusal { try read(Array(bytes[..<count])) } != nil, "the first \(count) of \(bytes.count) bytes were read")
    }
  }

  /// Runs `read` on `count` damaged copies, each with one to four changes, and returns how many it accepted.
  @discardableResult
  static func run<Value>(_ seeds: [[UInt8]], count: Int = 20_000, _ read: ([UInt8]) throws -> Value) -> Int {
    var random = SplitMix64(state: 7)
    var accepted = 0
    for round in 0..<count {
      var bytes = seeds[round % seeds.count]
      for _ in 0...random.next(below: 4) { mutate(&bytes, &random) }
      if refusal({ try read(bytes) }) == nil { accepted += 1 }
    }
    return accepted
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    guard !bytes.isEmpty else { return bytes.append(random.byte()) }
    let position = random.next(below: bytes.count)
    switch random.next(below: 8) {
    case 0: bytes[position] = 0
    case 1: bytes[position] = 0xFF
    case 2: bytes[position] ^= 1 << UInt8(random.next(below: 8))
    case 3: bytes.insert(random.byte(), at: position)
    case 4: bytes.remove(at: position)
    case 5: bytes.replaceSubrange(position..., with: [])
    case 6: bytes.swapAt(position, random.next(below: bytes.count))
    default: bytes[position] = random.byte()
    }
  }
}
