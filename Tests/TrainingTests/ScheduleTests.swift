import FledgeTraining
import Testing

/// Ten epochs of ten steps each.
struct ScheduleTests {
  @Test func `half a cosine is 1 at the beginning, a half in the middle and the floor at the end`() {
    expect(.cosine(floor: 0), [0: 1, 50: 0.5, 100: 0])
    expect(.cosine(floor: 0.2), [0: 1, 50: 0.6, 100: 0.2])
    // (1 + cos 60°) / 2 and (1 + cos 45°) / 2.
    expect(.cosine(floor: 0), [25: (1 + 0.5.squareRoot()) / 2])
    #expect(abs(Schedule.cosine(floor: 0).factor(step: 1, stepsPerEpoch: 3, epochs: 1, plateaus: 0) - 0.75) < 1e-12)
  }

  @Test func `a line begins after its share and ends at the floor`() {
    expect(.linear(hold: 0, floor: 0), [0: 1, 50: 0.5, 90: 0.1, 100: 0])
    expect(.linear(hold: 0.6, floor: 0.2), [0: 1, 59: 1, 60: 1, 80: 0.6, 100: 0.2])
    #expect(Schedule.linear(hold: 0.5, floor: 0).dependsOnEpochs)
  }

  @Test func `a constant stays`() {
    expect(.constant, [0: 1, 99: 1])
  }

  @Test func `steps fall at the first step of their epoch`() {
    expect(.step(epochs: 3, factor: 0.1), [0: 1, 29: 1, 30: 0.1, 59: 0.1, 60: 0.01, 90: 0.001])
  }

  @Test func `exponential decay counts epochs`() {
    expect(.exponential(factor: 0.9), [0: 1, 9: 1, 10: 0.9, 25: 0.81, 99: 0.387_420_489])
  }

  @Test func `one cycle rises from a share, peaks, and falls below it`() {
    let schedule = Schedule.oneCycle(rise: 0.3, division: 25)
    expect(schedule, [0: 0.04, 15: 0.52, 30: 1, 100: 0.04e-4])
    expect(schedule, [65: 0.5 + 0.02e-4])
    let factors = (0...100).map { schedule.factor(step: $0, stepsPerEpoch: 10, epochs: 10, plateaus: 0) }
    #expect(zip(factors[..<30], factors[1...30]).allSatisfy { $0 < $1 })
    #expect(zip(factors[30..<100], factors[31...]).allSatisfy { $0 > $1 })
  }

  @Test func `warm-up rises in a line and then begins the next schedule`() {
    expect(.warmUp(steps: 4, then: .constant), [0: 0.25, 1: 0.5, 3: 1, 4: 1, 50: 1])
    expect(.warmUp(steps: 10, then: .step(epochs: 1, factor: 0.5)), [9: 1, 10: 1, 19: 1, 20: 0.5])
  }

  @Test func `what follows a warm-up ends with the training`() {
    let schedule = Schedule.warmUp(steps: 20, then: .cosine(floor: 0))
    expect(schedule, [19: 1, 20: 1, 60: 0.5, 100: 0])
  }

  @Test func `plateaus multiply`() {
    let schedule = Schedule.onPlateau(factor: 0.5, patience: 2)
    for (plateaus, expected) in [(0, 1.0), (1, 0.5), (3, 0.125)] {
      #expect(schedule.factor(step: 17, stepsPerEpoch: 10, epochs: 10, plateaus: plateaus) == expected)
    }
    #expect(schedule.plateauPatience == 2)
    #expect(Schedule.warmUp(steps: 1, then: schedule).plateauPatience == 2)
    #expect(Schedule.constant.plateauPatience == nil)
  }

  @Test func `a plateau is more than patience epochs without a new best`() {
    var counter = PlateauCounter()
    for (value, expected) in [(1.0, 0), (0.9, 0), (0.9, 0), (0.95, 0), (0.91, 1), (1, 1), (1, 1), (1, 2), (0.5, 2)] {
      counter.observe(value, patience: 2)
      #expect(counter.count == expected)
    }
  }

  private func expect(
    _ schedule: Schedule, _ factors: [Int: Double], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (step, expected) in factors.sorted(by: { $0.key < $1.key }) {
      let found = schedule.factor(step: step, stepsPerEpoch: 10, epochs: 10, plateaus: 0)
      #expect(abs(found - expected) < 1e-12, "step \(step)", sourceLocation: sourceLocation)
    }
  }
}
