import FledgeFormats
import FledgeModels
import Foundation
import TestSupport
import Testing

/// `fledge train` where it may not write, and before files that it does not understand.
struct RefusedFolderTests {
  private let training = [
    "train", "--layers", "8", "--set", "dataset=moons", "--set", "examples=200", "--set", "batch-size=20", "--quiet",
    "--json",
  ]

  /// What makes the program an ordinary user, whom permissions concern, where the tests are not run by one.
  private static let asUser: String? =
    getuid() != 0
    ? ":"
    : FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")
      ? "exec setpriv --reuid 65534 --regid 65534 --clear-groups \"$0\" \"$@\"" : nil

  static var canBeUser: Bool { asUser != nil }

  private func permit(_ mode: Int, _ path: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  @Test(.enabled(if: RefusedFolderTests.canBeUser, "root needs setpriv to become an ordinary user"))
  func `a folder that turns read-only in the middle of a run keeps its last checkpoint, and no litter`() throws {
    try withTemporaryFolder { folder in
      let shell = try #require(RefusedFolderTests.asUser)
      try permit(0o777, folder)
      let run = try FledgeProcess(
        training + ["--set", "epochs=30000", "--output", "run", "--checkpoint-every", "500steps"], in: folder,
        throughShell: shell)
      run.waitForCheckpoint(in: folder + "/run")
      try permit(0o555, folder + "/run")
      let ending = try run.end()
      try permit(0o755, folder + "/run")
      #expect(ending.status == 1 && !ending.wasKilled)
      let line = try #require(ending.errors.split(separator: "\n").last)
      #expect(line.hasPrefix("fledge: run/checkpoint-") && line.contains("found permission denied"), "\(line)")
      #expect(line.contains(", then go on after step ") && line.hasSuffix("`fledge train --resume run`"))
      #expect(try names(in: folder + "/run").allSatisfy { !$0.hasSuffix(".tmp") })
      #expect(try CheckpointFolder(folder + "/run").newest { _ in } != nil)
    }
  }

  @Test(.enabled(if: RefusedFolderTests.canBeUser, "root needs setpriv to become an ordinary user"))
  func `a new run in a read-only folder is refused in one line`() throws {
    try withTemporaryFolder { folder in
      try permit(0o555, folder)
      let shell = try #require(RefusedFolderTests.asUser)
      let ending = try FledgeProcess.run(training + ["--output", "run"], in: folder, throughShell: shell)
      try permit(0o755, folder)
      #expect(ending.status == 2)
      #expect(
        ending.errors == "fledge: run: the folder cannot be made: run: Permission denied; name another --output\n")
    }
  }

  @Test func `a checkpoint of a later version is bad data, and is left where it is`() throws {
    try withTemporaryFolder { folder in
      try RunFolder(creating: folder + "/run").writeConfiguration(settings("dataset=moons", "examples=40"))
      let later = try SafeTensors.encode(
        [], metadata: ["format_version": "2", "sha256": String(repeating: "0", count: 64)])
      try AtomicFile.write(later, to: folder + "/run/checkpoint-5.safetensors")
      let ending = try FledgeProcess.run(["train", "--resume", "run"], in: folder)
      #expect(ending.status == 65)
      #expect(
        ending.errors
          == "fledge: run/checkpoint-5.safetensors: expected a checkpoint of format version 1 or earlier, found "
          + "version 2: use the version of fledge that wrote it, or a later one\n")
      #expect(try names(in: folder + "/run") == ["checkpoint-5.safetensors", "config.yaml"])
    }
  }
}
