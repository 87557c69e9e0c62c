import FledgeMetrics
import Testing

@Suite struct CompactLettersTests {
  @Test func `groups on paper`() {
    #expect(compactLetters(count: 3, differing: []) == ["a", "a", "a"])
    #expect(compactLetters(count: 3, differing: [(0, 2)]) == ["a", "ab", "b"])
    #expect(compactLetters(count: 3, differing: [(0, 1), (0, 2), (1, 2)]) == ["a", "b", "c"])
    #expect(compactLetters(count: 4, differing: [(0, 2), (0, 3), (1, 3)]) == ["a", "ab", "bc", "c"])
    #expect(compactLetters(count: 1, differing: []) == ["a"] && compactLetters(count: 0, differing: []).isEmpty)
  }

  @Test func `two groups share a letter exactly when they do not differ, for every set of pairs of five`() {
    let pairs = (0..<5).flatMap { first in (first + 1..<5).map { (first, $0) } }
    for mask in 0..<(1 << pairs.count) {
      let differing = pairs.enumerated().filter { mask >> $0.offset & 1 == 1 }.map(\.element)
      let letters = compactLetters(count: 5, differing: differing).map(Set.init)
      for (index, pair) in pairs.enumerated() {
        #expect(letters[pair.0].isDisjoint(with: letters[pair.1]) == (mask >> index & 1 == 1))
      }
    }
  }
}
