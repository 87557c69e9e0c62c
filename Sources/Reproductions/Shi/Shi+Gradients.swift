import FledgeCharts
import FledgePages

extension Shi {
  /// Section 3: the gradient check, in the report's form, in double precision, and as published.
  func gradientSection(_ gradients: GradientTable) -> PageSection {
    PageSection("Gradient check", from: "section 3") {
      Prose(
        """
        One training image through 784-128-10 with tanh, weights as they are before training: when the report checked \
        its gradients it does not say. A central difference is off by about ε², so with ε = 10⁻² a right gradient \
        agrees to about 10⁻⁴.
        """)
      Table(
        "table1", number: "Table 1",
        caption: "Gradients of six weights of ours in single precision, which training uses, ε = 10⁻².",
        columns: ["Weight", "parameter", "numerical", "backprop", "absolute difference"],
        rows: gradients.rows.map { row in
          [
            .text(row.name), .text(row.weight), .number(row.singleDifference, decimals: 7),
            .number(row.singleGradient, decimals: 7), scientific(row.singleDifference - row.singleGradient),
          ]
        })
      Table(
        "added.double", number: nil,
        caption: "The same in double precision: with ε = 10⁻² what is left is ε², with ε = 10⁻⁵ almost nothing.",
        columns: [
          "Weight", "backprop", "difference at ε = 10⁻²", "difference at ε = 10⁻⁵",
        ],
        rows: gradients.rows.map { row in
          [
            .text(row.name), .number(row.doubleGradient, decimals: 9),
            scientific(row.wideDifference - row.doubleGradient),
            scientific(row.narrowDifference - row.doubleGradient),
          ]
        })
      Table(
        "added.published-gradients", number: nil, caption: "The published table, held against its own bound of 10⁻⁴.",
        columns: ["Weight", "numerical", "backprop", "difference as printed", "difference of its columns", "finding"],
        rows: GradientTable.published.map { row in
          let difference = abs(row.numerical.value - row.backprop.value)
          return [
            .text(row.name), .published(row.numerical), .published(row.backprop), .published(row.difference),
            scientific(difference), .text(finding(row)),
          ]
        })
      TestedClaim(
        "claim.gradient",
        "the absolute difference between the numerical approximation gradient and the back propagation gradient is "
          + "within 10⁻⁴",
        from: "section 3", test: "All six differences of our table 1, and those in double precision with ε = 10⁻⁵.",
        outcome: outcome(gradients), needs: .any)
    }
  }

  private func scientific(_ value: Double) -> TableCell { .scientific(abs(value), digits: 2) }

  private func finding(_ row: (name: String, numerical: Published, backprop: Published, difference: Published))
    -> String
  {
    let difference = abs(row.numerical.value - row.backprop.value)
    var words: [String] = []
    if difference > 1e-4 { words.append("fails: not within 10⁻⁴") }
    if row.numerical.value * row.backprop.value < 0 { words.append("opposite signs") }
    if row.difference.value > 1e-4, difference <= 1e-4 {
      words.append("printed difference fails, and does not match the two columns")
    }
    return words.isEmpty ? "within 10⁻⁴" : words.joined(separator: "; ")
  }

  private func outcome(_ gradients: GradientTable) -> ClaimOutcome {
    let single = gradients.rows.map { abs($0.singleDifference - $0.singleGradient) }.max() ?? .nan
    let double = gradients.rows.map { abs($0.narrowDifference - $0.doubleGradient) }.max() ?? .nan
    let sentence =
      "the largest difference of ours is \(NumberText.scientific(single, digits: 2)) in single and "
      + "\(NumberText.scientific(double, digits: 2)) in double precision; the rows of the published table "
      + "are judged where the report contradicts itself"
    return single <= 1e-4 && double <= 1e-9 ? .holds(sentence) : .fails(sentence)
  }
}
