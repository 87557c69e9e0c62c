import FledgeFormats
import FledgeKernels
import FledgeModels
import Foundation
import TestSupport
import Testing

/// `fledge train` interrupted, killed, on a full disk, and resumed.
struct InterruptionTests {
  /// 2,160 steps.
  private static let assignments = [
    "dataset=moons", "examples=300", "test-examples=50", "layers=20,10", "dropout=0.1", "norm=batch", "epochs=240",
    "batch-size=30", "schedule=cosine", "threads=2",
  ]
  private let training = ["train", "--layers", "1", "--quiet", "--json"] + assignments.flatMap { ["--set", $0] }

  /// The digest of the same training, never interrupted and in this process.
  private static let uninterrupted = try? outcome(settings(assignments)).digest

  /// Below `nohup` the program rightly ignores SIGHUP, as it inherits.
  private static let signals: [Int32] = {
    let earlier = signal(SIGHUP, SIG_DFL)
    let isIgnored = unsafe unsafeBitCast(earlier, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    if isIgnored {
      _ = signal(SIGHUP, SIG_IGN)
      print("skipped: SIGHUP, which is ignored here, as below nohup")
    }
    return [SIGINT, SIGTERM] + (isIgnored ? [] : [SIGHUP])
  }()

  @Test(arguments: signals)
  func `a signal ends the step, keeps everything and says how to go on`(number: Int32) throws {
    try withTemporaryFolder { folder in
      let run = try FledgeProcess(training + ["--output", "run", "--checkpoint-every", "20steps"], in: folder)
      run.waitForCheckpoint(in: folder + "/run")
      kill(run.process.processIdentifier, number)
      let ending = try run.end()
      #expect(ending.status == 75 && !ending.wasKilled)
      #expect(ending.errors.hasSuffix("everything is kept, go on with `fledge train --resume run`\n"))
      let step = try #require(ending["step"]?.integerValue)
      #expect(try names(in: folder + "/run").contains("checkpoint-\(step).safetensors"))

      let resumed = try FledgeProcess.run(["train", "--resume", "run", "--json"], in: folder)
      #expect(resumed.status == 0)
      #expect(resumed.errors.contains("Going on in run after step \(step), in epoch "))
      #expect(resumed["weights_sha256"]?.stringValue == InterruptionTests.uninterrupted)
    }
  }

  @Test func `a run that nohup protects outlives its terminal`() throws {
    try withTemporaryFolder { folder in
      let arguments = training + ["--set", "epochs=12", "--output", "run", "--checkpoint-every", "20steps"]
      let run = try FledgeProcess(arguments, in: folder, throughShell: "trap '' HUP")
      run.waitForCheckpoint(in: folder + "/run")
      kill(run.process.processIdentifier, SIGHUP)
      let ending = try run.end()
      #expect(ending.status == 0 && !ending.wasKilled)
    }
  }

  @Test func `killed again and again at random moments, the run ends with the same bits`() throws {
    try withTemporaryFolder { folder in
      var killed = 0
      var arguments = training + ["--output", "run", "--checkpoint-every", "10steps"]
      var ending: FledgeProcess.Ending
      repeat {
        let run = try FledgeProcess(arguments, in: folder)
        if killed < 6 {
          // The first kill comes as the program starts. Later ones wait for its progress and not for a time: a fast
          // machine would have ended the training by then.
          if killed > 0 {
            let reached = FledgeProcess.newestStep(in: folder + "/run") ?? 0
            run.waitForCheckpoint(in: folder + "/run", step: reached + .random(in: 1...250))
          }
          usleep(.random(in: 0...5_000))
          kill(run.process.processIdentifier, SIGKILL)
        }
        ending = try run.end()
        if ending.wasKilled { killed += 1 }
        let hasBegun = FileManager.default.fileExists(atPath: folder + "/run/config.yaml")
        if hasBegun { arguments = ["train", "--resume", "run", "--json", "--quiet"] }
        try #require(ending.wasKilled || ending.status == 0, "\(ending.errors)")
      } while ending.wasKilled
      #expect(killed >= 3)
      #expect(ending["weights_sha256"]?.stringValue == InterruptionTests.uninterrupted)
      #expect(try names(in: folder + "/run").allSatisfy { !$0.hasSuffix(".tmp") })
    }
  }

  @Test func `a run that was killed before its first checkpoint starts again from its settings`() throws {
    try withTemporaryFolder { folder in
      var settings = try settings("dataset=moons", "examples=40", "test-examples=10", "epochs=2")
      settings.layers = [3]
      try RunFolder(creating: folder + "/run").writeConfiguration(settings)
      let ending = try FledgeProcess.run(["train", "--resume", "run", "--json"], in: folder)
      #expect(ending.status == 0)
      #expect(ending.errors.contains("There is no checkpoint in run yet; starting from the beginning."))
      #expect(try ending["weights_sha256"]?.stringValue == outcome(settings).digest)
    }
  }

  @Test func `a finished run says so and prints the same object`() throws {
    try withTemporaryFolder { folder in
      let first = try FledgeProcess.run(training + ["--set", "epochs=2", "--output", "r"], in: folder)
      let second = try FledgeProcess.run(["train", "--resume", "r", "--json"], in: folder)
      #expect(second.status == 0)
      #expect(second.errors.contains("The run in r is finished (2 epochs)."))
      #expect(second.output == first.output)
    }
  }

  @Test func `instruction sets and progress change no bit`() throws {
    try withTemporaryFolder { folder in
      let brief = training.filter { $0 != "--quiet" } + ["--set", "epochs=3"]
      var digests: [JSONValue?] = []
      for set in InstructionSet.available {
        for quiet in [["--quiet"], []] {
          let ending = try FledgeProcess.run(
            brief + quiet + ["--output", "run\(digests.count)"], in: folder, environment: ["FLEDGE_ISA": set.rawValue])
          #expect(ending["isa"]?.stringValue == set.rawValue)
          #expect(ending.errors.contains("epoch") == quiet.isEmpty)
          digests.append(ending["weights_sha256"])
        }
      }
      #expect(digests.allSatisfy { $0 != nil && $0 == digests[0] })
    }
  }

  @Test(
    .disabled(if: FledgeProcess.sanitizer == "thread", "ThreadSanitizer does not survive the limit on its own files"))
  func `a disk that fills up in the middle of a save leaves the last checkpoint, a line and no litter`() throws {
    try withTemporaryFolder { folder in
      let run = try FledgeProcess(training + ["--output", "run", "--checkpoint-every", "50steps"], in: folder)
      run.waitForCheckpoint(in: folder + "/run")
      kill(run.process.processIdentifier, SIGINT)
      let interrupted = try run.end()
      #expect(interrupted.status == 75)
      let step = try #require(interrupted["step"]?.integerValue)
      let before = try names(in: folder + "/run")

      // The settings fit in 4 kB, a checkpoint does not.
      let failed = try FledgeProcess.run(
        ["train", "--resume", "run", "--json", "--quiet"], in: folder, throughShell: "ulimit -f 4")
      #expect(failed.status == 1 && !failed.wasKilled)
      let line = try #require(failed.errors.split(separator: "\n").last)
      #expect(line.hasPrefix("fledge: run/checkpoint-"))
      #expect(line.contains("found file too large"))
      #expect(line.hasSuffix(", then go on after step \(step) with `fledge train --resume run`"))
      #expect(try names(in: folder + "/run") == before)

      let resumed = try FledgeProcess.run(["train", "--resume", "run", "--json", "--quiet"], in: folder)
      #expect(resumed["weights_sha256"]?.stringValue == InterruptionTests.uninterrupted)
    }
  }

  @Test func `going on with other settings, a foreign or no folder, and no threads are wrong usage`() throws {
    try withTemporaryFolder { folder in
      _ = try FledgeProcess.run(training + ["--set", "epochs=2", "--output", "run"], in: folder)
      func refusal(_ arguments: String...) throws -> String {
        let ending = try FledgeProcess.run(["train"] + arguments, in: folder)
        return "\(ending.status) \(ending.errors)"
      }
      #expect(
        try refusal("--resume", "run", "--epochs", "1", "--seed", "4")
          == "2 fledge: run: this checkpoint belongs to another training: epochs: 2 there, 1 here; seed: 0 there, "
          + "4 here; go on with the same settings and data, or start a new run\n")
      #expect(try refusal("--resume", "none").hasPrefix("66 fledge: none: expected the folder of a run to go on with"))
      #expect(try refusal("--resume", "run", "--output", "other").hasPrefix("2 fledge: --resume goes on in the run's"))
      #expect(
        try refusal("--threads", "0")
          == "2 fledge: --threads: expected a whole number from 1 to 1024, found '0'\n")
      try FileManager.default.removeItem(atPath: folder + "/run/record.json")
      let experiment = try Experiment(settings("dataset=moons", "examples=40"))
      try CheckpointFolder(folder + "/run").save(experiment.checkpoint(writer: "test"))
      #expect(
        try refusal("--resume", "run").contains("this checkpoint belongs to another training: examples: 40 there"))
      #expect(
        try refusal("--output", "run").contains(
          "go on with `fledge train --resume run`, replace it with --overwrite, or name another --output"))
    }
  }
}
