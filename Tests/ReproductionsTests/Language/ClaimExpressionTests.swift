import FledgePages
import FledgeReproductions
import Testing

/// Each form of a claim holds, fails and stays undecided where planted values make it so.
@Suite struct ClaimExpressionTests {
  /// Accuracies of the layers 4, 8 and 16 for ten seeds: a mean each, and a spread.
  private func verdict(_ expression: String, _ means: [Double], spread: Double = 0.001) throws -> Verdict {
    let report = try ReportFile(
      ExampleReport.text(
        "axes: {activation: [relu, tanh], layers: [[4], [8], [16]]}", "axes: {layers: [[4], [8], [16]]}"
      )
      .replacing(
        "test_accuracy(layers=[16], activation=relu) > test_accuracy(layers=[4], activation=relu)", with: expression
      )
      .replacing(", activation: relu}", with: "}").replacing(", activation: tanh}", with: "}")
      .replacing("where: {activation: relu}", with: "where: {layers: [4]}"), path: "example.md")
    let claim = try #require(
      report.sections.flatMap(\.parts).compactMap { if case .claim(let claim) = $0 { claim } else { nil } }.first)
    // A spread that differs from group to group, so that differences vary too.
    let outcome = try #require(claim.expression).judge(by: { _, selector in
      selector.variants.map { variant in
        let group = ["4", "8", "16"].firstIndex(of: variant.values[0]) ?? 0
        let step = [7, 3, 4][group]
        let values = (1...10).map { seed in means[group] + spread * (Double(seed * step % 11) - 5.5) / 5 }
        return (variant.label, (0..<10).map { UInt64($0) }, values)
      }
    })
    return outcome.verdict
  }

  /// An expression; means under which it holds, fails and stays undecided.
  static let forms: [(expression: String, holds: [Double], fails: [Double], undecided: [Double])] = [
    ("test_accuracy(layers=[16]) > test_accuracy(layers=[4])", [0.9, 0.9, 0.95], [0.95, 0.9, 0.9], [0.9, 0.9, 0.9]),
    ("test_accuracy(layers=[16]) < test_accuracy(layers=[4])", [0.95, 0.9, 0.9], [0.9, 0.9, 0.95], [0.9, 0.9, 0.9]),
    ("test_loss(layers=[16]) > test_loss(layers=[4])", [0.1, 0.1, 0.2], [0.2, 0.1, 0.1], [0.1, 0.1, 0.1]),
    ("test_loss(layers=[16]) < test_loss(layers=[4])", [0.2, 0.1, 0.1], [0.1, 0.1, 0.2], [0.1, 0.1, 0.1]),
    (
      "test_accuracy(layers=[16]) > test_accuracy(layers=[8]) > test_accuracy(layers=[4])",
      [0.9, 0.93, 0.96], [0.9, 0.88, 0.96], [0.9, 0.93, 0.93]
    ),
    (
      "test_accuracy(layers=[16]) > test_accuracy(layers=[4]) by 2 points", [0.9, 0, 0.95], [0.9, 0, 0.91],
      [0.9, 0, 0.92]
    ),
    (
      "test_accuracy(layers=[16]) = test_accuracy(layers=[4]) within 1 points", [0.9, 0, 0.902], [0.9, 0, 0.95],
      [0.9, 0, 0.91]
    ),
    ("test_accuracy(layers=[16]) at least 90 %", [0, 0, 0.93], [0, 0, 0.85], [0, 0, 0.9]),
    ("test_accuracy(layers=[16]) at most 90 %", [0, 0, 0.85], [0, 0, 0.93], [0, 0, 0.9]),
    ("90 % < test_accuracy(layers=[16])", [0, 0, 0.93], [0, 0, 0.85], [0, 0, 0.9]),
    ("test_accuracy(layers=[16]) = 90 % within 1 points", [0, 0, 0.9], [0, 0, 0.93], [0, 0, 0.91]),
    ("best test_accuracy is layers=[16]", [0.9, 0.91, 0.95], [0.9, 0.96, 0.95], [0.9, 0.95, 0.95]),
    ("best test_loss is layers=[16]", [0.3, 0.3, 0.1], [0.05, 0.3, 0.1], [0.1, 0.3, 0.1]),
    ("test_accuracy monotone in layers", [0.9, 0.93, 0.96], [0.9, 0.88, 0.96], [0.9, 0.93, 0.93]),
    ("test_loss rises in layers", [0.1, 0.2, 0.3], [0.1, 0.2, 0.15], [0.1, 0.2, 0.2]),
    ("test_loss falls in layers", [0.3, 0.2, 0.1], [0.3, 0.2, 0.25], [0.3, 0.2, 0.2]),
    (
      "in most runs test_accuracy(layers=[16]) > test_accuracy(layers=[4])", [0.9, 0, 0.95], [0.95, 0, 0.9],
      [0.9, 0, 0.9]
    ),
    (
      "test_accuracy(layers=[16]) > 90 % and test_accuracy(layers=[4]) < 90 %", [0.85, 0, 0.95], [0.95, 0, 0.95],
      [0.9, 0, 0.95]
    ),
  ]

  @Test(arguments: forms.indices)
  func `a form holds, fails and stays undecided`(index: Int) throws {
    let form = Self.forms[index]
    #expect(try verdict(form.expression, form.holds) == .reproduced)
    #expect(try verdict(form.expression, form.fails) == .differs)
    #expect(try verdict(form.expression, form.undecided, spread: 0.01) == .undecided)
  }

  @Test func `runs without a spread, or a single one, decide nothing`() throws {
    #expect(
      try verdict("test_accuracy(layers=[16]) > test_accuracy(layers=[4])", [0.9, 0, 0.95], spread: 0) == .undecided)
  }
}
