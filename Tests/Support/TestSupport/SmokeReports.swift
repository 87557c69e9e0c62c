import FledgeDatasets
package import FledgePages
package import FledgeReproductions
import Foundation

/// All five reports at smoke scale on the generated digits that stand in for MNIST, made once for all tests.
package struct SmokeReports: Sendable {
  /// A page, and how many trainings there were before and after it was made.
  package struct Report: Sendable {
    package let page: ReportPage
    package let trainedBefore: Int
    package let trainedAfter: Int
  }

  /// The reports by name.
  package let reports: [String: Report]
  /// The folder of all pages.
  package let pages = folder + "/pages"
  /// The folder of the trainings: `fledge reproduce --scale smoke --output` with it trains nothing without MNIST.
  package let trainings = folder + "/trainings"
  /// Finds all trainings finished.
  package let context: ReproductionContext

  private static let folder = NSTemporaryDirectory() + "fledge-smoke-\(UUID().uuidString)"
  private static let made = Result { try SmokeReports() }

  /// Makes the reports, or returns those that are there.
  package static func shared() throws -> SmokeReports { try made.get() }

  private init() throws {
    try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(atPath: SmokeReports.folder) }
    var options = ReproductionContext.Options()
    options.scale = .smoke
    options.output = trainings
    options.data = .given(PenDigits.pair(training: 2_000, test: 1_000, seed: 0))
    let context = try ReproductionContext(options)
    self.context = context
    let output = trainings
    func count() throws -> Int { try Self.trained(in: output) }
    var reports: [String: Report] = [:]
    for paper in try PaperCatalogue.all() {
      try context.train(studiesOf: [paper])
      let before = try count()
      let page = try context.reproduce(paper)
      reports[paper.id] = try Report(page: page, trainedBefore: before, trainedAfter: count())
    }
    self.reports = reports
    try ReportWriter.write(reports.values.map(\.page), to: pages)
  }

  /// How many trainings a folder of reports holds.
  package static func trained(in output: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: output + "/runs").count { $0.first != "." }
  }
}
