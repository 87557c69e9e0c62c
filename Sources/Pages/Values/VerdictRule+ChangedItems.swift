extension VerdictRule {
  /// Items of both versions whose verdict changed with the rule, at full scale.
  static let changedItems: [(id: String, before: String, after: String)] = []
}
