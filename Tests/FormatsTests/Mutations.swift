import FledgeFormats
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
    var random = SplitMix(state: 7)
    var accepted = 0
    for round in 0..<count {
      var bytes = seeds[round % seeds.count]
      for _ in 0...random.next(below: 4) { mutate(&bytes, &random) }
      if refusal({ try read(bytes) }) == nil { accepted += 1 }
    }
    return accepted
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
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

/// Steele, Lea and Flood's SplitMix64: enough to choose bytes to damage.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }
}
