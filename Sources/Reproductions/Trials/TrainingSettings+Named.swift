public import FledgeExperiments

extension TrainingSettings {
  /// The plain defaults with some settings changed, under the names that flags and YAML files use.
  ///
  /// ```swift
  /// TrainingSettings(["layers": "100,100", "optimizer": "sgd", "learning-rate": "0.13", "epochs": "2"])
  /// ```
  /// A name or value that is none is a programmer's mistake; `TrainingSettings.schema` lists all of them.
  public init(_ named: KeyValuePairs<String, String>) {
    self = TrainingSettings().changing(named)
  }

  /// The same settings with some of them changed.
  public func changing(_ named: KeyValuePairs<String, String>) -> TrainingSettings {
    var settings = self
    for (key, text) in named {
      do {
        try settings.set(key, to: SettingValue(flag: text))
      } catch {
        preconditionFailure("\(error)")
      }
    }
    return settings
  }
}
