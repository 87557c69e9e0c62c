import FledgeTraining
import Testing

/// The tuner gets durations that were not measured, so that its choice does not depend on the machine.
struct AutoTunerTests {
  private let candidates: [AutoTuner.Candidate] = [.shared, .prefetching, .serial]

  /// Takes steps whose duration depends on the candidate, for `seconds`; returns the steps of each candidate.
  private func take(_ tuner: inout AutoTuner, seconds: Double, _ cost: (AutoTuner.Candidate, Int) -> Double)
    -> [AutoTuner.Candidate:
    Int]
  {
    var counts: [AutoTuner.Candidate: Int] = [:]
    var (past, number) = (0.0, 0)
    while past < seconds {
      let step = cost(tuner.candidate, number)
      counts[tuner.candidate, default: 0] += 1
      tuner.finishStep(seconds: step)
      past += step
      number += 1
    }
    return counts
  }

  @Test func `the fastest candidate is found, whichever it is, and used for nearly all steps`() {
    for fastest in candidates {
      var tuner = AutoTuner(candidates)
      _ = take(&tuner, seconds: 0.1) { candidate, _ in candidate == fastest ? 30e-6 : 40e-6 }
      let counts = take(&tuner, seconds: 10) { candidate, _ in candidate == fastest ? 30e-6 : 40e-6 }
      #expect(tuner.candidate == fastest)
      #expect(Double(counts[fastest]!) > 0.97 * Double(counts.values.reduce(0, +)))
      #expect(counts.count == 3, "all candidates are measured again")
    }
  }

  @Test func `the first candidate is used for the first hundredths of a second`() {
    var tuner = AutoTuner(candidates)
    #expect(take(&tuner, seconds: 0.015) { candidate, _ in candidate == .shared ? 40e-6 : 30e-6 } == [.shared: 375])
  }

  @Test func `among equals the first is used, and so it is where another is hardly faster`() {
    var tuner = AutoTuner(candidates)
    _ = take(&tuner, seconds: 0.1) { candidate, _ in candidate == .serial ? 29.5e-6 : 30e-6 }
    let counts = take(&tuner, seconds: 5) { candidate, _ in candidate == .serial ? 29.5e-6 : 30e-6 }
    #expect(Double(counts[.shared]!) > 0.97 * Double(counts.values.reduce(0, +)))
  }

  @Test func `now and then a slow step changes nothing`() {
    var tuner = AutoTuner(candidates)
    let counts = take(&tuner, seconds: 5) { candidate, number in
      number % 50 == 7 ? 1e-3 : candidate == .prefetching ? 30e-6 : 40e-6
    }
    #expect(Double(counts[.prefetching]!) > 0.9 * Double(counts.values.reduce(0, +)))
  }

  @Test func `when the candidate in use becomes slow, another is found within hundredths of a second`() {
    var tuner = AutoTuner(candidates)
    _ = take(&tuner, seconds: 10) { candidate, _ in candidate == .prefetching ? 30e-6 : 40e-6 }
    #expect(tuner.candidate == .prefetching)
    _ = take(&tuner, seconds: 0.05) { candidate, _ in candidate == .serial ? 40e-6 : 120e-6 }
    #expect(tuner.candidate == .serial)
  }

  @Test func `where all candidates become slow and fast in turn, tuning takes a small part of the time`() {
    var tuner = AutoTuner(candidates)
    _ = take(&tuner, seconds: 1) { candidate, _ in candidate == .prefetching ? 30e-6 : 40e-6 }
    let counts = take(&tuner, seconds: 10) { candidate, number in
      (candidate == .prefetching ? 30e-6 : 40e-6) * (number / 200 % 2 == 0 ? 1 : 1.5)
    }
    #expect(Double(counts[.prefetching]!) > 0.94 * Double(counts.values.reduce(0, +)))
  }

  @Test func `when another candidate becomes faster, it is found in time`() {
    var tuner = AutoTuner(candidates)
    _ = take(&tuner, seconds: 10) { candidate, _ in candidate == .serial ? 40e-6 : 120e-6 }
    #expect(tuner.candidate == .serial)
    _ = take(&tuner, seconds: 2) { candidate, _ in candidate == .prefetching ? 30e-6 : 40e-6 }
    #expect(tuner.candidate == .prefetching)
  }

  @Test func `a slow candidate is pruned, and long steps are not tuned`() {
    var tuner = AutoTuner(candidates)
    let counts = take(&tuner, seconds: 0.06) { candidate, _ in candidate == .serial ? 400e-6 : 40e-6 }
    #expect(counts[.serial]! <= 2 * 4)
    var long = AutoTuner(candidates)
    let countsOfLong = take(&long, seconds: 60) { candidate, _ in candidate == .shared ? 5e-3 : 1e-3 }
    #expect(countsOfLong.keys.sorted { "\($0)" < "\($1)" } == [.shared])
  }

  @Test func `a single candidate is never measured`() {
    var tuner = AutoTuner([.serial])
    #expect(take(&tuner, seconds: 1) { _, number in Double(number % 7) * 1e-4 }.count == 1)
    #expect(tuner.candidate == .serial)
  }
}
