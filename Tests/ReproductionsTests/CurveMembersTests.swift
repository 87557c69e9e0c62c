import FledgeCharts
import FledgeReproductions
import FledgeTraining
import TestSupport
import Testing

/// The single runs that a curve of a report carries.
@Suite struct CurveMembersTests {
  @Test func `each run is a member with its seed, values, settings and folder`() throws {
    try withTemporaryFolder { folder in
      let runs = try ReproductionContext.smoke(in: folder).train(ReproductionContextTests.study)["sgd"]
      let series = Curves.series("sgd", runs) { $0.validationLoss }
      #expect(series.members.map(\.name) == ["seed 0", "seed 1"])
      #expect(series.members.map(\.y) == runs.map { $0.history.epochs.compactMap(\.validationLoss) })
      for (member, run) in zip(series.members, runs) {
        #expect(folder + "/" + member.folder == run.folder)
        #expect(member.settings.hasPrefix("sgd: dataset clouds, ") && member.settings.contains("layers [4]"))
        #expect(!member.settings.contains("seed") && !member.settings.contains("threads"))
      }
      let chart = Curves.chart("t", ChartAxis("loss"), [series])
      #expect(chart.svg(values: .all).contains("data-run=\"seed 1\"") && !chart.svg().contains("data-run"))
    }
  }

  @Test func `a run that stopped later than most says so, and one run alone is no member`() throws {
    try withTemporaryFolder { folder in
      let short = ReproductionContextTests.clouds
      let context = try ReproductionContext.smoke(in: folder)
      let both = try context.train(PaperStudy("short", seeds: 2, short)).all
      let long = try context.train(PaperStudy("long", seeds: 1, short.changing(["epochs": "5"]))).all
      let series = Curves.series("all", both + long) { $0.trainingLoss ?? $0.runningTrainingLoss }
      #expect(series.x.count == 2 && series.members.map(\.y.count) == [2, 2, 2])
      #expect(series.members[2].name == "seed 0, goes on to point 5")
      #expect(series.members[2].settings != series.members[0].settings)
      #expect(Curves.series("one", long) { $0.validationLoss }.members.isEmpty)
    }
  }
}
