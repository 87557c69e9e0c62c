package import FledgeModels
package import Yams

extension StudyFile {
  /// The settings that all variants share.
  package func settings(_ entry: Entry) throws -> TrainingSettings {
    let items = try entries(of: entry.value, what: "train", line: entry.line)
    var settings = TrainingSettings()
    settings.threads = 1
    if let item = items.first(where: { $0.key == "recipe" }) {
      let name = try text(item.value, key: "recipe", line: item.line)
      guard let recipe = Recipe(rawValue: name) else {
        throw fail(item.line, "recipe: expected one of \(Recipe.allCases.map(\.rawValue)), found '\(name)'")
      }
      settings = recipe.settings
      settings.threads = 1
    }
    for item in items where item.key != "recipe" {
      if item.key == "threads" {
        settings.threads = try count(item.value, key: item.key, line: item.line, atMost: 1024)
      } else {
        try set(&settings, item.key, item.value, line: item.line)
      }
    }
    // All settings of a run's config.yaml may stand here.
    settings.forgetDefaults(listed: items.map(\.key))
    return settings
  }

  /// Changes one setting of a variant.
  package func set(_ settings: inout TrainingSettings, _ key: String, _ value: Node, line: Int) throws {
    switch key {
    case "seed": throw fail(line, "'seed' is no setting of a study; write 'seeds: 5' or 'seeds: [0, 1]' beside 'train'")
    case "threads": throw fail(line, "no result depends on 'threads'; it stands in 'train' alone")
    case "folds", "fold":
      // The config.yaml of a run lists all settings.
      if let text = value.scalar?.string, ["", "none", "null", "~"].contains(text) { return }
      throw fail(line, "'\(key)' is no setting of a study; write 'folds: 5' beside 'train', and each run has a fold")
    default: break
    }
    let location = "\(self.location(line)): "
    try settings.set(key, to: SettingsFile.value(value, location: location + key), location: location)
  }

  /// The variants of a list, over the shared settings; `name` names one.
  package func bundles(_ entry: Entry, over shared: TrainingSettings) throws -> [StudyPlan.Variant] {
    var variants: [StudyPlan.Variant] = []
    for node in try list(entry.value, key: "list", line: entry.line) {
      var variant = StudyPlan.Variant(shared)
      let items = try entries(of: node, what: "an entry of the list", line: entry.line)
      for item in items {
        if item.key == "name" {
          let name = try text(item.value, key: "name", line: item.line)
          guard !variants.contains(where: { $0.name == name }) else {
            throw fail(item.line, "two entries of the list are named '\(name)'; give one of them another name")
          }
          variant.name = name
        } else {
          try set(&variant.settings, item.key, item.value, line: item.line)
        }
      }
      variant.settings.forgetDefaults(listed: items.map(\.key))
      variants.append(variant)
    }
    return variants
  }

  /// Every combination of the axes' values, the last axis running fastest.
  package func grid(_ entry: Entry, over variants: [StudyPlan.Variant]) throws -> [StudyPlan.Variant] {
    var variants = variants
    for axis in try entries(of: entry.value, what: "grid", line: entry.line) {
      let values = try list(axis.value, key: axis.key, line: axis.line)
      try checkSize(variants: variants.count, times: values.count, line: axis.line)
      variants = try variants.flatMap { variant in
        try values.map { value in
          var variant = variant
          try set(&variant.settings, axis.key, value, line: value.mark?.line ?? axis.line)
          if let name = variant.name { variant.name = name + ", \(axis.key) \(try chosen(value, axis))" }
          return variant
        }
      }
    }
    return variants
  }

  private func chosen(_ value: Node, _ axis: Entry) throws -> String {
    try SettingsFile.value(value, location: location(axis.line)).text
  }
}
