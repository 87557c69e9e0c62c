import FledgeDatasets
import FledgeModels
import FledgeNetworks
import FledgeTraining
import Testing

@Suite struct ChoiceTests {
  @Test(arguments: [
    ("constant", Schedule.constant), ("step:10:0.5", .step(epochs: 10, factor: 0.5)),
    ("exponential:0.9", .exponential(factor: 0.9)), ("cosine", .cosine(floor: 0)), ("cosine:0.1", .cosine(floor: 0.1)),
    ("linear", .linear(hold: 0, floor: 0)), ("linear:0.6:0.1", .linear(hold: 0.6, floor: 0.1)),
    ("one-cycle", .oneCycle(rise: 0.3, division: 25)), ("one-cycle:0.2:10", .oneCycle(rise: 0.2, division: 10)),
    ("plateau:0.5:3", .onPlateau(factor: 0.5, patience: 3)), ("warm-up:500", .warmUp(steps: 500, then: .constant)),
    ("warm-up:500:step:10:0.5", .warmUp(steps: 500, then: .step(epochs: 10, factor: 0.5))),
  ])
  func `a schedule by its text`(text: String, schedule: Schedule) throws {
    let choice = try ScheduleChoice(.scalar(text))
    #expect(choice.schedule == schedule)
    #expect(choice.text == text)
  }

  @Test(arguments: [
    "", "cosin", "step", "step:0:0.5", "step:10", "step:10:0", "step:10:nan", "step:10:0.5:1", "cosine:1", "constant:1",
    "plateau:0.5", "warm-up", "warm-up:0", "warm-up:5:nothing", "one-cycle:0", "linear:1", "linear:0.5:1",
    "linear:0:0:0", "exponential:inf",
  ])
  func `no schedule`(text: String) {
    #expect(throws: SettingError.self) { try ScheduleChoice(.scalar(text)) }
  }

  @Test func `a schedule's misspelt name is corrected`() {
    let error = #expect(throws: SettingError.self) { try ScheduleChoice(.scalar("cosin")) }
    #expect(error?.description.hasSuffix("found 'cosin'; did you mean 'cosine'?") == true)
  }

  @Test(arguments: [
    ("he", Initializer.heNormal), ("xavier", .xavierUniform), ("uniform-fan-in", .uniformFanIn),
    ("orthogonal", .orthogonal(gain: 1)), ("normal:0.01", .normal(standardDeviation: 0.01)),
    ("uniform:0.5", .uniform(bound: 0.5)),
    ("constant:-1", .constant(-1)),
  ])
  func `an initializer by its text`(text: String, initializer: Initializer) throws {
    #expect(try InitializerChoice(.scalar(text)).initializer == initializer)
  }

  @Test(arguments: [
    "", "hee", "normal", "normal:", "normal:-1", "normal:1:2", "normal:nan", "constant:inf", "uniform:x",
  ])
  func `no initializer`(text: String) {
    #expect(throws: SettingError.self) { try InitializerChoice(.scalar(text)) }
  }

  @Test func `a change of pictures by its text`() throws {
    let shift = try #require(try AugmentationChoice("shift=2").augmentation as? RandomAffine)
    #expect(shift.shift == 2)
    #expect(try AugmentationChoice("rotate=10").augmentation is RandomAffine)
    #expect(try AugmentationChoice("scale=0.1").augmentation is RandomAffine)
    #expect(try AugmentationChoice("elastic=34").augmentation is ElasticDistortion)
    #expect(try AugmentationChoice("noise=0.1").augmentation is InputNoise)
  }

  @Test(arguments: ["", "shift", "shift=", "shift=-1", "shift=nan", "scale=1", "shft=2", "rotate=1=2"])
  func `no change of pictures`(text: String) {
    #expect(throws: SettingError.self) { try AugmentationChoice(text) }
  }

  @Test(arguments: LayerCatalogue.activations.map(\.name))
  func `every activation of the catalogue has a name`(kind: String) {
    #expect(ActivationChoice.layer(kind)?.name == kind)
  }

  @Test(arguments: LossChoice.names)
  func `every loss by its name`(name: String) {
    #expect(LossChoice.loss(name, settings: TrainingSettings()).name == name)
  }

  @Test(arguments: OptimizerChoice.names)
  func `every optimizer by its name`(name: String) throws {
    var settings = TrainingSettings()
    try settings.set("optimizer", to: .scalar(name))
    #expect(settings.makeOptimizer.name == name)
  }

  @Test(arguments: [
    "rotate=180.1", "rotate=-1", "rotate=nan", "shift=1001", "shift=inf", "scale=1", "scale=0.99999999", "elastic=1e30",
    "noise=1e38", "noise=-0.1",
  ])
  func `a change beyond its bounds is refused with them`(text: String) {
    let error = #expect(throws: SettingError.self) { try AugmentationChoice(text) }
    #expect(error?.description.hasPrefix("augment: expected \(text.prefix { $0 != "=" }) from 0 to ") == true)
  }

  @Test(arguments: ["shift=1000", "rotate=180", "scale=0.999", "elastic=1000", "noise=1000", "shift=0", "scale=0"])
  func `a change at its bounds is taken`(text: String) throws { _ = try AugmentationChoice(text) }

  @Test func `images are changed, rows of a table are refused`() throws {
    var settings = TrainingSettings()
    settings.dataset = "moons"
    settings.examples = 10
    settings.augmentation = ["noise=0.1"]
    _ = try ExperimentData(settings)
    settings.augmentation = ["noise=0.1", "shift=1"]
    let error = #expect(throws: SettingError.self) { try ExperimentData(settings) }
    #expect(
      error?.description.hasPrefix("augment: shift=1 expects images, found examples of shape [2] in moons") == true)
  }
}
