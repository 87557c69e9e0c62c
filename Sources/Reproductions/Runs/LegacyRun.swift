import FledgeDatasets
import FledgeFormats
import FledgeMetrics
import FledgeModels
import FledgeNetworks
import FledgeStudies
import FledgeTensors
import FledgeTraining
import Foundation

/// A run of a report as version 0.1.0 kept it: `trial.json` and `weights.safetensors`.
struct LegacyRun: Decodable {
  private var version: Int
  private var seconds: Double
  private var history: History
  private var testLoss: Double
  private var testAccuracy: Double
  private var report: ClassificationReport?
  private var findings: Measurements
  private var divergence: String?

  /// Makes the folder of a run of this version from one of that version, with the same numbers.
  ///
  /// - Returns: whether there was one.
  static func convert(_ plan: RunPlan, writer: String) throws -> Bool {
    guard let path = plan.folder, !RunFolder.hasRecord(in: path),
      let bytes = FileManager.default.contents(atPath: path + "/trial.json")
    else { return false }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    guard let run = try? decoder.decode(LegacyRun.self, from: bytes), run.version == 1 else { return false }
    let experiment = try Experiment(plan.settings, data: plan.data(plan.settings))
    var parameters = Parameters(layout: experiment.network.parameterLayout)
    var statistics = Parameters(layout: experiment.network.statisticsLayout)
    if run.divergence == nil {
      let file = try SafeTensors(contentsOf: path + "/weights.safetensors")
      for name in parameters.layout.paths { try parameters.set(name, to: file.tensor(name)) }
      for name in statistics.layout.paths { try statistics.set(name, to: file.tensor(name)) }
    }
    let result = ExperimentResult(
      network: experiment.network, parameters: parameters, statistics: statistics, history: run.history)
    var record = experiment.record(result, writer: writer)
    record.testLoss = run.testLoss.isNaN ? nil : run.testLoss
    record.testAccuracy = run.testAccuracy.isNaN ? nil : run.testAccuracy
    record.classification = run.report
    record.measurements = plan.probe == nil ? nil : run.findings
    record.seconds = run.seconds
    record.divergence = run.divergence
    for name in ["trial.json", "weights.safetensors"] {
      try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
    let folder = try RunFolder(creating: path, replacing: true)
    if run.divergence == nil {
      try folder.write(result, settings: experiment.settings, record: record)
    } else {
      try folder.write(recordOnly: record, settings: experiment.settings)
    }
    return true
  }
}
