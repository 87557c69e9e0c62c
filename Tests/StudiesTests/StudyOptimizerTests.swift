import FledgeFormats
import FledgeModels
import FledgeRunStore
import FledgeStudies
import Testing

/// How studies take the numbers of optimizers, and that cells of stored studies are found again.
@Suite struct StudyOptimizerTests {
  private func plan(_ yaml: String) throws -> StudyPlan { try StudyPlan(yaml: yaml, file: "study.yaml") }

  /// The hashes that version 0.1.0 stored for each optimizer with its defaults.
  private static let defaults = [
    ("sgd", "083a78f4430bb57b8f100184c4064f94a9f5fcec97e12b56777bd9aaebc7dd4e"),
    ("momentum", "624485cba53aeb64989fd802bcd92afa0ab1bfc9b4ad76f87f8c6475290194ed"),
    ("momentum-damped", "90cea3b2c53a4d65b234583c95342244276702f918bd274ce7e8ebcdd85e595d"),
    ("nesterov", "e1b4dbf78a03a4f13b6ce98044f5cf8820d97e88f2598d3ecd748f11b2b9a021"),
    ("rmsprop", "53682307c15e0ec392b28816187bd47aa20a45397561f6076fefe04277b718e3"),
    ("adam", "966658f4cab27b390cfa199feb6d9ee698eb1d6889776e2684448b940116d9ed"),
    ("adamw", "19ab35873db212a71af79c6a0f56968f616dc687e90c65c76b87f633ad813a54"),
    ("adagrad", "f29b854a28fb7dc21ade1708e5edf33b1b96c77cdf8b020a989bde87295c9567"),
    ("adadelta", "0dcfbdfed54c6f7bb37adb4e196217a5695ef5e08637ae2fbd98e90c573bedd1"),
    ("adamax", "329e6b5727bf05669430bc34f03503363490b0ce9eb9ca618951a45d589ebd8c"),
    ("nadam", "1ce3f39c44d7a431cf4e334cb07fd35e0f97b0b34b8048a76264513688f7acab"),
    ("radam", "edd014ee1e7d723e00012b92e463d55f1d7a12bea1d3608bab029f2059c37a2b"),
    ("lion", "5a135afeec2389f7598b8f73dc7188e58e9c8db2912436b36d0edcfe88f4b314"),
  ]

  @Test(arguments: defaults)
  func `a stored cell of every optimizer is found again`(optimizer: String, hash: String) throws {
    let plan = try plan(
      """
      study: rules
      train: {dataset: moons, examples: 60, test-examples: 20, layers: [6], epochs: 2, batch-size: 12, weight-decay: 0.001}
      grid: {optimizer: [\(optimizer)]}
      """)
    #expect(plan.definition.cells.map(\.hash) == [hash])
  }

  /// The hashes that version 0.1.0 stored for numbers that it did give to the rule.
  private static let numbers = [
    (
      "{optimizer: momentum, momentum: 0.5}",
      "7c6553f52f0d7ccb48160d3794d97b125128db08767b566cab7ee3286ad46f60"
    ),
    (
      "{optimizer: rmsprop, epsilon: 0.001}",
      "b4610220a056bbab51a8c620b05e74a3c2cd192fbc204adc3acca98614ee8e71"
    ),
    (
      "{optimizer: adagrad, epsilon: 0.001}",
      "92e321c149366e18ee5ebc805d0093c2531395e4522b8b437c68e5efec7c7346"
    ),
    (
      "{optimizer: adam, beta1: 0.8, beta2: 0.99, epsilon: 0.001}",
      "fe49b60819ae1f2ef4391939802ad8b8f20f40c3933ddbc844b7a0060f3223fb"
    ),
    (
      "{optimizer: radam, beta2: 0.99}",
      "2c57f071990866ece6f755ab6eab1dc21ba858fc06e1747c7cefedb30b55d72a"
    ),
    (
      "{optimizer: adamw, weight-decay: 0.1}",
      "19df2f775dba45fa611910438f328105205433ef483eaf855502234164e9dee6"
    ),
  ]

  @Test(arguments: numbers)
  func `a stored cell with numbers of its own is found again`(entry: String, hash: String) throws {
    let plan = try plan(
      """
      study: numbers
      train: {dataset: moons, examples: 60, test-examples: 20, layers: [6], epochs: 2, batch-size: 12}
      list: [\(entry)]
      """)
    #expect(plan.definition.cells.map(\.hash) == [hash])
  }

  @Test func `optimizers that are compared go by their names, not by the defaults that follow`() throws {
    let plan = try plan("study: a\ngrid: {optimizer: [sgd, lion, adadelta, rmsprop]}")
    #expect(plan.varyingKeys == ["optimizer"])
    #expect(plan.variantNames == ["sgd", "lion", "adadelta", "rmsprop"])
    let numbers = try self.plan("study: a\ngrid: {optimizer: [adam, lion], beta2: [0.999, 0.9]}")
    #expect(numbers.varyingKeys == ["optimizer", "beta2"])
  }

  @Test(arguments: [
    ("study: a\ntrain: {optimizer: sgd, momentum: 0.9}", 1),
    ("study: a\ntrain: {optimizer: sgd}\ngrid: {momentum: [0.5, 0.9]}", 3),
    ("study: a\nlist:\n  - {optimizer: momentum, momentum: 0.5}\n  - {optimizer: sgd, momentum: 0.5}", 2),
    ("study: a\nrandom: {draws: 2, ranges: {momentum: {from: 0.5, to: 0.9}}}", 2),
  ])
  func `a number that the rule does not have is refused with its line`(yaml: String, line: Int) {
    let error = #expect(throws: SettingError.self) { try plan(yaml) }
    #expect(
      error?.description.hasPrefix("study.yaml, line \(line): momentum: expected settings that the optimizer ") == true)
  }

  @Test func `the settings of a run may stand in a study whole`() throws {
    var run = TrainingSettings()
    run.optimizer = "sgd"
    let skipped = ["seed", "threads"]
    let lines = run.values.members.filter { !skipped.contains($0.key) }.map { "  \($0.key): \($0.value.text())\n" }
    let plan = try plan("study: a\ntrain:\n" + lines.joined() + "grid: {optimizer: [sgd, lion, adam]}")
    #expect(plan.variants.allSatisfy { $0.settings.hyperparameters.isEmpty })
  }
}
