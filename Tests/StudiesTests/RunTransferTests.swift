import FledgeModels
import FledgeRunStore
import FledgeStudies
import Foundation
import TestSupport
import Testing

/// Folders from the rows of a store, and rows from folders.
@Suite struct RunTransferTests {
  @Test(arguments: [false, true])
  func `a store that is rebuilt from its folders exports the same table`(keepsWeights: Bool) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      let store = try SQLiteRunStore(path: path)
      var runner = tinyRunner(folder: path + ".files")
      runner.keepsWeights = keepsWeights
      _ = try runner.run(tinyPlan(), store: store)
      let made = try RunTransfer.export(store, at: path, studies: [], to: folder + "/folders")
      #expect(made == (4, 0))
      #expect(try RunTransfer.export(store, at: path, studies: [], to: folder + "/folders") == (0, 4))
      for run in 1...4 {
        let name = "\(folder)/folders/\(run)"
        #expect(FileManager.default.fileExists(atPath: name + "/model.safetensors") == keepsWeights)
        #expect(try RunFolder.all(below: name)[0].problems().isEmpty)
        if keepsWeights {
          _ = try RunFolder(existing: name)
        } else {
          let error = #expect(throws: RunFolderError.self) { try RunFolder(existing: name) }
          #expect(error?.description.contains("--keep-weights") == true)
        }
      }
      let again = InMemoryRunStore()
      #expect(try RunTransfer.rebuild(again, from: folder + "/folders").added == 4)
      #expect(try RunTransfer.rebuild(again, from: folder + "/folders").added == 0)
      #expect(try export(again) == export(store))
      let curves = try StudyResults(named: "widths", in: again)
      #expect(try curves.curves("validation_loss", of: curves.groups[0]).map(\.positions) == [[1, 2], [1, 2]])
    }
  }

  /// Twelve variants, more than have one digit, some of them with a name, in folds.
  private func namedPlan() -> StudyPlan {
    let variants = (1...12).map { index in
      StudyPlan.Variant(
        name: index % 2 == 0 ? nil : "net, \"\(index)\"",
        tinySettings {
          $0.layers = [index]
          $0.epochs = 1
        })
    }
    return StudyPlan(name: "named", variants: variants, seeds: [3], baseline: 2, folds: 2)
  }

  @Test(arguments: [false, true])
  func `a rebuilt study has the names of its variants and its folds`(fromKeptRuns: Bool) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      let store = try SQLiteRunStore(path: path)
      var runner = tinyRunner(folder: path + ".files")
      runner.keepsWeights = fromKeptRuns
      _ = try runner.run(namedPlan(), store: store)
      var source = folder + "/folders"
      if fromKeptRuns {
        let runs = try RunFolder.all(below: path + ".files")
        source = (try #require(runs.first).path as NSString).deletingLastPathComponent
      } else {
        #expect(try RunTransfer.export(store, at: path, studies: [], to: source).made == 24)
      }
      let again = InMemoryRunStore()
      let (added, notes) = try RunTransfer.rebuild(again, from: source)
      #expect(added == 24 && notes.count == 1 && notes[0].contains("study named"))
      let (first, second) = try (StudyResults(named: "named", in: store), StudyResults(named: "named", in: again))
      #expect(second.folds == 2 && second.groups.map(\.name) == first.groups.map(\.name))
      #expect(second.groups.map(\.isNamed) == first.groups.map(\.isNamed))
      #expect(second.groups.map { $0.values("test_accuracy") } == first.groups.map { $0.values("test_accuracy") })
      #expect(second.baseline == nil)
      // The file restores the rest and trains nothing.
      let before = try again.runs(matching: RunQuery()).count
      _ = try tinyRunner().run(namedPlan(), store: again)
      #expect(try again.runs(matching: RunQuery()).count == before)
      #expect(try StudyResults(named: "named", in: again).baseline == 2)
    }
  }

  @Test func `a damaged folder is named and nothing of it is added`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/fledge.db"
      let store = try SQLiteRunStore(path: path)
      _ = try tinyRunner().run(tinyPlan(seeds: [0]), store: store)
      _ = try RunTransfer.export(store, at: path, studies: ["widths"], to: folder + "/folders")
      let file = URL(fileURLWithPath: folder + "/folders/1/record.json")
      var bytes = try Data(contentsOf: file)
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: file)
      let again = InMemoryRunStore()
      #expect(throws: (any Error).self) { try RunTransfer.rebuild(again, from: folder + "/folders") }
      #expect(try again.runs(matching: RunQuery()).isEmpty)
    }
  }
}
