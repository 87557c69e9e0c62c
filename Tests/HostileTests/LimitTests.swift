import Foundation
import Testing

/// Limits of a shell: whatever they are, a command ends with a documented code.
@Suite(.serialized) struct LimitTests {
  static let commands = [
    "data list", "train --dataset moons --examples 12 --layers 2 --epochs 1 --threads 2 --output l",
    "study run study.yaml --store l.db --workers 2", "runs list --store store.db", "evaluate run --part training",
    "latent pca --input points.npy --components 2 --output l.npy",
    "train --dataset digits --examples 20000 --layers 64 --epochs 1 --output l",
  ]

  @Test(arguments: ["-n 4", "-n 6", "-n 16", "-n 40", "-f 0", "-f 2"])
  func `few open files, and small files`(limit: String) async throws {
    try await withProgram { program in
      for command in LimitTests.commands {
        let ending = try program.shell("ulimit \(limit); exec \"$FLEDGE\" \(command) --quiet")
        try program.clean()
        // The loader itself may need more, before the program begins.
        if ending.status == 127 { continue }
        #expect(ending.fault == nil, "ulimit \(limit); \(command)")
      }
    }
  }

  #if os(Linux)
    /// Limits in kilobytes.
    ///
    /// The allocator of a sanitizer reserves terabytes, and the loader needs some hundred megabytes.
    @Test(
      .enabled(if: ProcessInfo.processInfo.environment["FLEDGE_SANITIZER"] == nil),
      arguments: [50_000, 150_000, 200_000, 300_000, 400_000, 600_000, 1_000_000])
    func `little address space`(kilobytes: Int) async throws {
      try await withProgram { program in
        for command in LimitTests.commands {
          let ending = try program.shell("ulimit -v \(kilobytes); exec \"$FLEDGE\" \(command) --quiet")
          try program.clean()
          if ending.status == 127 { continue }
          #expect(ending.fault == nil, "ulimit -v \(kilobytes); \(command)")
        }
      }
    }
  #endif
}

extension HostileProgram {
  /// Removes what the commands of `LimitTests` have made.
  fileprivate func clean() throws {
    _ = try shell("rm -rf l l.db* l.npy")
  }
}
