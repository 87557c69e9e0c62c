public import FledgeModels

extension TrainingSettings {
  /// The defaults with some settings changed, under the names of flags and YAML files.
  ///
  /// ```swift
  /// TrainingSettings(["layers": "100,100", "optimizer": "sgd", "learning-rate": "0.13", "epochs": "2"])
  /// ```
  /// An unknown name or value is a programmer's mistake and traps; `TrainingSettings.schema` lists all settings.
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
