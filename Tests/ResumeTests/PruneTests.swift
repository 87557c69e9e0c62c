import FledgeFormats
import Foundation
import TestSupport
import Testing

/// What `fledge runs usage`, `runs prune`, `import` and `train --dry-run` do with the files of a run.
struct PruneTests {
  private let training = [
    "train", "--layers", "8", "--set", "dataset=moons", "--set", "examples=200", "--set", "batch-size=20", "--set",
    "epochs=3", "--checkpoint-every", "4steps", "--quiet", "--json",
  ]

  private func withRun(_ body: (String, FledgeProcess.Ending) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let ending = try FledgeProcess.run(training + ["--output", "runs/a b"], in: folder)
      #expect(ending.status == 0, "\(ending.errors)")
      try body(folder, ending)
    }
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder + "/runs/a b").sorted()
  }

  @Test(arguments: ["last", "best", "none"])
  func `pruning keeps what it says, and what is left still holds`(keep: String) throws {
    try withRun { folder, ending in
      let before = try names(folder)
      let dry = try FledgeProcess.run(["runs", "prune", "runs", "--keep", keep, "--dry-run", "--json"], in: folder)
      #expect(dry.status == 0)
      #expect(try names(folder) == before)
      let pruned = try FledgeProcess.run(["runs", "prune", "runs", "--keep", keep, "--json"], in: folder)
      #expect(pruned.status == 0, "\(pruned.errors)")
      #expect(pruned["files"] == dry["files"])
      #expect(pruned["bytes"] == dry["bytes"])
      let after = try names(folder)
      #expect(after.contains { $0.hasPrefix("checkpoint-") } == (keep == "last"))
      #expect(after.contains("model.safetensors") == (keep != "none"))
      #expect(Set(["config.yaml", "history.csv", "record.json"]).isSubset(of: after))
      #expect(try FledgeProcess.run(["runs", "prune", "runs", "--keep", keep, "--json"], in: folder)["bytes"] == 0)
      // The results are still there, and the rest of the files still has its checksums.
      let results = try FledgeProcess.run(["train", "--resume", "runs/a b", "--json", "--quiet"], in: folder)
      #expect(results.status == 0 && results["weights_sha256"] == ending["weights_sha256"])
      let measured = try FledgeProcess.run(["evaluate", "runs/a b", "--json", "--quiet"], in: folder)
      #expect(measured.status == (keep == "none" ? 66 : 0))
      if keep == "none" { #expect(measured.errors.contains("`fledge runs prune` removed")) }
      #expect(try FledgeProcess.run(["runs", "check", "runs"], in: folder).status == 0)
      let more = try FledgeProcess.run(["train", "--resume", "runs/a b", "--epochs", "4", "--json"], in: folder)
      #expect(more.status == (keep == "last" ? 0 : 1), "\(more.errors)")
    }
  }

  @Test func `an interrupted run is left alone`() throws {
    try withTemporaryFolder { folder in
      let training = try FledgeProcess(training + ["--set", "epochs=100000", "--output", "runs/a b"], in: folder)
      training.waitForCheckpoint(in: folder + "/runs/a b")
      training.process.interrupt()
      #expect(try training.end().status == 75)
      let before = try names(folder)
      let pruned = try FledgeProcess.run(["runs", "prune", "runs", "--keep", "none"], in: folder)
      #expect(pruned.status == 0 && pruned.errors.contains("left alone"))
      #expect(try names(folder) == before)
    }
  }

  @Test func `usage adds up the bytes of each file`() throws {
    try withRun { folder, _ in
      let usage = try FledgeProcess.run(["runs", "usage", "--json"], in: folder)
      let run = try #require(usage["runs"]?.arrayValue?.first)
      let sum = try names(folder).reduce(0) { sum, name in
        let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/runs/a b/" + name)
        return sum + ((attributes[.size] as? NSNumber)?.intValue ?? 0)
      }
      #expect(run["total"]?.integerValue == sum && run["run"]?.stringValue == "runs/a b")
      #expect(run["weights"]?.integerValue ?? 0 > 0 && run["checkpoints"]?.integerValue ?? 0 > 0)
      #expect(try FledgeProcess.run(["runs", "usage", "nothing"], in: folder).status == 66)
    }
  }

  @Test func `changed weights are refused in place and come in by import`() throws {
    try withRun { folder, ending in
      let model = folder + "/runs/a b/model.safetensors"
      var bytes = try FileBytes.read(model)
      bytes[bytes.count - 3] ^= 64
      try AtomicFile.write(bytes, to: model)
      #expect(try FledgeProcess.run(["evaluate", "runs/a b"], in: folder).status == 65)
      try FileManager.default.moveItem(atPath: model, toPath: folder + "/other.safetensors")
      bytes[bytes.count - 3] ^= 64
      try AtomicFile.write(bytes, to: model)
      let imported = try FledgeProcess.run(
        ["import", "other.safetensors", "--like", "runs/a b", "--output", "runs/other", "--json"], in: folder)
      #expect(imported.status == 0, "\(imported.errors)")
      #expect(imported["weights_sha256"] != ending["weights_sha256"])
      #expect(try FledgeProcess.run(["evaluate", "runs/other", "--quiet"], in: folder).status == 0)
      #expect(try FledgeProcess.run(["runs", "check", "runs/other"], in: folder).status == 0)
      let again = try FledgeProcess.run(
        ["import", "other.safetensors", "--like", "runs/a b", "--output", "runs/other"], in: folder)
      #expect(again.status == 2 && again.errors.contains("--overwrite"))
      let text = try String(contentsOfFile: folder + "/runs/other/record.json", encoding: .utf8)
      #expect(text.contains("\"imported_from\": {"))
    }
  }

  @Test func `weights of another network are refused by name`() throws {
    try withRun { folder, _ in
      let other = training + ["--layers", "8,4", "--output", "other"]
      #expect(try FledgeProcess.run(other, in: folder).status == 0)
      for (file, like, tensor) in [("other", "runs/a b", "4.weight"), ("runs/a b", "other", "2.weight")] {
        let refused = try FledgeProcess.run(
          ["import", "\(file)/model.safetensors", "--like", like, "--output", "new"], in: folder)
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains(tensor) && !FileManager.default.fileExists(atPath: folder + "/new"))
      }
    }
  }

  @Test func `a dry run tells steps, time, memory and disk, and writes nothing`() throws {
    try withTemporaryFolder { folder in
      let dry = try FledgeProcess.run(training + ["--dry-run"], in: folder)
      #expect(dry.status == 0, "\(dry.errors)")
      #expect(dry["steps"]?.integerValue ?? 0 > 0 && dry["seconds"]?.numberValue ?? 0 > 0)
      #expect(dry["memory_bytes"]?.integerValue ?? 0 > dry["disk_bytes"]?.integerValue ?? 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      #expect(try FledgeProcess.run(training + ["--dry-run", "--explain"], in: folder).status == 2)
    }
  }
}
