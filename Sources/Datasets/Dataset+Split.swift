import FledgeKernels

extension Dataset {
  /// Splits off a validation or test set.
  ///
  /// - Returns: the rest, and the part of the given size.
  /// - Throws: when the size does not fit.
  public func split(
    holdingOut size: SplitSize, stratified: Bool = false, seed: UInt64
  ) throws(DatasetError) -> (kept: Dataset, heldOut: Dataset) {
    let parts = try split(into: [size], stratified: stratified, seed: seed)
    return (parts[1], parts[0])
  }

  /// Splits the examples at random into parts of the given sizes; the rest is the last part.
  ///
  /// The choice depends only on the seed, the sizes and (where stratified) the labels. Within a part, examples keep
  /// their order. A stratified part has each class's share to within one example, and exactly its size.
  /// - Parameter stratified: draws from each class in proportion; only for labels.
  /// - Throws: where the sizes do not fit, or where real-valued targets are to be stratified.
  public func split(
    into sizes: [SplitSize], stratified: Bool = false, seed: UInt64
  ) throws(DatasetError) -> [Dataset] {
    try split(into: sizes, stratified: stratified, key: RandomKey(seed: seed, stream: .split))
  }

  /// The same by the random numbers of a key.
  func split(into sizes: [SplitSize], stratified: Bool, key: RandomKey) throws(DatasetError) -> [Dataset] {
    var counts: [Int] = []
    for size in sizes { counts.append(try size.resolved(total: count)) }
    let total = counts.reduce(0, +)
    guard total <= count else {
      throw .badData("parts of \(counts) examples need \(total), \(provenance.name) has \(count); make them smaller")
    }
    if stratified && classCount == 0 {
      throw .badData("\(provenance.name) has real-valued targets and no classes to stratify by; split without it")
    }
    let pool = shuffledIndices(count, key)
    var groups = stratified ? groupedByClass(pool) : [pool[...]]
    var parts: [Dataset] = []
    for size in counts {
      parts.append(subset(takeShares(of: size, from: &groups).sorted()))
    }
    parts.append(subset(groups.joined().sorted()))
    return parts
  }

  private func groupedByClass(_ pool: [Int32]) -> [ArraySlice<Int32>] {
    let labels = labels
    var groups = [ArraySlice<Int32>](repeating: [], count: classCount)
    for example in pool { groups[Int(labels[Int(example)])].append(example) }
    return groups
  }
}

/// Takes `size` examples from the fronts of the groups, in proportion to the groups' sizes (largest-remainder method).
///
/// A group of n out of N gives ⌊n · size / N⌋; the rest goes to the largest remainders, the first of equals.
private func takeShares(of size: Int, from groups: inout [ArraySlice<Int32>]) -> [Int32] {
  let total = groups.reduce(0) { $0 + $1.count }
  guard total > 0 else { return [] }
  var shares = groups.map { $0.count * size / total }
  let byRemainder = groups.indices.sorted { left, right in
    let remainders = (groups[left].count * size % total, groups[right].count * size % total)
    return remainders.0 == remainders.1 ? left < right : remainders.0 > remainders.1
  }
  for group in byRemainder.prefix(size - shares.reduce(0, +)) { shares[group] += 1 }
  var taken: [Int32] = []
  for (group, share) in shares.enumerated() {
    taken += groups[group].prefix(share)
    groups[group] = groups[group].dropFirst(share)
  }
  return taken
}

/// The size of one part of a split.
public enum SplitSize: Sendable, Equatable {
  /// A number of examples.
  case count(Int)
  /// A fraction of all examples, in 0...1, rounded to the nearest count.
  case fraction(Double)

  /// The number of examples out of `total`.
  func resolved(total: Int) throws(DatasetError) -> Int {
    switch self {
    case .count(let count):
      guard count >= 0 && count <= total else {
        throw .badData("a part of \(count) examples cannot be split off from \(total); choose 0 to \(total)")
      }
      return count
    case .fraction(let fraction):
      guard fraction >= 0 && fraction <= 1 else {
        throw .badData("a part of \(fraction) of all examples cannot be split off; choose a fraction from 0 to 1")
      }
      return Int((fraction * Double(total)).rounded())
    }
  }
}
