import FledgeKernels
import FledgeNetworks

/// ParameterViews of memory with a guard before, between and behind them.
struct GuardedMemory {
  /// A quiet NaN that no computation makes.
  private static let guardValue = Float(bitPattern: 0x7FED_F1ED)
  private static let gap = 48

  let slots: ParameterViews
  private let arena: AlignedBuffer<Float>
  private let ranges: [Range<Int>]

  init(counts: [Int]) {
    var ranges: [Range<Int>] = []
    var end = Self.gap
    for count in counts {
      ranges.append(end..<end + count)
      end = (end + count + Self.gap + 15) / 16 * 16
    }
    self.ranges = ranges
    arena = AlignedBuffer<Float>(count: end)
    slots = ParameterViews(arena, ranges)
    var all = arena.mutableSpan(0..<end)
    for index in 0..<end { all[index] = Self.guardValue }
  }

  var count: Int { ranges.count }

  /// Writes the first values of a slot, guard values behind them.
  func set(_ slot: Int, to values: [Float]) {
    forget(slot)
    var target = arena.mutableSpan(ranges[slot])
    for index in values.indices { target[index] = values[index] }
  }

  func set(_ slot: Int, repeating value: Float) {
    set(slot, to: [Float](repeating: value, count: ranges[slot].count))
  }

  /// Fills a slot with the guard value: whoever reads it before it is written gets NaN.
  func forget(_ slot: Int) {
    var target = arena.mutableSpan(ranges[slot])
    for index in target.indices { target[index] = Self.guardValue }
  }

  func values(_ slot: Int, count: Int? = nil) -> [Float] {
    let span = arena.span(ranges[slot])
    return (0..<(count ?? span.count)).map { span[$0] }
  }

  /// Whether a slot is as `forget` left it from one place on.
  func isForgotten(_ slot: Int, from start: Int) -> Bool {
    let span = arena.span(ranges[slot])
    for index in start..<span.count where span[index].bitPattern != Self.guardValue.bitPattern { return false }
    return true
  }

  /// Whether everything outside of the slots is as it was.
  var isIntact: Bool {
    let all = arena.span(0..<arena.count)
    var position = 0
    for range in ranges + [arena.count..<arena.count] {
      while position < range.lowerBound {
        if all[position].bitPattern != Self.guardValue.bitPattern { return false }
        position += 1
      }
      position = range.upperBound
    }
    return true
  }
}
