import FledgeModels
import FledgeNetworks
import FledgePages
import FledgeReproductions
import FledgeTensors
import FledgeTraining
import Foundation
import TestSupport
import Testing

@Suite struct ShiTests {
  @Test func `three rises in a row and three epochs without a new best are told apart`() {
    // Best at epoch 2; a fall within the rises breaks the row but makes no new best.
    let losses = [5.0, 3, 4, 3.5, 3.6, 3.7, 3.8, 1]
    #expect(StopRule.withoutBest.outcome(of: losses) == StopRule.Outcome(stop: 5, best: 2))
    #expect(StopRule.rises.outcome(of: losses) == StopRule.Outcome(stop: 7, best: 2))
    #expect(StopRule.rises.outcome(of: [3, 2, 1]) == StopRule.Outcome(stop: nil, best: 3))
  }

  @Test func `the smoke page has every figure, table and number`() throws {
    let page = try #require(SmokeReports.shared().reports["shi"]).page
    let ids = Set(page.items.map(\.id))
    for id in ["softmax", "momentum", "l2", "l1", "sigmoid", "relu"] {
      #expect(ids.isSuperset(of: ["shi.results.\(id).accuracy", "shi.results.\(id).loss"]))
    }
    #expect(
      ids.isSuperset(of: [
        "shi.readings.l1.stated.loss.rises", "shi.readings.l2.batch.full-last.rises", "shi.twice.gradients",
      ]))
    #expect(page.items.filter { $0.kind == .figure }.count == 5)
  }

  @Test func `the numbers of all readings are items of the results`() throws {
    let page = try #require(SmokeReports.shared().reports["shi"]).page
    let cells = try MarkupScanner.elements(of: page.html).filter { $0.name == "td" && $0["data-number"] != nil }
    let numbers = Set(cells.compactMap { $0["data-number"] })
    #expect(numbers.count == 8 && numbers.allSatisfy { $0.hasPrefix("results.") })
    #expect(Set(page.items.map(\.id)).isSuperset(of: numbers.map { "shi." + $0 }))
  }

  @Test func `gradients agree to the square of the step, and far better in double precision`() throws {
    try withTemporaryFolder { folder in
      let table = try GradientTable(ReproductionContext.smoke(in: folder))
      #expect(table.rows.count == 6)
      for row in table.rows {
        #expect(abs(row.singleDifference - row.singleGradient) < 1e-4)
        #expect(abs(row.narrowDifference - row.doubleGradient) < 1e-9)
        #expect(abs(row.singleGradient - row.doubleGradient) < 1e-5)
        #expect(row.doubleGradient != 0)
      }
      #expect(GradientTable.published.count { abs($0.numerical.value - $0.backprop.value) > 1e-4 } == 3)
    }
  }

  @Test func `a stop by the trainer's patience is the stop that is read off the curve`() throws {
    try withTemporaryFolder { folder in
      let settings = Shi.Configuration.momentum.changing([
        "examples": "60", "test-examples": "40", "learning-rate": "3", "epochs": "30", "layers": "8",
      ])
      let study = PaperStudy("stops", seeds: 3, probe: .stopRules, settings)
      let trials = try ReproductionContext.smoke(in: folder).train(study).all
      let ended = trials.filter { $0.history.endReason == .stoppedEarly }
      #expect(!ended.isEmpty)
      for trial in ended {
        let reading = try trial.stopped()
        #expect(reading.epochs == Double(trial.history.epochs.count))
        #expect(reading.testAccuracy == trial.testAccuracy)
        #expect(reading.testLoss == trial.testLoss)
        #expect(try trial.stopped(by: .withoutBest).epochs <= reading.epochs)
      }
    }
  }

  @Test func `weights are counted by magnitude and penalties are their sums`() throws {
    let network = try TrainingSettings(["layers": "none"]).network(features: 2, outputs: 2)
    var parameters = Parameters(layout: network.parameterLayout)
    try parameters.set("0.weight", to: Tensor(shape: [2, 2], elements: [0, 0.5, -0.0005, 0.25]))
    try parameters.set("0.bias", to: Tensor(shape: [2], elements: [9, 9]))
    let survey = WeightSurvey(parameters)
    var penalties = Penalties()
    penalties.l1 = 2
    #expect(abs(survey.penalty(penalties) - 2 * 0.7505) < 1e-7)
    penalties = Penalties()
    penalties.l2 = 2
    #expect(abs(survey.penalty(penalties) - 0.31250025) < 1e-7)
    var measurements = Measurements()
    survey.note(in: &measurements)
    #expect(try measurements.values(Shi.Key.nearZero) == [0.5, 0.5, 0.25])
    let magnitudes = try measurements.values(Shi.Key.magnitudes)
    #expect(magnitudes.reduce(0, +) == 4)
    // 0 in the first bin; 10^−3.5 … 10^−3.25 holds 0.0005; 10^−0.75 … 10^−0.5 holds 0.25, the next 0.5.
    #expect(magnitudes[0] == 1 && magnitudes[10] == 1 && magnitudes[21] == 1 && magnitudes[22] == 1)
  }
}
