import FledgeFormats
import Testing

struct SHA256Tests {
  @Test func `the standard's three letters have the standard's digest`() {
    #expect(
      SHA256.hash(Array("abc".utf8)).hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func `the vectors of NIST come out`(text: String, digest: String) {
    #expect(SHA256.hash(Array(text.utf8)).hex == digest)
  }

  @Test func `a hundred thousand letters come out`() {
    // The first tenth of NIST's million letters; the digest is from coreutils' sha256sum.
    let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 100_000)
    #expect(SHA256.hash(letters).hex == "6d1cf22d7cc09b085dfc25ee1a1f3ae0265804c607bc2074ad253bcc82fd81ee")
  }

  @Test func `bytes in pieces of any size give the digest of the whole`() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let whole = SHA256.hash(bytes)
    for size in [1, 3, 55, 56, 57, 63, 64, 65, 127, 128, 129, 299] {
      var hasher = SHA256()
      for start in stride(from: 0, to: bytes.count, by: size) {
        hasher.update(Array(bytes[start..<min(start + size, bytes.count)]))
      }
      #expect(hasher.finalize() == whole, "pieces of \(size)")
    }
  }

  @Test func `a hasher goes on after it was asked`() {
    var hasher = SHA256()
    hasher.update(Array("a".utf8))
    #expect(hasher.finalize() == SHA256.hash(Array("a".utf8)))
    hasher.update(Array("bc".utf8))
    #expect(hasher.finalize() == SHA256.hash(Array("abc".utf8)))
  }
}
