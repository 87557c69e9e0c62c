/// How batches are cut into leaves, which of them a rank holds, and in which order their sums are added.
///
/// The tree over the leaves is binary and complete, so `shards` is a power of 2. A rank holds a whole subtree.
struct LeafTree: Sendable {
  let shards: Int
  let rank: Int
  let rankCount: Int

  /// The leaves of this rank.
  var held: Range<Int> { leaves(ofRanks: rank..<rank + 1) }

  /// The leaves of ranks side by side.
  func leaves(ofRanks ranks: Range<Int>) -> Range<Int> {
    let share = shards / rankCount
    return ranks.lowerBound * share..<ranks.upperBound * share
  }

  /// The rows that leaves side by side have in a batch of `count`; a leaf of a batch smaller than `shards` may have none.
  func rows(of leaves: Range<Int>, batch count: Int) -> Range<Int> {
    leaves.lowerBound * count / shards..<leaves.upperBound * count / shards
  }

  /// The ranks whose sum this rank has before it exchanges at `distance`, or those of its partner.
  func block(of rank: Int, distance: Int) -> Range<Int> {
    let start = rank / distance * distance
    return start..<start + distance
  }

  /// Makes sure that every rank can hold a whole subtree.
  ///
  /// - Throws: `TrainingError.invalidOption`.
  static func check(ranks: Int, shards: Int) throws(TrainingError) {
    guard ranks > 0, shards.isMultiple(of: ranks) else {
      let divisors = TrainingOptions.shardCounts.filter { shards.isMultiple(of: $0) }.map(String.init)
      let expected = divisors.count == 1 ? "1 rank" : "\(divisors.joined(separator: ", ")) ranks"
      throw .invalidOption("shards: expected \(expected) for shards=\(shards), found \(ranks)")
    }
  }
}
