import FledgeFormats
import FledgeModels
import Foundation
import TestSupport
import Testing

/// What happens to the files of a run when trainings meet in one folder, replace each other, or continue.
struct RunFolderLifeTests {
  private let training = [
    "train", "--layers", "8", "--set", "dataset=moons", "--set", "examples=200", "--set", "batch-size=20", "--quiet",
    "--json",
  ]

  private func run(_ arguments: [String], in folder: String) throws -> FledgeProcess.Ending {
    try FledgeProcess.run(arguments, in: folder)
  }

  @Test func `of two trainings in one folder one is refused, and no files are mixed`() throws {
    try withTemporaryFolder { folder in
      for round in 0..<6 {
        let both = try (1...2).map {
          try FledgeProcess(training + ["--set", "epochs=40", "--seed", "\($0)", "--output", "x\(round)"], in: folder)
        }
        let endings = try both.map { try $0.end() }
        #expect(endings.map(\.status).sorted().first == 0)
        #expect(endings.filter { $0.status == 0 }.count == 1, "\(endings.map(\.errors))")
        let refused = try #require(endings.first { $0.status != 0 })
        #expect([1, 2].contains(refused.status))
        #expect(
          refused.errors.contains("another training is at work") || refused.errors.contains("found a finished run"),
          "\(refused.errors)")
        let measured = try run(["evaluate", "x\(round)", "--json", "--quiet"], in: folder)
        #expect(measured.status == 0, "\(measured.errors)")
      }
    }
  }

  @Test func `a finished run is replaced only on request, and stays where the new training fails`() throws {
    try withTemporaryFolder { folder in
      let first = try run(training + ["--set", "epochs=2", "--output", "r"], in: folder)
      let again = try run(training + ["--set", "epochs=2", "--seed", "1", "--output", "r"], in: folder)
      #expect(again.status == 2 && again.errors.contains("--overwrite"))
      let diverged = try run(
        training + [
          "--set", "epochs=3", "--optimizer", "sgd", "--learning-rate", "1e30", "--output", "r", "--overwrite",
        ], in: folder)
      #expect(diverged.status == 1)
      let kept = try run(["train", "--resume", "r", "--json"], in: folder)
      #expect(kept["weights_sha256"] == first["weights_sha256"])
      let replaced = try run(
        training + ["--set", "epochs=2", "--seed", "1", "--output", "r", "--overwrite"], in: folder)
      #expect(replaced.status == 0 && replaced["weights_sha256"] != first["weights_sha256"])
      #expect(
        try run(["train", "--resume", "r", "--json"], in: folder)["weights_sha256"] == replaced["weights_sha256"])
      #expect(try names(in: folder + "/r").allSatisfy { !$0.hasPrefix(".") })
    }
  }

  @Test func `an interrupted replacement continues, and the old results stay until it is complete`() throws {
    try withTemporaryFolder { folder in
      _ = try run(training + ["--set", "epochs=2", "--output", "r"], in: folder)
      let whole = try run(training + ["--set", "epochs=400", "--seed", "1", "--output", "whole"], in: folder)
      let process = try FledgeProcess(
        training + [
          "--set", "epochs=400", "--seed", "1", "--output", "r", "--overwrite", "--checkpoint-every", "20steps",
        ], in: folder)
      process.waitForCheckpoint(in: folder + "/r/.next")
      kill(process.process.processIdentifier, SIGKILL)
      _ = try process.end()
      #expect(try run(["evaluate", "r", "--json"], in: folder).status == 0)
      let ending = try run(["train", "--resume", "r", "--json", "--quiet"], in: folder)
      #expect(ending["weights_sha256"] == whole["weights_sha256"])
      #expect(try run(["evaluate", "r", "--json"], in: folder).status == 0)
    }
  }

  @Test func `more epochs of a finished run end with the bits of one run`() throws {
    try withTemporaryFolder { folder in
      let whole = try run(training + ["--set", "epochs=9", "--output", "whole"], in: folder)
      _ = try run(training + ["--set", "epochs=4", "--output", "r"], in: folder)
      let extended = try run(["train", "--resume", "r", "--epochs", "9", "--json", "--quiet"], in: folder)
      #expect(extended.status == 0, "\(extended.errors)")
      #expect(extended["weights_sha256"] == whole["weights_sha256"] && extended["epochs"] == .integer(9))
      let history = try String(contentsOfFile: folder + "/r/history.csv", encoding: .utf8)
      #expect(history.split(separator: "\n").count == 10)
    }
  }

  @Test func `more epochs are refused where they would be another training, or where no checkpoint is kept`() throws {
    try withTemporaryFolder { folder in
      func refusal(_ name: String, _ settings: String...) throws -> FledgeProcess.Ending {
        _ = try run(training + ["--set", "epochs=3", "--output", name] + settings, in: folder)
        return try run(["train", "--resume", name, "--epochs", "6"], in: folder)
      }
      let cosine = try refusal("cosine", "--set", "schedule=cosine")
      #expect(cosine.status == 2 && cosine.errors.contains("the schedule cosine spreads over all 3 epochs"))
      let none = try refusal("none", "--keep-checkpoint", "no")
      #expect(none.status == 1 && none.errors.contains("--keep-checkpoint no"))
      #expect(try run(["evaluate", "none"], in: folder).status == 0)
    }
  }
}
