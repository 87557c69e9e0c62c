import FledgeModels
import Foundation
import Testing

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

  @Test func `aliases stand for values, until they stand for more than a machine can hold`() throws {
    #expect(try read("layers: &a [3, 2]\nautoencoder: *a\n").autoencoder == [3, 2])
    var text = "a0: &a0 [0, 0, 0, 0, 0, 0, 0, 0]\n"
    for level in 1...9 {
      let aliases = [String](repeating: "*a\(level - 1)", count: 8).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    // As a key, the last one would be compared value by value: 8¹⁰ of them.
    let error = #expect(throws: SettingError.self) { try read(text + "? *a9\n: 1\n") }
    #expect(error?.description.hasPrefix("c.yaml: expected a text with few aliases, found 10 anchors and 73 ") == true)
  }

  @Test func `a file that would fill the memory is refused by its length`() throws {
    try withTemporaryFile(String(repeating: " ", count: 1 << 17)) { path in
      var settings = TrainingSettings()
      try settings.apply(fileAt: path)
    }
    try withTemporaryFile(String(repeating: " ", count: (1 << 17) + 1)) { path in
      var settings = TrainingSettings()
      let error = #expect(throws: SettingError.self) { try settings.apply(fileAt: path) }
      #expect(error?.description == "\(path): expected settings of at most 128 kB, found 131073 bytes")
    }
  }

  private func withTemporaryFile(_ text: String, _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "fledge-\(UUID().uuidString).yaml").path
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }
}
