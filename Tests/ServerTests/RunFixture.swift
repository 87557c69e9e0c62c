import Foundation

/// Folders that look as trainings leave them.
enum RunFixture {
  /// A finished run.
  static func finished(_ path: String, seed: Int = 0, layers: String = "[8]", accuracy: Double = 0.9) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try write("dataset: moons\nlayers: \(layers)\nepochs: 2\nseed: \(seed)\n", to: path + "/config.yaml")
    try write(
      "epoch,step,learning_rate,training_loss_seen,validation_loss,validation_accuracy\n"
        + "1,10,0.1,0.7,0.6,\(accuracy - 0.1)\n2,20,0.1,0.5,0.4,\(accuracy)\n", to: path + "/history.csv")
    try write(
      """
      {"test_accuracy": \(accuracy), "test_loss": 0.4, "dataset": "moons", "history": {"best_epoch": 2, "epochs": \
      [{"epoch": 1}, {"epoch": 2, "validation_accuracy": \(accuracy), "validation_loss": 0.4}]}}
      """, to: path + "/record.json")
  }

  static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }
}
