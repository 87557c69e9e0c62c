import FledgeDatasets
import FledgeExchange
import FledgeFormats
import FledgeModels
import FledgeTraining
import Foundation
import TestSupport
import Testing

@Suite struct TensorBoardExportTests {
  private func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test func `a run of digits has numbers, weights, pictures, settings and embeddings`() throws {
    try withTemporaryFolder { folder in
      let record = try train(tinyDigits { $0.validation = .count(10) }, to: folder + "/run")
      let runs = try TrackedRuns(folder: folder + "/run")
      let outcome = try TensorBoardExport.write(runs, folder: folder + "/run", to: folder + "/logs")
      #expect(outcome == TensorBoardExport.Outcome(files: 1))
      let found = try events(folder + "/logs")[0]
      let numbers = scalars(found)
      #expect(numbers["loss/validation"]?.map(\.value) == record.history.epochs.map { Float($0.validationLoss ?? -1) })
      #expect(numbers["loss/validation"]?.map(\.step) == record.history.epochs.map(\.step))
      #expect(numbers["test/loss"]?.map(\.value) == record.testLoss.map { [Float($0)] })
      let last = try #require(found.last)
      let tags = last.values.map(\.tag)
      #expect(tags.contains("first_layer/0.weight") && tags.contains("weights/2.bias"))
      let plugins = found.flatMap(\.values).filter { $0.plugin == "hparams" }.map(\.tag)
      let names = ["experiment", "session_start_info", "session_end_info"].map { "_hparams_/\($0)" }
      #expect(plugins == names)
      // Codes of 30 test examples of 4 hidden units, with a header that names the columns of what they stand for.
      let tensors = try lines(folder + "/logs/embeddings/tensors.tsv")
      let metadata = try lines(folder + "/logs/embeddings/metadata.tsv")
      #expect(tensors.count == 30 && tensors.allSatisfy { $0.split(separator: "\t").count == 4 })
      #expect(metadata.count == 31 && metadata[0] == "example\tclass\tpredicted")
      #expect(try lines(folder + "/logs/projector_config.pbtxt").count == 5)
      // The next export replaces the file.
      _ = try TensorBoardExport.write(runs, folder: folder + "/run", to: folder + "/logs")
      #expect(try eventFiles(folder + "/logs").count == 1)
    }
  }

  @Test func `an autoencoder has reconstructions, and its codes are the embeddings`() throws {
    try withTemporaryFolder { folder in
      try train(tinyDigits { ($0.layers, $0.autoencoder) = ([], [12, 3]) }, to: folder + "/run")
      let runs = try TrackedRuns(folder: folder + "/run")
      _ = try TensorBoardExport.write(runs, folder: folder + "/run", to: folder + "/logs")
      let values = try events(folder + "/logs")[0].flatMap(\.values)
      let image = try #require(values.first { $0.tag == "reconstructions/test" })
      // Three rows of four pairs, 28 pixels each and a line between.
      #expect(image.image.first { $0.number == 1 }?.bits == 3 * 29 - 1)
      #expect(image.image.first { $0.number == 2 }?.bits == 8 * 29 - 1)
      #expect(try lines(folder + "/logs/embeddings/tensors.tsv")[0].split(separator: "\t").count == 3)
      #expect(try lines(folder + "/logs/projector_config.pbtxt").contains(#"  tensor_name: "codes""#))
    }
  }

  @Test func `what cannot be written is said: no hidden layer, data elsewhere, weights removed`() throws {
    try withTemporaryFolder { folder in
      try train(tinySettings { $0.layers = [] }, to: folder + "/linear")
      var runs = try TrackedRuns(folder: folder + "/linear")
      var outcome = try TensorBoardExport.write(runs, folder: folder + "/linear", to: folder + "/a")
      #expect(outcome.notes == ["the network has no hidden layer, so there are no embeddings"])

      try "a,b,y\n1,2,0\n2,1,1\n3,5,0\n4,1,1\n".write(toFile: folder + "/t.csv", atomically: true, encoding: .utf8)
      let table = tinySettings {
        $0.dataset = "csv"
        $0.data = folder + "/t.csv"
        $0.validation = .count(0)
        $0.examples = nil
        $0.testExamples = nil
        $0.table.label = "y"
      }
      try train(table, to: folder + "/table")
      try FileManager.default.removeItem(atPath: folder + "/t.csv")
      runs = try TrackedRuns(folder: folder + "/table")
      outcome = try TensorBoardExport.write(runs, folder: folder + "/table", to: folder + "/b")
      #expect(outcome.files == 1 && outcome.notes.count == 1)
      #expect(outcome.notes[0].hasPrefix("neither embeddings nor reconstructions: "))

      _ = try RunFolder.prune(folder + "/linear", keeping: .none)
      runs = try TrackedRuns(folder: folder + "/linear")
      outcome = try TensorBoardExport.write(runs, folder: folder + "/linear", to: folder + "/c")
      #expect(outcome.files == 1 && outcome.notes.count == 1 && outcome.notes[0].hasPrefix("numbers alone: "))
    }
  }

  @Test func `a folder with other event files is refused, and names of runs lead nowhere else`() throws {
    try withTemporaryFolder { folder in
      try train(tinySettings(), to: folder + "/run")
      var runs = try TrackedRuns(folder: folder + "/run")
      try FileManager.default.createDirectory(atPath: folder + "/logs", withIntermediateDirectories: true)
      let other = folder + "/logs/events.out.tfevents.1.host"
      try "x".write(toFile: other, atomically: true, encoding: .utf8)
      #expect(throws: RunFolderError.self) {
        try TensorBoardExport.write(runs, folder: folder + "/run", to: folder + "/logs")
      }
      runs.runs = ["../../x", "a,\"b\" =1", "a,\"b\" =1", "\u{1B}[2J", ".."].map { name in
        var run = runs.runs[0]
        run.name = name
        return run
      }
      let outcome = try TensorBoardExport.write(runs, folder: nil, to: folder + "/study")
      #expect(outcome.files == 5)
      #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder)) == ["run", "logs", "study"])
      let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/study").sorted()
      #expect(names == ["-", "\\u{1B}[2J".replacing("\\", with: "-"), "a,\"b\" =1", "a,\"b\" =1-2"].sorted())
    }
  }
}
