import FledgeFormats
import FledgeModels
import FledgeTraining
import Foundation
import TestSupport
import Testing

/// The last two checkpoints of a run, whatever happens.
struct CheckpointFolderTests {
  /// Checkpoints of one training after each of its first steps.
  private func checkpoints(_ count: Int) throws -> [Checkpoint] {
    let experiment = try Experiment(settings("dataset=moons", "examples=40", "layers=3", "batch-size=4"))
    return try (1...count).map { step in
      try experiment.trainer.run(toStep: step)
      return experiment.checkpoint(writer: "test")
    }
  }

  @Test func `of three checkpoints the last two are kept`() throws {
    try withTemporaryFolder { path in
      let folder = CheckpointFolder(path)
      for checkpoint in try checkpoints(3) { try folder.save(checkpoint) }
      #expect(try names(in: path) == ["checkpoint-2.safetensors", "checkpoint-3.safetensors"])
      #expect(try folder.newest { _ in }?.state.step == 3)
    }
  }

  @Test func `there is no newest one in an empty folder, and other files do not matter`() throws {
    try withTemporaryFolder { path in
      let folder = CheckpointFolder(path)
      for name in [
        "checkpoint-01.safetensors", "checkpoint-.safetensors", "checkpoint--1.safetensors", "model.safetensors",
      ] {
        try AtomicFile.write(text: "x", to: "\(path)/\(name)")
      }
      #expect(try folder.newest { _ in } == nil)
      #expect(try folder.steps().isEmpty)
    }
  }

  @Test func `a damaged checkpoint is named and the one before is used`() throws {
    try withTemporaryFolder { path in
      let folder = CheckpointFolder(path)
      let all = try checkpoints(3)
      try folder.save(all[0])
      try folder.save(all[2])
      var bytes = try FileBytes.read(folder.path(step: 3))
      bytes[bytes.count - 5] ^= 1
      try AtomicFile.write(bytes, to: folder.path(step: 3))
      var warnings: [String] = []
      #expect(try folder.newest { warnings.append($0) }?.state.step == 1)
      let warning = try #require(warnings.first)
      #expect(warnings.count == 1)
      #expect(warning.hasPrefix("\(folder.path(step: 3)): expected bytes with the SHA-256 that the checkpoint states"))
      #expect(warning.hasSuffix("the file is damaged; going on from the checkpoint of step 1"))

      // The next save replaces the damaged file among the last two, whatever its step.
      try folder.save(all[1])
      #expect(try names(in: path) == ["checkpoint-1.safetensors", "checkpoint-2.safetensors"])
    }
  }

  @Test func `where every checkpoint is damaged the training does not start again unasked`() throws {
    try withTemporaryFolder { path in
      let folder = CheckpointFolder(path)
      for checkpoint in try checkpoints(2) {
        try folder.save(checkpoint)
        try AtomicFile.write(text: "", to: folder.path(step: checkpoint.state.step))
      }
      #expect {
        _ = try folder.newest { _ in }
      } throws: { error in
        "\(error)"
          == "\(path)/checkpoint-2.safetensors, byte 0: expected 8 bytes with the header's length, found an empty "
          + "file: no checkpoint is whole; remove \(path)/checkpoint-* to start again"
      }
    }
  }

  @Test func `whichever call of a save fails, the old or the new state loads and nothing else is left`() throws {
    let all = try checkpoints(3)
    let healthy = FaultyFileSystem()
    let calls = try withTemporaryFolder { path in
      try CheckpointFolder(path).save(all[0])
      try CheckpointFolder(path).save(all[1])
      try CheckpointFolder(path, fileSystem: healthy).save(all[2])
      return healthy.calls
    }
    #expect(
      calls == ["create", "write", "sync", "close", "rename", "syncFolder", "list", "remove"])
    let (old, new) = (try all[1].encoded(), try all[2].encoded())
    for failing in calls.indices {
      try withTemporaryFolder { path in
        try CheckpointFolder(path).save(all[0])
        try CheckpointFolder(path).save(all[1])
        #expect(throws: FormatError.self) {
          try CheckpointFolder(path, fileSystem: FaultyFileSystem(failing: failing)).save(all[2])
        }
        let newest = try #require(try CheckpointFolder(path).newest { _ in })
        #expect(try newest.encoded() == (failing <= 4 ? old : new), "call \(failing), \(calls[failing])")
        #expect(try names(in: path).allSatisfy { $0.hasPrefix("checkpoint-") })
      }
    }
  }

  @Test func `temporary files of dead processes are removed, those of living ones are not`() throws {
    try withTemporaryFolder { path in
      let dead = Process()
      dead.executableURL = URL(filePath: "/bin/true")
      try dead.run()
      dead.waitUntilExit()
      let mine = ProcessInfo.processInfo.processIdentifier
      let other = dead.processIdentifier
      for name in [
        ".checkpoint-7.safetensors.\(other)-1.tmp", ".config.yaml.\(other)-2.tmp", ".foreign.\(other)-2.tmp",
        ".checkpoint-7.safetensors.\(mine)-1.tmp",
      ] { try AtomicFile.write(text: "half", to: "\(path)/\(name)") }
      try CheckpointFolder(path).removeLeftovers(others: ["config.yaml"])
      #expect(try names(in: path) == [".checkpoint-7.safetensors.\(mine)-1.tmp", ".foreign.\(other)-2.tmp"])
    }
  }

  @Test(arguments: [("200steps", "200steps"), ("1 epoch", "1epochs"), ("0.5s", "0.5s"), ("none", "none")])
  func `intervals are read as they are written`(text: String, written: String) throws {
    #expect(try settings("checkpoint-every=\(text)").checkpointEvery.text == written)
  }

  @Test(arguments: ["0steps", "200", "-1s", "1.5epochs", "s", "2 weeks", "0s"])
  func `other intervals are refused`(text: String) throws {
    #expect {
      _ = try settings("checkpoint-every=\(text)")
    } throws: { error in
      "\(error)" == "checkpoint-every: expected such as 200steps, 1epoch, 30s (up to 1e9) or none, found '\(text)'"
    }
  }

  @Test func `an interval in steps saves at its multiples, one in epochs after each`() throws {
    try withTemporaryFolder { path in
      let five = try Experiment(settings(busy + ["checkpoint-every=5steps", "patience=none", "epochs=3"]))
      _ = try five.run(checkpoints: CheckpointFolder(path), writer: "test")
      #expect(try CheckpointFolder(path).steps() == [5, 10])
    }
    try withTemporaryFolder { path in
      let two = try Experiment(settings(busy + ["checkpoint-every=2epochs", "patience=none", "epochs=5"]))
      _ = try two.run(checkpoints: CheckpointFolder(path), writer: "test")
      #expect(try CheckpointFolder(path).steps() == [8, 16])
      #expect(try CheckpointFolder(path).newest { _ in }?.state.epoch == 4)
    }
  }
}
