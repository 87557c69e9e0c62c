import FledgeKernels
import Synchronization
import Testing

/// Numbers in [−1, 1) that look random and do not come from a kernel.
func values(_ count: Int, seed: UInt64 = 1, scale: Float = 1) -> [Float] {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return scale * (Float(state >> 40) * 0x1p-23 - 1)
  }
}

private let guardValue: Float = -123456.789

/// Runs `body` on an output between guard values, and checks that it did not write to those.
func guarded(
  _ start: [Float], sourceLocation: SourceLocation = #_sourceLocation, _ body: (inout MutableSpan<Float>) -> Void
) -> [Float] {
  let guards = [Float](repeating: guardValue, count: 40)
  var memory = guards + start + guards
  var all = memory.mutableSpan
  var output = all._mutatingExtracting(40..<40 + start.count)
  body(&output)
  let isIntact =
    memory[..<40].allSatisfy { $0 == guardValue } && memory[(40 + start.count)...].allSatisfy { $0 == guardValue }
  #expect(isIntact, "a kernel wrote outside of its output", sourceLocation: sourceLocation)
  return Array(memory[40..<40 + start.count])
}

func guarded(
  count: Int, sourceLocation: SourceLocation = #_sourceLocation, _ body: (inout MutableSpan<Float>) -> Void
) -> [Float] {
  guarded([Float](repeating: .nan, count: count), sourceLocation: sourceLocation, body)
}

/// One thread pool for each instruction set, and for the fastest one pools of 2, 3 and 8 threads that split even the
/// smallest work.
func makeEveryTeam() -> [ThreadPool] {
  InstructionSet.available.map { ThreadPool(threads: 1, instructionSet: $0) }
    + [2, 3, 8].map {
      ThreadPool(threads: $0, instructionSet: InstructionSet.available.last!, splitsSmallWork: true)
    }
}

// Tests run in parallel, and a busy pool does not split work: each test takes a set of pools.
private let idleTeams = Mutex<[[ThreadPool]]>([])

/// The results of `body` on every pool of a set that no other test uses meanwhile.
func withEveryTeam<Result>(_ body: ([ThreadPool]) -> Result) -> Result {
  let pools = idleTeams.withLock { $0.popLast() } ?? makeEveryTeam()
  defer { idleTeams.withLock { $0.append(pools) } }
  return body(pools)
}

/// The result of `body`, which must have the same bits on every thread pool.
func onEveryTeam(sourceLocation: SourceLocation = #_sourceLocation, _ body: (ThreadPool) -> [Float]) -> [Float] {
  withEveryTeam { pools in
    let first = body(pools[0])
    for threads in pools.dropFirst() {
      let other = body(threads)
      #expect(
        haveSameBits(first, other), "\(threads.instructionSet) with \(threads.count) threads differs from portable",
        sourceLocation: sourceLocation)
    }
    return first
  }
}

func haveSameBits(_ a: [Float], _ b: [Float]) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }
}

/// The largest |a − b| / max(1, |b|), infinite where one of them is NaN.
func largestDifference(_ a: [Float], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  var largest = 0.0
  for (x, y) in zip(a, b) {
    let difference = abs(Double(x) - y) / max(1, abs(y))
    largest = difference.isNaN ? .infinity : max(largest, difference)
  }
  return largest
}
