/// The SHA-256 digest of bytes, whole or in pieces.
///
/// Source: NIST, *Secure Hash Standard*, FIPS 180-4 (2015), sections 4.1.2, 5.1.1 and 6.2.2.
public struct SHA256: Sendable {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  /// Bytes that do not fill a block of 64 yet.
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0

  /// Starts with no bytes.
  public init() {}

  /// The digest of one piece of bytes.
  public static func hash(_ bytes: Span<UInt8>) -> SHA256Digest {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finalize()
  }

  /// The digest of one array of bytes.
  public static func hash(_ bytes: [UInt8]) -> SHA256Digest { hash(bytes.span) }

  /// Takes in the next bytes.
  public mutating func update(_ bytes: [UInt8]) { update(bytes.span) }

  /// Takes in the next bytes.
  public mutating func update(_ bytes: Span<UInt8>) {
    byteCount &+= UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      start = min(64 - pending.count, bytes.count)
      for index in 0..<start { pending.append(bytes[index]) }
      guard pending.count == 64 else { return }
      let block = pending
      pending = []
      SHA256.compress(block.span, from: 0, blocks: 1, into: &state)
    }
    let blocks = (bytes.count - start) / 64
    SHA256.compress(bytes, from: start, blocks: blocks, into: &state)
    for index in (start + blocks * 64)..<bytes.count { pending.append(bytes[index]) }
  }

  /// The digest of all bytes so far; the hasher may go on afterwards.
  public func finalize() -> SHA256Digest {
    var last = state
    var tail = pending + [0x80]
    while tail.count % 64 != 56 { tail.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: (byteCount << 3) >> shift))
    }
    SHA256.compress(tail.span, from: 0, blocks: tail.count / 64, into: &last)
    return SHA256Digest(
      bytes: last.flatMap { word in
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
      })
  }

  /// Works through whole blocks (FIPS 180-4, section 6.2.2).
  private static func compress(_ bytes: Span<UInt8>, from start: Int, blocks: Int, into state: inout [UInt32]) {
    guard blocks > 0 else { return }
    precondition(start >= 0 && bytes.count - start >= blocks * 64)
    unsafe bytes.withUnsafeBytes { input in
      unsafe SHA256.roundConstants.withUnsafeBufferPointer { constants in
        unsafe state.withUnsafeMutableBufferPointer { state in
          unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
            for block in 0..<blocks {
              for index in 0..<16 {
                let word = unsafe input.loadUnaligned(fromByteOffset: start + block * 64 + index * 4, as: UInt32.self)
                unsafe schedule[index] = UInt32(bigEndian: word)
              }
              unsafe SHA256.mix(schedule, into: state, constants)
            }
          }
        }
      }
    }
  }

  /// Extends the 16 words of a block to 64 and runs the 64 rounds.
  @inline(__always)
  private static func mix(
    _ schedule: UnsafeMutableBufferPointer<UInt32>, into state: UnsafeMutableBufferPointer<UInt32>,
    _ constants: UnsafeBufferPointer<UInt32>
  ) {
    for index in 16..<64 {
      let near = unsafe schedule[index &- 2]
      let far = unsafe schedule[index &- 15]
      let small1 = rotate(near, 17) ^ rotate(near, 19) ^ (near >> 10)
      let small0 = rotate(far, 7) ^ rotate(far, 18) ^ (far >> 3)
      unsafe schedule[index] = small1 &+ schedule[index &- 7] &+ small0 &+ schedule[index &- 16]
    }
    var a = unsafe state[0]
    var b = unsafe state[1]
    var c = unsafe state[2]
    var d = unsafe state[3]
    var e = unsafe state[4]
    var f = unsafe state[5]
    var g = unsafe state[6]
    var h = unsafe state[7]
    for index in 0..<64 {
      let big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let choice = (e & f) ^ (~e & g)
      let first = unsafe h &+ big1 &+ choice &+ constants[index] &+ schedule[index]
      let big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ big0 &+ majority)
    }
    unsafe state[0] &+= a
    unsafe state[1] &+= b
    unsafe state[2] &+= c
    unsafe state[3] &+= d
    unsafe state[4] &+= e
    unsafe state[5] &+= f
    unsafe state[6] &+= g
    unsafe state[7] &+= h
  }

  @inline(__always)
  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { (word &>> count) | (word &<< (32 &- count)) }

  private static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}

/// The 32 bytes of a SHA-256 digest.
public struct SHA256Digest: Sendable, Hashable, CustomStringConvertible {
  /// The digest, first byte first.
  public let bytes: [UInt8]

  /// The digest as 64 lower-case hexadecimal digits.
  public var hex: String { Hexadecimal.text(bytes) }

  /// The digest as 64 lower-case hexadecimal digits.
  public var description: String { hex }
}
