import FledgeModels
import Testing

/// What losses of epochs say against a training.
struct LossCurveRulesTests {
  @Test func `a loss that stays at that of a constant does not fall`() {
    let rules = LossCurveRules(training: [1.0, 1.01, 1.0], constantLoss: 1)
    #expect(rules.notFalling?.first == 1 && rules.notFalling?.last == 1)
    #expect(LossCurveRules(training: [1.0, 1.0], constantLoss: 1).notFalling == nil)
    #expect(LossCurveRules(training: [1.0, 0.99, 0.98], constantLoss: 1).notFalling == nil)
    // All was learned in the first epoch.
    #expect(LossCurveRules(training: [0.1, 0.1, 0.1], constantLoss: 1).notFalling == nil)
    #expect(LossCurveRules(training: [1, 1, 1]).notFalling == nil)
  }

  @Test func `a validation loss that rises while the training loss falls is overfitting since its lowest epoch`() throws
  {
    let training = [0.9, 0.6, 0.4, 0.2, 0.1]
    let found = try #require(
      LossCurveRules(training: training, validation: [0.9, 0.5, 0.7, 0.8, 0.9], constantLoss: 1).overfittingSince)
    #expect(found.epoch == 2 && found.lowest == 0.5 && found.last == 0.9)
    // One of the last three is near the lowest; the rise is small against a constant; the training loss rises too.
    #expect(
      LossCurveRules(training: training, validation: [0.9, 0.5, 0.7, 0.55, 0.9], constantLoss: 1).overfittingSince
        == nil)
    #expect(
      LossCurveRules(training: training, validation: [0.9, 0.01, 0.03, 0.03, 0.03], constantLoss: 1).overfittingSince
        == nil)
    #expect(
      LossCurveRules(
        training: [0.9, 0.6, 0.4, 0.8, 0.9], validation: [0.9, 0.5, 0.7, 0.8, 0.9], constantLoss: 1
      ).overfittingSince == nil)
    #expect(LossCurveRules(training: training, constantLoss: 1).overfittingSince == nil)
  }

  @Test func `a loss that doubles by a fifth of a constant's is a jump, a small one is not`() {
    let jump = LossCurveRules(training: [0.5, 0.2, 0.45, 0.1], constantLoss: 1).jump
    #expect(jump?.epoch == 3 && jump?.from == 0.2 && jump?.to == 0.45)
    #expect(LossCurveRules(training: [0.5, 0.01, 0.03, 0.01], constantLoss: 1).jump == nil)
    #expect(LossCurveRules(training: [0.5, 0.4, 0.7], constantLoss: 1).jump == nil)
    #expect(LossCurveRules(training: [10.0, 1], constantLoss: 1).jump?.epoch == 1)
    #expect(LossCurveRules(training: [9.9, 1], constantLoss: 1).jump == nil)
    #expect(LossCurveRules(training: [], constantLoss: 1).jump == nil)
  }
}
