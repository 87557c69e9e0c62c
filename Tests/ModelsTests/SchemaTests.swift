import FledgeFormats
import FledgeModels
import Testing

@Suite struct SchemaTests {
  /// A value unlike the default for every setting, as a flag would have it.
  static let others: [(key: String, text: String)] = [
    ("dataset", "digits"), ("data", "some/folder with: spaces"), ("examples", "500"), ("test-examples", "100"),
    ("validation", "50"), ("stratified", "yes"), ("scaling", "per-image"), ("augment", "shift=2,rotate=10"),
    ("noise", "0.25"), ("label", "kind, as it is called"), ("features", "a,b"), ("id", "name"),
    ("test", "some/test.csv"),
    ("task", "regression"), ("missing", "mean"), ("header", "yes"), ("delimiter", ";"), ("class-names", "low,high"),
    ("label-file", "some/labels, raw"), ("image-size", "32x28"),
    ("split-by", "the patient, of"), ("split-time", "day"), ("test-size", "0.2"), ("folds", "5"), ("fold", "2"),
    ("fold-balance", "classes"),
    ("network", "conv 8 3, residual [relu], flatten, linear 10"),
    ("convolutions", "8,16"), ("kernel-size", "3"), ("pooling", "1"), ("layers", "64,32"),
    ("autoencoder", "16,4"), ("tied", "yes"), ("activation", "tanh"),
    ("code-activation", "relu"), ("output-activation", "none"), ("dropout", "0.5"), ("norm", "batch"),
    ("init", "normal:0.01"), ("weights", "some/net, v2.safetensors"), ("weights-sha256", "abcdef"), ("loss", "huber"),
    ("reduction", "sum"), ("label-smoothing", "0.1"),
    ("balance-classes", "yes"), ("optimizer", "sgd"), ("learning-rate", "0.05"), ("schedule", "warm-up:10:cosine"),
    ("momentum", "0.5"), ("beta1", "0.8"), ("beta2", "0.99"), ("epsilon", "1e-7"), ("decay", "0.5"),
    ("weight-decay", "1e-4"),
    ("l1", "1e-5"), ("decay-biases", "yes"), ("clip-value", "5"), ("clip-norm", "1"), ("max-norm", "3"),
    ("epochs", "3"), ("batch-size", "32"), ("shards", "8"), ("patience", "4"), ("monitor", "validation-accuracy"),
    ("minimal-change", "0.001"), ("stop-rule", "rises-in-a-row"), ("order", "stored"), ("drop-last", "yes"),
    ("measure-training", "yes"), ("precision", "bf16"), ("seed", "9223372036854775807"),
    ("threads", "2"), ("checkpoint-every", "200steps"),
  ]

  @Test func `every setting is tried here`() {
    #expect(SchemaTests.others.map(\.key) == TrainingSettings.keys)
  }

  @Test func `one leaf is no part of the identity, more are`() throws {
    var settings = TrainingSettings()
    #expect(settings.identity["shards"] == nil)
    try settings.set("shards", to: .scalar("8"))
    #expect(settings.identity["shards"] == 8)
    #expect(RunSettings(settings).hash != RunSettings(TrainingSettings()).hash)
  }

  @Test(arguments: SchemaTests.others)
  func `a setting survives the way through a file and through JSON`(key: String, text: String) throws {
    var settings = TrainingSettings()
    try settings.set(key, to: SettingValue(flag: text, of: key))
    #expect(settings.values[key] != TrainingSettings().values[key], "the value is the default")

    var read = TrainingSettings()
    try read.apply(yaml: settings.yaml, name: "config.yaml")
    #expect(read.values == settings.values)

    var parsed = TrainingSettings()
    let json = try JSONValue(parsing: JSONValue.object(settings.values).text())
    try parsed.apply(#require(json.objectValue))
    #expect(parsed.values == settings.values)
  }

  @Test func `all settings together survive, and again from the defaults`() throws {
    var settings = TrainingSettings()
    for (key, text) in SchemaTests.others { try settings.set(key, to: SettingValue(flag: text, of: key)) }
    var read = TrainingSettings()
    try read.apply(yaml: settings.yaml, name: "config.yaml")
    #expect(read.values == settings.values)
    // Defaults must be written too: a file overrides all earlier values.
    var defaults = TrainingSettings()
    defaults.threads = 1
    try settings.apply(yaml: defaults.yaml, name: "config.yaml")
    #expect(settings.values == defaults.values)
  }

  @Test(arguments: [
    ("learning-rate", "0"), ("learning-rate", "-1"), ("learning-rate", "nan"), ("learning-rate", "inf"),
    ("learning-rate", ""), ("learning-rate", "1,2"), ("dropout", "1"), ("dropout", "1.5"), ("dropout", "-0.1"),
    ("shards", "3"), ("shards", "16"), ("shards", "0"), ("batch-size", "0"), ("batch-size", "10000001"),
    ("batch-size", "1.5"), ("layers", "0"), ("layers", "64,-3"),
    ("layers", "1000001"), ("layers", "64,,32"), ("layers", "a"), ("autoencoder", "0"), ("threads", "0"),
    ("threads", "1025"), ("seed", "-1"), ("seed", "9223372036854775808"), ("seed", "1.5"), ("epochs", "0"),
    ("epochs", "9223372036854775807"), ("patience", "0"), ("examples", "0"), ("validation", "-1"), ("validation", "x"),
    ("momentum", "1"), ("beta1", "1"), ("epsilon", "0"), ("weight-decay", "-1"), ("clip-norm", "0"), ("noise", "-1"),
    ("label-smoothing", "1"), ("stratified", "maybe"), ("optimizer", "adm"), ("norm", "group"), ("dataset", "cifar"),
    ("loss", "mse"), ("checkpoint-every", "5"), ("convolutions", "8,0"), ("kernel-size", "0"), ("pooling", "0"),
    ("task", "ranking"), ("missing", "zero"), ("header", "maybe"), ("delimiter", "ab"), ("delimiter", "x"),
  ])
  func `a value out of bounds is refused by name`(key: String, text: String) {
    var settings = TrainingSettings()
    let error = #expect(throws: SettingError.self) {
      try settings.set(key, to: SettingValue(flag: text), location: "--")
    }
    #expect(error?.description.hasPrefix("--\(key): expected ") == true)
    #expect(settings.values == TrainingSettings().values)
  }

  @Test(arguments: [
    ("learning-rate", "1e-300"), ("dropout", "0"), ("dropout", "0.999"), ("batch-size", "1"), ("layers", "1000000"),
    ("threads", "1024"), ("seed", "0"), ("epochs", "1"), ("patience", "none"), ("clip-norm", "none"),
    ("examples", "none"),
  ])
  func `a value at the bound is taken`(key: String, text: String) throws {
    var settings = TrainingSettings()
    try settings.set(key, to: SettingValue(flag: text))
  }
}
