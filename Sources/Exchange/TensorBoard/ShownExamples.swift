import FledgeDatasets
import FledgeModels
import FledgeTensors
import Foundation

/// The examples that a finished network is shown with: the test set, else what was held out, else the training set.
struct ShownExamples {
  let examples: Dataset
  let part: String

  /// - Throws: where the data are not there any more, or are others.
  init(_ run: TrainedRun) throws {
    if let test = ShownExamples.testFile(run) {
      (examples, part) = (test, "test")
    } else {
      (examples, part) = try RunData(run).parts().shown
    }
  }

  /// The test set of its own files, without reading the training set; `nil` where that does not work so.
  private static func testFile(_ run: TrainedRun) -> Dataset? {
    guard let contract = run.contract, contract.split.testCount == nil else { return nil }
    let files = contract.files.filter { $0.part == .test }
    // A folder of pictures is read as a whole.
    guard let first = files.first, files.count <= 2 else { return nil }
    let use: DataContract.TargetUse = contract.target.kind == .classes ? .required : .repeated
    for path in [first.path, first.absolutePath] where FileManager.default.fileExists(atPath: path) {
      guard let table = try? contract.readExamples(path, trained: RunData(run).trainedNames, target: use),
        Provenance.areSame(table.dataset.provenance.files.map(\.sha256), files.map(\.sha256))
      else { continue }
      return table.dataset.prefix(run.settings.testExamples)
    }
    return nil
  }
}
