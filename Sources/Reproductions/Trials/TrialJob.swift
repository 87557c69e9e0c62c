import FledgeExperiments
import FledgeFormats
import FledgeNetworks
import FledgeRuns
import FledgeStudies

/// One training of a study.
struct TrialJob: Sendable {
  let study: PaperStudy
  let label: String
  let settings: TrainingSettings
  /// Its identity: the SHA-256 of settings, seed, data, data provider and probe.
  let key: String
  /// Its cell in the store.
  let definition: CellDefinition

  init(_ study: PaperStudy, _ variant: PaperStudy.Variant, seed: UInt64, dataChecksum: String) {
    self.study = study
    label = variant.label
    var settings = variant.settings
    settings.seed = seed
    settings.threads = 1
    self.settings = settings
    let origin = [dataChecksum, study.data.name, study.probe?.name ?? ""]
    func digest(_ settings: String) -> String {
      SHA256.hash(Array(([settings] + origin).joined(separator: "\n").utf8)).hex
    }
    var identity = settings.identity
    identity["data"] = nil
    key = digest(JSONValue.object(identity).canonicalText)

    let cell = CellSettings(settings)
    var configuration = cell.values
    configuration["recipe"] = .string(study.data.name)
    configuration["watch"] = study.probe.map { .string($0.name) } ?? .null
    configuration["data-sha256"] = .string(dataChecksum)
    definition = CellDefinition(
      configuration: JSONValue.object(configuration).canonicalText, hash: digest(cell.hash), seed: seed)
  }

  /// The name for progress, such as "modular, activations: tanh, seed 3".
  var name: String { study.name + (label.isEmpty ? "" : ": " + label) + ", seed \(settings.seed)" }

  /// A rough measure of the work, in parameters times examples: a step also has the cost of the optimizer's pass over
  /// the parameters, about as much as five examples, and of everything else, about as much as 170,000 parameters.
  func cost(examples: Int, features: Int) -> Double {
    let count = Double(min(settings.examples ?? examples, examples))
    let network = try? settings.network(features: features, outputs: 10)
    let parameters = Double(network?.parameterCount ?? 1)
    let steps = (count / Double(settings.batchSize)).rounded(.up)
    return Double(settings.epochs) * (count * parameters + steps * (5 * parameters + 170_000))
  }
}
