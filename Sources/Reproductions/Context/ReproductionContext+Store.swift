import FledgeFormats
import FledgeModels
import FledgePages
import FledgeRunStore
import FledgeStudies

extension ReproductionContext {
  /// The runs of a study, variant by variant.
  func plans(of study: PaperStudy) throws -> [[RunPlan]] {
    try study.variants.map { variant in try seeds(of: study).map { try plan(study, variant, seed: $0) } }
  }

  /// One run: its folder is named by the SHA-256 of settings, seed, data, data provider and probe.
  private func plan(_ study: PaperStudy, _ variant: PaperStudy.Variant, seed: UInt64) throws -> RunPlan {
    var settings = variant.settings
    settings.seed = seed
    settings.threads = 1
    let label = variant.label.isEmpty ? "" : ": " + variant.label
    var plan = RunPlan("\(study.name)\(label), seed \(seed)", settings) { [self] in try study.data.make(self, $0) }
    plan.dataName = study.data.name
    plan.probe = study.probe
    plan.study = storedName(of: study)
    let checksum = try study.data.checksum?(self, settings) ?? dataChecksum
    if case .other = pageData, study.data.checksum == nil { plan.tags = [StudyResults.standInTag] }
    let origin = [checksum, study.data.name, study.probe?.name ?? ""]
    func digest(_ settings: String) -> String {
      SHA256.hash(Array(([settings] + origin).joined(separator: "\n").utf8)).hex
    }
    var identity = settings.identity
    identity["data"] = nil
    plan.folder = "\(output)/runs/\(digest(JSONValue.object(identity).canonicalText).prefix(20))"
    let stored = RunSettings(settings)
    var configuration = stored.values
    configuration["recipe"] = .string(study.data.name)
    configuration["watch"] = study.probe.map { .string($0.name) } ?? .null
    configuration["data-sha256"] = .string(checksum)
    plan.definition = StudyRunDefinition(
      configuration: JSONValue.object(configuration).canonicalText, hash: digest(stored.hash), seed: seed)
    return plan
  }

  /// Creates a study in the store, or continues it; one run for each variant and seed.
  ///
  /// The name contains scale and number of seeds. Where a study of this name has other runs, since its settings or
  /// data have changed, both are kept.
  func register(_ study: PaperStudy) throws -> [ScheduledRun] {
    let plans = try plans(of: study)
    let ordered = seeds(of: study).indices.flatMap { seed in plans.map { $0[seed] } }
    var definition = StudyDefinition(
      name: storedName(of: study), source: study.name, definition: meaning(of: study, plans).canonicalText,
      cells: ordered.map(\.definition))
    do {
      return try ScheduledRun.register(ordered, of: definition, in: store).runs
    } catch RunStoreError.studyDiffers {
      let text = definition.cells.map { "\($0.hash) \($0.seed)" }.joined(separator: "\n")
      definition.name += ", \(SHA256.hash(Array(text.utf8)).hex.prefix(8))"
      return try ScheduledRun.register(ordered, of: definition, in: store).runs
    }
  }

  private func storedName(of study: PaperStudy) -> String {
    var name = study.name
    if scale != .full { name += ", \(scale.rawValue)" }
    if let seeds = options.seeds { name += ", \(seeds == 1 ? "1 seed" : "\(seeds) seeds")" }
    return name
  }

  /// What `fledge study show` needs beside the runs: names of variants, and the metric to compare by.
  private func meaning(of study: PaperStudy, _ plans: [[RunPlan]]) -> JSONValue {
    let settings = study.variants.first?.settings ?? TrainingSettings()
    let metric =
      settings.isAutoencoder ? "test_loss" : settings.dataset == "mnist" ? "test_accuracy" : "training_loss_seen"
    // Variants with equal settings are one group, named by the first.
    var hashes = Set<String>()
    let names = zip(study.variants, plans).compactMap { variant, plans in
      plans.first.flatMap { hashes.insert($0.definition.hash).inserted ? variant.label : nil }
    }
    return [
      "compare": .string(metric), "names": .array(names.map { $0.isEmpty ? .null : .string($0) }),
      "seeds": .array(seeds(of: study).map { .integer(Int($0)) }),
    ]
  }

  /// Queues a run again that has ended in the store and whose folder is not there.
  func requeue(_ cell: StudyRun) throws {
    let store = try store
    let study = try store.studies().first { $0.id == cell.study }
    let ended = try store.runs(matching: RunQuery(study: study?.name, states: [.finished, .failed]))
    try store.deleteRuns(ended.filter { $0.cell == cell.id }.map(\.id))
    if cell.state == .failed { _ = try store.retryFailed(study: cell.study) }
  }
}
