import FledgeFormats
import FledgeTensors
import Foundation
import Testing

/// Small sound files that the commands of these tests read: beside them, only what a test names is wrong.
enum HostileInputs {
  static func write(with program: HostileProgram) throws {
    let folder = program.folder
    let rows = (0..<20).map { "\(Double($0) / 10),\($0 % 3),\($0 % 2 == 0 ? "elm" : "oak")\n" }
    try text("x,z,label\n" + rows.joined(), to: folder + "/table.csv")
    try text("x,z\n0.1,1\n0.5,2\n", to: folder + "/new.csv")
    try text("layers: [2]\n", to: folder + "/settings.yaml")
    try text(
      "study: s\ntrain: {dataset: moons, examples: 10, test-examples: 4, layers: [2], epochs: 1}\nseeds: 2\n",
      to: folder + "/study.yaml")
    let points = Tensor(shape: [30, 4], elements: (0..<120).map { Float($0 * 7 % 11) / 3 })
    try Npy(points).write(to: folder + "/points.npy")
    try Npy(labels: (0..<30).map { Int32($0 % 3) }).write(to: folder + "/labels.npy")
    for arguments in [
      ["train", "--dataset", "csv", "--data", "table.csv", "--layers", "2", "--epochs", "1", "--output", "run"],
      [
        "train", "--dataset", "digits", "--examples", "60", "--test-examples", "20", "--autoencoder", "2", "--epochs",
        "1",
      ]
        + ["--output", "codes"],
      ["study", "run", "study.yaml", "--store", "store.db", "--workers", "1"],
    ] {
      let ending = try program.run(arguments)
      try #require(ending.status == 0, "\(arguments): \(String(decoding: ending.errors, as: UTF8.self))")
    }
  }

  static func text(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }
}
