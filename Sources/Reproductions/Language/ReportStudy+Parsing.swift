import FledgeFormats
import FledgeModels
import FledgePages
import FledgeStudies
import Yams

extension ReportStudy {
  static let keys = [
    "name", "like", "train", "axes", "variants", "readings", "stated", "open", "seeds", "scales",
    "measure", "stops", "gradients", "listed",
  ]

  /// Reads a study block.
  ///
  /// - Parameters:
  ///   - data: The settings of the report's data, which `train` may change.
  ///   - dataset: What takes the place of the report's data.
  ///   - earlier: The studies above, which `like` may name.
  /// - Throws: `StudyError`, `SettingError` with the line.
  init(
    _ text: String, in file: StudyFile, line: Int, data: [(key: String, value: SettingValue, line: Int)],
    dataset: String?, earlier: [ReportStudy] = []
  ) throws {
    let entries = try file.root(text)
    for entry in entries where !Self.keys.contains(entry.key) {
      throw file.noSuch("key of a study", entry.key, among: Self.keys, line: entry.line)
    }
    func entry(_ key: String) -> StudyFile.Entry? { entries.first { $0.key == key } }
    self.line = line
    name = try entry("name").map { try file.text($0.value, key: "name", line: $0.line) } ?? "study"
    let train = try entry("train").map { try file.entries(of: $0.value, what: "train", line: $0.line) } ?? []
    let model = try entry("like").map { try Self.study(earlier, $0, file) }
    var settings = try Self.start(train, file)
    if let model {
      settings = model.settings
    } else {
      for (key, value, _) in data { try settings.set(key, to: value) }
    }
    given = (model?.given ?? []) + train.map(\.key).filter { $0 != "recipe" }
    for item in train where item.key != "recipe" { try file.set(&settings, item.key, item.value, line: item.line) }
    settings.forgetDefaults(listed: given)
    if let dataset {
      try settings.set("dataset", to: .scalar(dataset))
      settings.data = nil
    }
    self.settings = settings
    var shared: [StudyPlan.Variant] = [StudyPlan.Variant(settings)]
    if let list = entry("variants") {
      shared = try file.bundles(list, over: settings)
      guard shared.allSatisfy({ $0.name != nil }) else {
        throw file.fail(list.line, "variants: expected a 'name' in each entry, by which numbers and claims choose it")
      }
    }
    let axes = try entry("axes").map { try Self.axes($0, file) } ?? []
    let readings = try entry("readings").map { try Self.readings($0, file) } ?? []
    let names = readings.map(\.reading.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw file.fail(entry("readings")?.line ?? 1, "readings: two are named '\(twice)'; give one of them another name")
    }
    self.axes = axes.map(\.axis)
    self.readings = readings.isEmpty ? [Reading(id: "plain", name: "plain", source: nil)] : readings.map(\.reading)
    let stated = try entry("stated").map { try Self.stated($0, file) } ?? []
    self.stated = (model?.stated ?? []).filter { old in !stated.contains { $0.key == old.key } } + stated
    let open = try entry("open").map { try Self.open($0, file) } ?? []
    self.open = (model?.open ?? []).filter { !open.contains($0) } + open
    scales = try ReportScales(
      seeds: entry("seeds"), scales: entry("scales"), varying: Set(axes.map(\.axis.key)), in: file)
    measure = try entry("measure").map { try StudyMeasure($0, file) }
    stops = try entry("stops").map { try StudyStops($0, file) }
    gradients = try entry("gradients").map { try StudyGradients($0, file) }
    showsSettings = try entry("listed").map { try file.flag($0.value, key: "listed", line: $0.line) } ?? true
    var size = max(1, readings.count) * shared.count
    for axis in axes {
      try file.checkSize(variants: size, times: axis.values.count, line: axis.line)
      size *= axis.values.count
    }
    try file.checkSize(variants: size, times: scales.seeds(.full), line: axes.first?.line ?? 1)
    variants = try Self.variants(shared, axes, readings.isEmpty ? [[]] : readings.map(\.settings), file)
    for variant in variants { try variant.settings.checkHyperparameters(location: file.location(0) + ": ") }
    if let measure, let line = entry("measure")?.line { try measure.check(variants.map(\.settings), file, line: line) }
    if let stops, let line = entry("stops")?.line { try stops.check(variants.map(\.settings), file, line: line) }
  }

  /// The study above that `like` names.
  private static func study(
    _ earlier: [ReportStudy], _ entry: StudyFile.Entry, _ file: StudyFile
  ) throws -> ReportStudy {
    let name = try file.text(entry.value, key: "like", line: entry.line)
    guard let study = earlier.first(where: { $0.name == name }) else {
      throw file.noSuch("study above", name, among: earlier.map(\.name), line: entry.line)
    }
    return study
  }

  /// The defaults of `fledge study`, or those of a recipe.
  private static func start(_ train: [StudyFile.Entry], _ file: StudyFile) throws -> TrainingSettings {
    var settings = TrainingSettings()
    if let item = train.first(where: { $0.key == "recipe" }) {
      let name = try file.text(item.value, key: "recipe", line: item.line)
      guard let recipe = Recipe(rawValue: name) else {
        throw file.fail(
          item.line,
          "recipe: expected one of \(Recipe.allCases.map(\.rawValue).joined(separator: ", ")), found '\(name)'")
      }
      settings = recipe.settings
    }
    settings.threads = 1
    return settings
  }

  private typealias AxisNodes = (axis: Axis, values: [Node], line: Int)

  private static func axes(_ entry: StudyFile.Entry, _ file: StudyFile) throws -> [AxisNodes] {
    let axes = try file.entries(of: entry.value, what: "axes", line: entry.line)
    guard !axes.isEmpty else { throw file.fail(entry.line, "axes: expected 'setting: [values]', found nothing") }
    return try axes.map { axis in
      let nodes = try file.list(axis.value, key: axis.key, line: axis.line)
      let texts = try nodes.map { node in
        try SettingsFile.value(node, location: "\(file.location(axis.line)): \(axis.key)").items.joined(separator: ", ")
      }
      guard Set(texts).count == texts.count else {
        throw file.fail(axis.line, "\(axis.key): a value stands twice in \(texts); leave one of them out")
      }
      return (Axis(key: axis.key, values: texts), nodes, axis.line)
    }
  }

  private static func readings(
    _ entry: StudyFile.Entry, _ file: StudyFile
  ) throws -> [(reading: Reading, settings: [StudyFile.Entry])] {
    try file.entries(of: entry.value, what: "readings", line: entry.line).map { item in
      try file.checkID(item.key, line: item.line)
      let settings = try file.entries(of: item.value, what: "a reading", line: item.line)
      guard let source = settings.first(where: { $0.key == "in" }) else {
        throw file.fail(
          item.line, "reading \(item.key): expected 'in: section', the place that states it, or 'in: none'")
      }
      let place = try file.text(source.value, key: "in", line: source.line)
      let name = try settings.first { $0.key == "name" }.map { try file.text($0.value, key: "name", line: $0.line) }
      return (
        Reading(id: item.key, name: name ?? item.key, source: place == "none" ? nil : place),
        settings.filter { $0.key != "in" && $0.key != "name" }
      )
    }
  }

  private static func stated(_ entry: StudyFile.Entry, _ file: StudyFile) throws -> [(key: String, source: String)] {
    try file.entries(of: entry.value, what: "stated", line: entry.line).map { item in
      (try file.settingName(item.key, line: item.line), try file.text(item.value, key: item.key, line: item.line))
    }
  }

  private static func open(_ entry: StudyFile.Entry, _ file: StudyFile) throws -> [String] {
    guard let names = entry.value.sequence else {
      throw file.fail(entry.line, "open: expected a list of settings in brackets, found \(StudyFile.kind(entry.value))")
    }
    return try names.map { try file.settingName(file.text($0, key: "open", line: entry.line), line: entry.line) }
  }

  private static func variants(
    _ shared: [StudyPlan.Variant], _ axes: [AxisNodes], _ readings: [[StudyFile.Entry]], _ file: StudyFile
  ) throws -> [Variant] {
    var variants: [Variant] = []
    for (reading, changes) in readings.enumerated() {
      for base in shared {
        var settings = base.settings
        for change in changes { try file.set(&settings, change.key, change.value, line: change.line) }
        var points: [(settings: TrainingSettings, values: [String])] = [(settings, [])]
        for axis in axes {
          points = try points.flatMap { point in
            try zip(axis.values, axis.axis.values).map { node, text in
              var point = point
              try file.set(&point.settings, axis.axis.key, node, line: node.mark?.line ?? axis.line)
              point.values.append(text)
              return point
            }
          }
        }
        for point in points {
          let parts = zip(axes, point.values).map { "\($0.axis.key) \($1.isEmpty ? "none" : $1)" }
          let label = ([base.name].compactMap { $0 } + parts).joined(separator: ", ")
          variants.append(
            Variant(
              reading: reading, name: base.name, values: point.values,
              settings: point.settings.locating(beside: file.name),
              label: label))
        }
      }
    }
    return variants
  }
}

extension TrainingSettings {
  /// The settings with paths of data that are relative to a report's file.
  fileprivate func locating(beside file: String) -> TrainingSettings {
    guard let slash = file.lastIndex(of: "/") else { return self }
    let folder = file[...slash]
    func located(_ path: String?) -> String? { path.map { $0.hasPrefix("/") || $0.hasPrefix("~") ? $0 : folder + $0 } }
    var settings = self
    (settings.data, settings.test, settings.labelFile) = (located(data), located(test), located(labelFile))
    return settings
  }
}

extension StudyFile {
  /// The name of a setting, checked.
  func settingName(_ key: String, line: Int) throws -> String {
    guard TrainingSettings.setting(key) != nil else {
      throw SettingError.unknownKey(
        key, nearest: suggestion(to: key, among: TrainingSettings.keys), location: "\(location(line)): ")
    }
    return key
  }

  /// The error for a name that is none of those known.
  func noSuch(_ kind: String, _ name: String, among known: [String], line: Int) -> StudyError {
    let hint = suggestion(to: name, among: known).map { "; did you mean '\($0)'?" }
    let list = known.isEmpty ? "; there is none" : "; there are \(known.joined(separator: ", "))"
    return fail(line, "there is no \(kind) '\(name)'\(hint ?? list)")
  }

  /// Refuses what cannot stand in a link or a file's name.
  func checkID(_ id: String, line: Int) throws(StudyError) {
    let isPlain =
      !id.isEmpty && id.utf8.count <= 100 && !id.hasPrefix(".") && !id.contains("..")
      && id.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
    guard isPlain else {
      throw fail(line, "expected an id of lower-case letters, digits, hyphens and points, found '\(id)'")
    }
  }
}
