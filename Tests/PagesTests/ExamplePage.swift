import FledgeCharts
import FledgeMetrics
import FledgePages
import TestSupport

/// A report with every kind of block; its numbers are invented.
enum ExamplePage {
  static let accuracies = [0.9742, 0.9751, 0.9748, 0.9755, 0.9739]

  static let provenance = PageProvenance(
    command: "fledge reproduce example --scale full", version: "1.0.0", commit: "0123abcd",
    processor: "Example processor 3.0 GHz", threads: 2, instructionSet: "AVX2",
    dataChecksum: String(repeating: "5e", count: 32), seconds: 754.2, date: "2026-02-15")

  static func page(
    _ report: String = "example", scale: ReportScale = .full, data: PageData = .mnist, title: String? = nil,
    pictures: Bool = true
  ) throws -> ReportPage {
    let tanh = Claim.compare(
      Claim.Group("tanh", [0.971, 0.972, 0.974, 0.973, 0.975, 0.972, 0.973]),
      betterThan: Claim.Group("ReLU", [0.961, 0.965, 0.962, 0.966, 0.961, 0.964, 0.963]),
      by: Claim.Design(.accuracy.on(.test), paired: true))
    return ReportPage(
      report, title: title ?? "A network <from scratch> & its \"studies\"",
      citation: "A. Author and B. Author, Example University, 2024. Code: <https://example.org/code>",
      summary: "Two hidden layers, trained with momentum. Most numbers come out; the penalty does not.",
      scale: scale, data: data, provenance: provenance
    ) {
      PageSection("Momentum", from: "section 4") {
        Prose(
          """
          The net has one hidden layer of 128 units. Every run has its own seed, which sets `W ~ U(-a, a)` and the
          order of the batches.

          - training: 48,000 images
          - validation: 12,000 images, on which a < b & c decides
          """)
        Quote("The training early stopped at epoch 31, with a test accuracy of 97.45%.", from: "section 4.3")
        settings
        Figure(
          "fig2", number: "Figure 2", caption: "Loss by optimizer, median and quartiles over 9 runs.",
          reported: "both curves fall, validation flattens after epoch 20", charts: [example("lines-with-bands")])
        numbers
      }
      PageSection("Classes", from: "section 6") {
        Figure(
          "fig3", number: "Figure 3", caption: "Confusion matrices on training and test images.",
          charts: [example("confusion-matrix"), example("bars")])
        grid
        Figure("fig4", number: "Figure 4", caption: "A figure that this scale does not draw.", charts: [])
        Figure(
          "added.weights", number: nil, caption: "Weights of hidden units.",
          charts: [example(pictures ? "weight-grids" : "bars")])
        gradients
      }
      PageSection("Readings of the settings") { readings }
      PageSection("Claims in words") {
        TestedClaim(
          "claim.tanh", "tanh performs slightly better than ReLU", from: "section 7",
          test: "The same seeds for both; the paired t test of the test accuracies.",
          outcome: ClaimOutcome(tanh))
        TestedClaim(
          "claim.smooth", "the features look smoother", from: "section 2.3",
          test: "Mean squared difference of neighbouring weights over their variance.",
          outcome: .undecided("0.41 against 0.44, interval of the difference -0.02 to 0.08, n = 7"))
      }
      PageSection("Where the report contradicts itself") {
        Contradiction(
          "twice.test-error", "The error 0.012",
          [
            .init("the best classifier achieved a test error of 0.012", from: "abstract"),
            .init("a training error of 0.012 and a test error of 0.069", from: "section 1.1"),
          ],
          finding: "our runs end at 0.013 on training and 0.071 on test images, so the abstract is the slip")
      }
    }
  }

  static let settings = SettingsTable(
    "Momentum",
    [
      .stated("learning rate", "0.1", in: "section 4.2"),
      .stated("momentum", "`Δw ← γΔw + (1−γ)α∂E/∂w`, γ 0.9", in: "equation 5"),
      .stated("batch size", "128", in: "section 4.2"),
      .fromCode("hidden activation", "ReLU"),
      .chosen("initial weights", "uniform in ±1/√n", because: "the text names none; the plainest that trains"),
    ])

  static let numbers = NumberTable(
    "table1", number: "Table 1", caption: "Test results over 5 seeds.",
    [
      PublishedNumber("momentum", "test accuracy, momentum", published: "97.45 %", ours: .seeds(accuracies)),
      PublishedNumber("loss", "test loss, momentum", published: "0.08", ours: .seeds([0.083, 0.084, 0.082, 0.085])),
      PublishedNumber("l1", "test accuracy, L1", published: "95.18 %", ours: .seeds([0.897, 0.899, 0.895, 0.898])),
      PublishedNumber("epoch", "epoch of the stop", published: "31", ours: .seeds([28, 33, 30, 41, .nan])),
      PublishedNumber("right", "images right", published: "8,097", ours: .exact(8_097)),
      PublishedNumber("single", "test accuracy, one run", published: "92.51 %", ours: .seeds([0.9231])),
      PublishedNumber("absent", "test accuracy, ReLU", published: "97.69 %", ours: .missing("not run at this scale")),
      PublishedNumber(
        "mre", "reconstruction error", published: "0.0050", ours: .seeds([0.0053, 0.0055, 0.0054]),
        contradiction: "the mean of the report's own ten digits is 0.0055"),
    ])

  static let grid = NumberGrid(
    "table2", number: "Table 2", caption: "Precision and recall of each digit, 3 seeds.", rowTitle: "Digit",
    columns: [GridColumn("precision", "Precision"), GridColumn("recall", "Recall"), GridColumn("f1", "F1")],
    rows: [
      GridRow(
        "digit0", "0",
        [
          GridCell("0.986", .seeds([0.984, 0.987, 0.985])), GridCell("0.992", .seeds([0.991, 0.992, 0.990])),
          GridCell("0.989", .seeds([0.988, 0.989, 0.988])),
        ]),
      GridRow(
        "digit1", "1",
        [
          GridCell("0.993", .seeds([0.981, 0.982, 0.981])), GridCell("0.992", .seeds([0.991, 0.992, 0.990])), nil,
        ]),
    ])

  static let gradients = Table(
    "gradients", number: "Table 3", caption: "Gradient check, ε = 0.01, one example.",
    columns: ["Weight", "numerical", "backward", TableColumn("difference", unit: "10⁻⁶"), "check"],
    rows: [
      [
        "output bias", .published("-0.001305"), .number(-0.001309, decimals: 6), .number(4.12, decimals: 1),
        .verdict(.reproduced),
      ],
      ["hidden bias", .published("-9.77e-05"), .number(0.000229, decimals: 6), .number(327, decimals: 1), .empty],
      ["share of rows", 2, .percent(0.5, decimals: 0), .empty, .verdict(.differs)],
    ])

  static let readings = Readings(
    "accuracy", "Test accuracy after two epochs",
    [ReadingNumber("", "test accuracy after two epochs", published: "97.2 %")],
    [
      Reading(
        "first-4000", "the first 4,000 test images", ours: [.seeds([0.9391, 0.9402, 0.9385])], source: "section 3"),
      Reading("all-10000", "all 10,000 test images", ours: [.seeds([0.9521, 0.9533, 0.9517])], source: "section 3"),
      Reading(
        "last-4000", "the last 4,000, pixels from 0 to 255", ours: [.seeds([0.9712, 0.9722, 0.9731])],
        source: nil, otherExamples: 4_000),
    ])

  /// A chart from the catalogue of examples.
  static func example(_ name: String) -> any Chart {
    ChartCatalogue.examples.first { $0.name == name }!.chart
  }
}
