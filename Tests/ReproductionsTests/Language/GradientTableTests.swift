import FledgePages
import FledgeReproductions
import TestSupport
import Testing

/// Tables of gradients, and claims about them.
@Suite struct GradientTableTests {
  private static let head = """
    ---
    id: gradients
    title: Gradients
    data: {dataset: digits, examples: 40, test-examples: 20}
    ---
    ```study
    train: {epochs: 1, activation: tanh}
    variants: [{name: hidden, layers: [16]}, {name: none, layers: none}]
    gradients: {output bias: 2.bias 9, a weight: 0.weight 3 350, another: 2.weight 1 1}
    seeds: {smoke: 2}
    scales: {smoke: {}}
    ```

    """

  @Test func `gradients agree to the square of the step, and far better in double precision`() throws {
    try withTemporaryFolder { folder in
      let report = try TextReport(
        Self.head + """
          ```table
          - {id: single, kind: gradients, variant: hidden}
          - {id: double, kind: gradients, variant: hidden, precision: double, steps: [1e-2, 1e-5]}
          ```

          ```claim
          - {id: right, text: t, expect: "gradient_difference(variant=hidden) at most 1e-4
             and gradient_difference(variant=hidden, precision=double, step=1e-5) < 1e-9"}
          - {id: wrong, text: t, expect: "gradient_difference(variant=hidden, precision=double, step=1e-2) at most 1e-9"}
          ```
          """, path: "gradients.md")
      let page = try ReproductionContext.smoke(in: folder).reproduce(report)
      let tables = page.sections.flatMap(\.blocks).compactMap { $0 as? Table }
      #expect(tables.map { $0.columns.count } == [5, 7])
      for (single, double) in zip(tables[0].rows, tables[1].rows) {
        let (rough, exact) = (try numbers(single), try numbers(double))
        #expect(abs(rough[0] - exact[0]) < 1e-5 && exact[0] != 0)
        #expect(rough[2] < 1e-4)
        #expect(exact[2] < 1e-4 && exact[4] < 1e-9)
      }
      // A plain difference is off by about ε²: nothing is extrapolated.
      #expect(try numbers(tables[1].rows[0])[2] > 1e-8)
      let verdicts = page.items.filter { $0.kind == .claim }.map(\.verdict)
      #expect(verdicts == [.reproduced, .differs])
    }
  }

  private func numbers(_ row: [TableCell]) throws -> [Double] {
    row.compactMap { cell in
      switch cell {
      case .number(let value, _), .scientific(let value, _): value
      default: nil
      }
    }
  }

  static let mistakes: [(part: String, other: String, words: String)] = [
    (
      "2.bias 9", "3.bias 9",
      "there is no parameter '3.bias' in the network; there are 0.weight, 0.bias, 2.weight, 2.bias"
    ),
    ("2.bias 9", "2.bias 10", "expected a position within 2.bias [10], found 2.bias 10"),
    ("2.bias 9", "2.bias 9 1", "expected a position within 2.bias [10]"),
    ("2.bias 9", "2.bias", "expected a parameter and its position from 0, such as 0.weight 3 5, found '2.bias'"),
    ("2.bias 9", "2.bias -1", "expected a parameter and its position from 0"),
    ("2.bias 9", "[2.bias, 9]", "output bias: expected a name, found a list"),
    (
      "{output bias: 2.bias 9, a weight: 0.weight 3 350, another: 2.weight 1 1}", "{}",
      "gradients: expected 'name: 0.weight 3 5', found nothing"
    ),
    ("gradients: {", "listed: no\n#", "names no weights whose gradients are checked"),
    ("another: 2", "output bias: 2", "'output bias' stands twice"),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake in the weights is named with its line`(index: Int) throws {
    let (part, other, words) = Self.mistakes[index]
    try expect(
      Self.head.replacing(part, with: other, maxReplacements: 1)
        + "```table\n{id: a, kind: gradients, variant: hidden}\n```\n", words)
  }

  static let uses: [(block: String, words: String)] = [
    ("table\n{id: a, kind: gradients}", "a table of gradients: expected one variant"),
    (
      "table\n{id: a, kind: gradients, variant: none}",
      "there is no parameter '2.bias' in the network; there are 0.weight, 0.bias"
    ),
    (
      "table\n{id: a, kind: gradients, variant: hidden, precision: half}",
      "precision: expected single or double, found 'half'"
    ),
    ("table\n{id: a, kind: gradients, variant: hidden, steps: 1e-2}", "steps: expected a list of values"),
    ("table\n{id: a, kind: gradients, variant: hidden, steps: [0]}", "steps: expected ε above 0"),
    ("table\n{id: a, kind: gradients, variant: hidden, steps: [nan]}", "steps: expected a number, found 'nan'"),
    ("table\n{id: a, kind: gradients, variant: hidden, steps: [0.1, 0.1]}", "a value stands twice"),
    ("table\n{id: a, kind: gradients, variant: hidden, metrics: [epochs]}", "it belongs to kind settings"),
    (
      "claim\n{id: a, text: t, expect: \"gradient_difference(variant=hidden) > 1e-4\"}",
      "expected 'at most' or '<' and a number"
    ),
    (
      "claim\n{id: a, text: t, expect: \"gradient_difference(variant=hidden, step=2) at most 1\"}",
      "step: expected ε above 0"
    ),
  ]

  @Test(arguments: uses.indices)
  func `a wrong table or claim is named with its line`(index: Int) throws {
    let (block, words) = Self.uses[index]
    try expect("\(Self.head)```\(block)\n```\n", words)
  }

  @Test func `networks without classes are refused`() throws {
    let text = Self.head.replacing(
      "variants: [{name: hidden, layers: [16]}, {name: none, layers: none}]", with: "axes: {autoencoder: [[4]]}")
    try expect(
      text + "```table\n{id: a, kind: gradients}\n```\n", "gradients: expected a classifier, found an autoencoder")
  }

  private func expect(_ text: String, _ words: String) throws {
    let error = try #require(throws: ReportFileError.self, "\(words)") { try TextReport(text, path: "gradients.md") }
    #expect("\(error)".contains(words), "\(error)")
    #expect("\(error)".hasPrefix("gradients.md, line ") && !"\(error)".contains("\n"), "\(error)")
  }
}
