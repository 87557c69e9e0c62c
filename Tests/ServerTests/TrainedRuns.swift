import FledgeModels
import FledgeTraining

extension RunFixture {
  /// Trains a small network and writes its run.
  static func train(_ path: String, _ change: (inout TrainingSettings) -> Void) throws {
    var settings = TrainingSettings()
    settings.dataset = "digits"
    settings.examples = 80
    settings.testExamples = 30
    settings.layers = [6]
    settings.epochs = 1
    settings.threads = 1
    change(&settings)
    let experiment = try Experiment(settings)
    let folder = try RunFolder(creating: path)
    try folder.begin(experiment.settings)
    let result = try experiment.run()
    try folder.write(
      result, settings: experiment.settings, record: experiment.record(result, writer: "fledge test"),
      contract: experiment.data.contract)
  }
}
