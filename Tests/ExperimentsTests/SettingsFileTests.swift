import Testing

@testable import FledgeExperiments

@Suite struct SettingsFileTests {
  private func read(_ yaml: String) throws -> TrainingSettings {
    var settings = TrainingSettings()
    try settings.apply(yaml: yaml, name: "c.yaml")
    return settings
  }

  @Test func `keys with values, lists and comments`() throws {
    let settings = try read(
      "# a comment\nlayers: [64, 32]\nlearning-rate: 1e-2  # large\nstratified: yes\npatience: none\n")
    #expect(settings.layers == [64, 32])
    #expect(settings.learningRate == 0.01)
    #expect(settings.isStratified)
    #expect(settings.patience == nil)
  }

  @Test func `JSON is YAML`() throws {
    #expect(try read("{\"layers\": [4], \"epochs\": 2}").epochs == 2)
  }

  @Test(arguments: ["", "\n", "# nothing\n"])
  func `an empty file changes nothing`(yaml: String) throws {
    #expect(try read(yaml).values == TrainingSettings().values)
  }

  @Test(arguments: [
    (
      "epochs: 3\nlearnin-rate: 1\n",
      "c.yaml, line 2: there is no setting 'learnin-rate'; did you mean 'learning-rate'?"
    ),
    ("dropout: 1.5\n", "c.yaml, line 1: dropout: expected a number from 0 to below 1, found '1.5'"),
    ("epochs:\n", "c.yaml, line 1: epochs: expected a whole number from 1 to 1000000, found nothing"),
    ("epochs: 1\nseed: 2\nepochs: 3\n", "c.yaml, line 1: 'epochs' stands twice; leave one of them out"),
    ("layers: [[4]]\n", "c.yaml, line 1: layers: expected a list of plain values, found a list that holds a list"),
    ("epochs: {a: 1}\n", "c.yaml, line 1: epochs: expected a value or a list of values, found a mapping"),
    ("- epochs\n", "c.yaml: expected lines of the form 'setting: value', found a list"),
    ("hello\n", "c.yaml: expected lines of the form 'setting: value', found 'hello'"),
  ])
  func `a mistake is named with its line`(yaml: String, message: String) {
    let error = #expect(throws: SettingError.self) { try read(yaml) }
    #expect(error?.description == message)
  }

  @Test(arguments: [
    "layers: [4\n", "a: b: c\n", "\tepochs: 3\n", "a: *nothing\n", "? [a\n", "epochs: 1\n--- \nseed: 2\n", "\"\n",
  ])
  func `what is no YAML mapping is refused in one line`(yaml: String) {
    let error = #expect(throws: SettingError.self) { try read(yaml) }
    #expect(error?.description.hasPrefix("c.yaml") == true)
    #expect(error?.description.contains("\n") == false)
  }
}
