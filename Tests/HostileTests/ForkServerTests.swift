#if os(Linux)
  import Foundation
  import Testing

  /// The fork server tells how a command ended as the system does for a program of its own.
  @Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["FLEDGE_SANITIZER"] == nil))
  struct ForkServerTests {
    @Test func `a command ends as the program's own process does`() async throws {
      try await withProgram { program in
        let server = try #require(try program.forkServer())
        for arguments in [
          ["data", "list"], ["evaluate", "nothing"], ["train", "--epochs", "x"], ["tran"], ["--set", "é\n=1"],
          ["latent", "pca", "--input", "labels.npy", "--output", "o.npy"],
        ] {
          let (child, process) = (try server.run(arguments), try program.run(arguments))
          #expect(child.status == process.status && child.errors == process.errors, "\(arguments)")
        }
      }
    }

    @Test func `a trap and a command that does not end are faults, and the next command is unharmed`() async throws {
      try await withProgram { program in
        let server = try #require(try program.forkServer())
        let trap = try server.run([ForkServer.trap])
        #expect((trap.status ?? 0) > 128 && trap.fault != nil)
        #expect(String(decoding: trap.errors, as: UTF8.self).contains("as the test has asked"))
        let endless = [
          "train", "--dataset", "moons", "--layers", "2", "--epochs", "1000000", "--output", "e", "--quiet",
        ]
        #expect(try server.run(endless, seconds: 1).fault == "did not end")
        #expect(try server.run(["data", "list"]).fault == nil)
        let endings = try await program.run([["data", "list"], [ForkServer.trap]])
        #expect(endings.count { $0.fault != nil } == 1)
      }
    }
  }
#endif
