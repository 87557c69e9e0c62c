import FledgeCharts
import FledgeModels
import FledgeStudies
import FledgeTraining
import Testing

@Suite struct LearningRateFinderTests {
  /// A training with everything that has a state: dropout, batch normalisation, an adaptive optimizer.
  func experiment() throws -> Experiment {
    try Experiment(
      tinySettings {
        $0.layers = [16, 8]
        $0.dropout = 0.2
        $0.norm = .batch
        $0.epochs = 3
      })
  }

  @Test func `the rates rise by one factor from the first to the last`() throws {
    var finder = LearningRateFinder()
    finder.from = 1e-4
    finder.to = 1e-2
    finder.steps = 21
    let points = try finder.sweep(experiment().trainer).points
    #expect(points.count == 21)
    for (step, point) in points.enumerated() {
      let expected =
        [1e-4, 1e-3, 1e-2][step / 10]
        * [
          1, 1.258_925, 1.584_893, 1.995_262, 2.511_886, 3.162_278,
          3.981_072, 5.011_872, 6.309_573, 7.943_282,
        ][step % 10]
      #expect(abs(point.rate / expected - 1) < 1e-6)
    }
  }

  @Test func `the suggestion is where the smoothed loss falls fastest`() {
    // Flat, then a fall of 1 for each step from step 20 to step 39, then flat.
    let points = (0..<60).map { step in
      let loss = 20.0 - Double(min(max(step - 20, 0), 19))
      return LearningRateCurve.Point(rate: Double(step), loss: loss, smoothedLoss: loss)
    }
    #expect(LearningRateCurve(points: points).suggestion == 24)
    #expect(LearningRateCurve(points: points.map { .init(rate: $0.rate, loss: 1, smoothedLoss: 1) }).suggestion == nil)
  }

  @Test func `a sweep leaves no trace on the training that follows`() throws {
    let swept = try experiment()
    let plain = try experiment()
    let curve = try swept.findLearningRate()
    #expect(curve.points.count > 50)
    let (first, second) = try (swept.run(), plain.run())
    #expect(first.parameters == second.parameters && first.statistics == second.statistics)
    #expect(first.test?.losses == second.test?.losses)
    #expect(first.history.epochs.map(\.validationLoss) == second.history.epochs.map(\.validationLoss))
  }

  @Test func `a sweep in the middle of a training leaves no trace either`() throws {
    let swept = try experiment()
    let plain = try experiment()
    var points = 0
    let first = try swept.run { event in
      if case .step(let progress) = event, progress.step == 2, progress.epoch == 2 {
        points = try swept.findLearningRate().points.count
      }
      return .proceed
    }
    #expect(points > 50)
    let second = try plain.run()
    #expect(first.parameters == second.parameters && first.statistics == second.statistics)
  }

  @Test func `far too large rates end the sweep`() throws {
    var finder = LearningRateFinder()
    finder.to = 1e30
    let curve = try finder.sweep(
      Experiment(tinySettings { $0.optimizer = "sgd" }).trainer)
    #expect(curve.points.count < 150 && curve.points.allSatisfy { $0.loss.isFinite })
    finder.to = 0
    #expect(throws: TrainingError.self) { _ = try finder.sweep(experiment().trainer) }
  }

  @Test func `the chart shows the smoothed loss over a logarithmic axis`() throws {
    let chart = try experiment().findLearningRate().chart
    #expect(chart.x.scale == .logarithmic && chart.series[0].traces.count == 1)
    #expect(chart.svg().contains("Learning rate"))
  }
}
