/// Steele, Lea and Flood's SplitMix64: repeatable numbers that come from none of the modules under test.
package struct SplitMix64 {
  package var state: UInt64

  package init(state: UInt64) { self.state = state }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  package mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

  package mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }

  /// Uniform in [0, 1).
  package mutating func uniform() -> Double { Double(next() >> 11) / 0x1p53 }
}
