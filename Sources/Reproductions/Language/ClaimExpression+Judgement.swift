import FledgeMetrics
package import FledgePages

extension ClaimExpression {
  /// What was measured of a quantity, one entry for each chosen variant.
  package typealias Measured = (label: String, seeds: [UInt64], values: [Double])
  package typealias Measure = (NamedQuantity, RunSelector) throws -> [Measured]

  /// What the runs say of the expression.
  func judge(_ context: ReproductionContext, of report: String) throws -> ClaimOutcome {
    try judge { quantity, selector in
      try selector.runs(context, of: report).map { variant, runs in
        (variant.label, runs.map(\.seed), try quantity.measured(runs))
      }
    } classes: {
      try $0.classes(context, of: report)
    }
  }

  /// What some values say of the expression.
  package func judge(by measure: Measure) throws -> ClaimOutcome {
    try judge(by: measure) { _ in .undecided("there are no runs") }
  }

  /// - Parameter classes: judges what is said of classes or of the data.
  private func judge(by measure: Measure, classes: (Part) throws -> ClaimOutcome) throws -> ClaimOutcome {
    .all(
      try parts.map { part in
        try judge(part, measure, parts: testCount).map { ClaimOutcome($0) } ?? classes(part)
      })
  }

  /// - Parameter parts: how many tests the claim has, which decides the level at which one of them fails.
  private func judge(_ part: Part, _ measure: Measure, parts: Int) throws -> ClaimResult? {
    switch part {
    case .extreme, .rank, .data, .gradients: return nil
    case .chain(let terms, let relations, let margin, let inMostRuns):
      var sides = try terms.map { try Side($0, measure) }
      Side.shorten(&sides)
      if inMostRuns { return Self.share(sides, relations, margin) }
      return .all(
        relations.indices.map { index in
          Self.compare(sides[index], relations[index], sides[index + 1], margin, parts: parts)
        })
    case .best(let quantity, let chosen, let others):
      let groups = try measure(quantity, others).map { Claim.Group($0.label, $0.values) }
      let name = chosen.variants[0].label
      guard let own = groups.first(where: { $0.name == name }) else {
        return ClaimResult(.undecided, "\(name) was not trained")
      }
      return Claim.best(
        own, of: groups.filter { $0.name != name }, by: Claim.Design(quantity.quantity.metric, paired: true))
    case .order(let quantity, let selectors, let direction):
      let groups = try selectors.map { selector in
        let measured = try measure(quantity, selector)[0]
        return Claim.Group(measured.label, measured.values)
      }
      var metric = quantity.quantity.metric
      switch direction {
      case .better: break
      case .higher: metric = metric.directed(.higherIsBetter)
      case .lower: metric = metric.directed(.lowerIsBetter)
      }
      return Claim.monotone(groups, by: Claim.Design(metric, paired: true))
    }
  }

  /// A term with its values.
  private struct Side {
    /// One value for each seed; `nil` for a number.
    var group: Claim.Group?
    var number = 0.0
    var quantity: NamedQuantity?
    /// The seeds, in the order of the values.
    var seeds: [UInt64] = []
    var labels: [String] = []

    init(_ term: Term, _ measure: Measure) throws {
      switch term {
      case .number(let value, _): number = value
      case .runs(let quantity, let selector):
        let measured = try measure(quantity, selector)
        // Several variants stand for all their runs.
        labels = measured.map(\.label).filter { !$0.isEmpty }
        let name = labels.isEmpty ? quantity.title : "\(quantity.title), \(labels.joined(separator: " and "))"
        group = Claim.Group(name, measured.flatMap(\.values))
        self.quantity = quantity
        seeds = measured.flatMap(\.seeds)
      }
    }

    /// Names sides that differ in their runs alone by these: "tanh is above ReLU".
    static func shorten(_ sides: inout [Side]) {
      let titles = Set(sides.map { $0.quantity?.title ?? "" })
      let names = sides.map { $0.labels.joined(separator: " and ") }
      guard titles.count == 1, titles != [""], !names.contains(""), Set(names).count == names.count else { return }
      for index in sides.indices { sides[index].group = Claim.Group(names[index], sides[index].group?.values ?? []) }
    }

    func value(_ run: Int) -> Double { group?.values[run] ?? number }
  }

  private static func compare(
    _ first: Side, _ relation: Relation, _ second: Side, _ margin: Margin, parts: Int
  ) -> ClaimResult {
    switch (first.group, second.group) {
    case (let left?, let right?):
      var metric = first.quantity?.quantity.metric ?? .accuracy
      let isPaired = first.seeds == second.seeds && !first.seeds.isEmpty
      if case .within(let amount) = margin {
        return Claim.equal(left, right, within: amount, by: Claim.Design(metric, paired: isPaired))
      }
      // "A > B" is about values, whatever side is the better one.
      metric = metric.directed(.higherIsBetter)
      let design = Claim.Design(metric, paired: isPaired)
      var amount = 0.0
      if case .by(let value) = margin { amount = value }
      let (upper, lower) = relation.side == .above ? (left, right) : (right, left)
      let difference = Claim.compare(upper, betterThan: lower, by: design, margin: amount, parts: parts)
      guard case .byAtMost(let most) = margin else { return difference }
      return .all([difference, Claim.notBetter(upper, than: lower, within: most, by: design)])
    case (let left?, nil): return level(left, first.quantity, relation, second.number, margin)
    case (nil, let right?):
      let turned: Relation = relation.side == .above ? .below : relation.side == .below ? .above : .equal
      return level(right, second.quantity, turned, first.number, margin)
    case (nil, nil): return ClaimResult(.undecided, "there are no runs")
    }
  }

  /// A mean against a number.
  private static func level(
    _ group: Claim.Group, _ quantity: NamedQuantity?, _ relation: Relation, _ number: Double, _ margin: Margin
  ) -> ClaimResult {
    let unit = quantity?.quantity.metric.unit ?? .number
    let kind = quantity?.quantity.quantity ?? .real
    func above(_ threshold: Double) -> ClaimResult {
      Claim.exceeds(
        group.name, group.values, as: kind, threshold: threshold, factor: unit.displayFactor, unit: unit.suffix)
    }
    func below(_ threshold: Double) -> ClaimResult {
      Claim.below(
        group.name, group.values, as: kind, threshold: threshold, factor: unit.displayFactor, unit: unit.suffix)
    }
    switch (relation.side, margin) {
    case (.above, .by(let amount)): return above(number + amount)
    case (.above, _): return above(number)
    case (.below, .by(let amount)): return below(number - amount)
    case (.below, _): return below(number)
    case (.equal, .within(let amount)): return .all([above(number - amount), below(number + amount)])
    case (_, _): return .all([above(number), below(number)])
    }
  }

  /// In how many runs the comparison is so.
  func hitCount(_ context: ReproductionContext, of report: String) throws -> Int {
    guard case .chain(let terms, let relations, let margin, _) = parts.first else { return 0 }
    let sides = try terms.map { term in
      try Side(term) { quantity, selector in
        try selector.runs(context, of: report).map { ($0.label, $1.map(\.seed), try quantity.measured($1)) }
      }
    }
    return Self.hits(sides, relations, margin).count { $0 }
  }

  /// Whether more than half of the runs do so, one run for each seed.
  private static func share(_ sides: [Side], _ relations: [Relation], _ margin: Margin) -> ClaimResult {
    Claim.share("do so", hits(sides, relations, margin))
  }

  private static func hits(_ sides: [Side], _ relations: [Relation], _ margin: Margin) -> [Bool] {
    let count = sides.compactMap(\.group?.values.count).min() ?? 0
    let amount: Double =
      switch margin {
      case .none: 0
      case .within(let amount), .by(let amount), .byAtMost(let amount): amount
      }
    return (0..<count).map { run in
      relations.indices.allSatisfy { index in
        let (left, right) = (sides[index].value(run), sides[index + 1].value(run))
        guard case .byAtMost = margin else { return relations[index].holds(left, right, margin: amount) }
        return relations[index].holds(left, right) && abs(left - right) <= amount
      }
    }
  }
}

extension Metric {
  /// The same with another better side.
  fileprivate func directed(_ direction: MetricDirection) -> Metric {
    Metric(id: id, title: title, unit: unit, direction: direction)
  }
}
