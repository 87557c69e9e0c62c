import FledgeTraining
import Testing

/// The tuner gets planted times, so that its choice does not depend on the machine.
struct StepTunerTests {
  private let ways: [StepStrategy] = [.shared, .readingAhead, .alone]

  /// Takes steps whose seconds depend on the candidate, for `seconds`; returns the steps of each candidate.
  private func take(_ tuner: inout AutoTuner, seconds: Double, _ pace: (StepStrategy, Int) -> Double) -> [StepStrategy:
    Int]
  {
    var counts: [StepStrategy: Int] = [:]
    var (past, number) = (0.0, 0)
    while past < seconds {
      let step = pace(tuner.way, number)
      counts[tuner.way, default: 0] += 1
      tuner.finishStep(seconds: step)
      past += step
      number += 1
    }
    return counts
  }

  @Test func `the fastest way is found, whichever it is, and used for nearly all steps`() {
    for fastest in ways {
      var tuner = AutoTuner(ways)
      _ = take(&tuner, seconds: 0.1) { way, _ in way == fastest ? 30e-6 : 40e-6 }
      let counts = take(&tuner, seconds: 10) { way, _ in way == fastest ? 30e-6 : 40e-6 }
      #expect(tuner.way == fastest)
      #expect(Double(counts[fastest]!) > 0.97 * Double(counts.values.reduce(0, +)))
      #expect(counts.count == 3, "all ways are tried again")
    }
  }

  @Test func `the first way has the first hundredths of a second`() {
    var tuner = AutoTuner(ways)
    #expect(take(&tuner, seconds: 0.015) { way, _ in way == .shared ? 40e-6 : 30e-6 } == [.shared: 375])
  }

  @Test func `among equals the first is used, and so it is where another is hardly faster`() {
    var tuner = AutoTuner(ways)
    _ = take(&tuner, seconds: 0.1) { way, _ in way == .alone ? 29.5e-6 : 30e-6 }
    let counts = take(&tuner, seconds: 5) { way, _ in way == .alone ? 29.5e-6 : 30e-6 }
    #expect(Double(counts[.shared]!) > 0.97 * Double(counts.values.reduce(0, +)))
  }

  @Test func `now and then a slow step changes nothing`() {
    var tuner = AutoTuner(ways)
    let counts = take(&tuner, seconds: 5) { way, number in
      number % 50 == 7 ? 1e-3 : way == .readingAhead ? 30e-6 : 40e-6
    }
    #expect(Double(counts[.readingAhead]!) > 0.9 * Double(counts.values.reduce(0, +)))
  }

  @Test func `when the way in use becomes slow, another is found within hundredths of a second`() {
    var tuner = AutoTuner(ways)
    _ = take(&tuner, seconds: 10) { way, _ in way == .readingAhead ? 30e-6 : 40e-6 }
    #expect(tuner.way == .readingAhead)
    _ = take(&tuner, seconds: 0.05) { way, _ in way == .alone ? 40e-6 : 120e-6 }
    #expect(tuner.way == .alone)
  }

  @Test func `where all ways become slow and fast by turns, trials take a small part of the time`() {
    var tuner = AutoTuner(ways)
    _ = take(&tuner, seconds: 1) { way, _ in way == .readingAhead ? 30e-6 : 40e-6 }
    let counts = take(&tuner, seconds: 10) { way, number in
      (way == .readingAhead ? 30e-6 : 40e-6) * (number / 200 % 2 == 0 ? 1 : 1.5)
    }
    #expect(Double(counts[.readingAhead]!) > 0.94 * Double(counts.values.reduce(0, +)))
  }

  @Test func `when another way becomes faster, it is found in time`() {
    var tuner = AutoTuner(ways)
    _ = take(&tuner, seconds: 10) { way, _ in way == .alone ? 40e-6 : 120e-6 }
    #expect(tuner.way == .alone)
    _ = take(&tuner, seconds: 2) { way, _ in way == .readingAhead ? 30e-6 : 40e-6 }
    #expect(tuner.way == .readingAhead)
  }

  @Test func `a hopeless trial is short, and of long steps there are none`() {
    var tuner = AutoTuner(ways)
    let counts = take(&tuner, seconds: 0.06) { way, _ in way == .alone ? 400e-6 : 40e-6 }
    #expect(counts[.alone]! <= 2 * 4)
    var long = AutoTuner(ways)
    let countsOfLong = take(&long, seconds: 60) { way, _ in way == .shared ? 5e-3 : 1e-3 }
    #expect(countsOfLong.keys.sorted { "\($0)" < "\($1)" } == [.shared])
  }

  @Test func `one way alone is never in question`() {
    var tuner = AutoTuner([.alone])
    #expect(take(&tuner, seconds: 1) { _, number in Double(number % 7) * 1e-4 }.count == 1)
    #expect(tuner.way == .alone)
  }
}
