import FledgeDatasets
import FledgeModels
import Testing

@Suite struct SettingValueTests {
  @Test func `a flag with commas is a list`() {
    #expect(SettingValue(flag: "64, 32").items == ["64", "32"])
    #expect(SettingValue(flag: "64").items == ["64"])
    #expect(SettingValue(flag: "").items == [])
  }

  @Test(arguments: ["1e-3", "0.001", "1E-3"])
  func `a number reads as it is written anywhere`(text: String) throws {
    var settings = TrainingSettings()
    try settings.set("learning-rate", to: SettingValue(flag: text))
    #expect(settings.learningRate == 0.001)
  }

  @Test(arguments: [("64,32", [64, 32]), ("", []), ("none", []), ("1_000", [1000]), ("8", [8])])
  func `sizes of layers`(text: String, sizes: [Int]) throws {
    var settings = TrainingSettings()
    try settings.set("layers", to: SettingValue(flag: text))
    #expect(settings.layers == sizes)
  }

  @Test(arguments: [("6000", SplitSize.count(6000)), ("0.1", .fraction(0.1)), ("6e3", .count(6000)), ("0", .count(0))])
  func `held-out examples are a count or a fraction`(text: String, size: SplitSize) throws {
    var settings = TrainingSettings()
    try settings.set("validation", to: .scalar(text))
    #expect(settings.validation == size)
  }

  @Test func `all of the examples is no fraction to hold out`() {
    var settings = TrainingSettings()
    #expect(throws: SettingError.self) { try settings.set("validation", to: .scalar("1.0")) }
  }

  @Test(arguments: [
    ("learning_rate", "learning-rate"), ("lerning-rate", "learning-rate"), ("epoch", "epochs"), ("sede", "seed"),
    ("Threads", "threads"),
  ])
  func `the nearest name is meant`(typed: String, meant: String) {
    #expect(suggestion(to: typed, among: TrainingSettings.keys) == meant)
  }

  @Test(arguments: ["a", "xyzzy", ""])
  func `nothing is suggested where nothing is near`(typed: String) {
    #expect(suggestion(to: typed, among: TrainingSettings.keys) == nil)
  }
}
