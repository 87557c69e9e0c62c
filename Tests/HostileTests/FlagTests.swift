import Foundation
import Testing

/// Every flag of every command with values below, at and above what it may take: no command ends otherwise than its
/// help says.
@Suite(.serialized) struct FlagTests {
  /// Values that every command refuses, or takes without much work.
  static let small = [
    "", "0", "-1", "1", "nan", "-inf", "1e308", "-9223372036854775808", "99999999999999999999999", "0.5",
    "\u{1B}]0;title\u{7}", "é\n=1", String(repeating: "a", count: 300), ",", "1,2,,3", "..", "none",
  ]

  /// Numbers that some commands take, and that would keep them at work.
  static let large = [
    "1024", "1025", "1000000", "1000001", "10000000", "10000001", "9223372036854775807", "9223372036854775808", "1e18",
  ]

  /// Values of the settings that have a form of their own.
  static let forms = [
    "augment": [
      "shift=0", "shift=1000", "shift=1000.1", "shift=1", "rotate=180", "rotate=181", "rotate=-1", "scale=0.99999999",
      "scale=1", "elastic=1000", "elastic=1e30", "noise=1e38", "noise=nan", "noise=1", "shift=", "=",
      "shift=1,rotate=360",
    ],
    "checkpoint-every": [
      "1e308s", "1e9s", "1e10s", "0s", "9223372036854775807steps", "0epochs", "１s", "..s", "s", "1 s",
    ],
    "schedule": ["cosine", "step", "warmup", "warmup:1e18", "step:0,0.5", "exponential:1e308", "plateau:0,0", ":"],
    "init": ["normal", "normal:1e38", "uniform:-1", "uniform:nan", "he:1", ":"],
    "validation": ["12", "13", "0.99999", "1.0", "-0.5", "1e300"],
    "seed": ["18446744073709551615", "0x10"], "dataset": ["line", "digits", "csv", "mnist"],
    "loss": ["hinge", "squared-error", "kullback-leibler"], "set": ["=", "a=b", "layers=", "augment=rotate=360"],
  ]

  @Test func `thousands of commands with hostile values end with a documented code`() async throws {
    try await withProgram { program in
      let catalogue = try CommandCatalogue(of: program)
      var commands: [[String]] = []
      func add(_ command: CommandCatalogue.Command, _ more: [String], isGated: Bool) {
        commands.append(command.words + command.arguments(output: "o\(commands.count)", isGated: isGated) + more)
      }
      for command in catalogue.commands {
        for flag in command.flags { add(command, [flag], isGated: false) }
        for option in command.options {
          add(command, [option], isGated: false)
          // `check` has the settings of `train`: they are read by the same code.
          let isRepeated = command.words == ["check"] && commands.contains { $0[0] == "train" && $0.contains(option) }
          for value in isRepeated ? Array(FlagTests.small.prefix(6)) : FlagTests.small {
            add(command, [option, value], isGated: false)
          }
          for value in isRepeated ? [] : FlagTests.large { add(command, [option, value], isGated: true) }
          for value in FlagTests.forms[String(option.dropFirst(2))] ?? [] {
            add(command, [option, value], isGated: false)
          }
        }
        for value in FlagTests.small where command.hasPositionals { commands.append(command.words + [value]) }
        for value in FlagTests.small where !command.isLeaf { commands.append(command.words + [value]) }
      }
      // All of them take minutes: `make hostile` sets FLEDGE_ALL_FLAGS, the suite runs four of nine.
      if ProcessInfo.processInfo.environment["FLEDGE_ALL_FLAGS"] == nil {
        commands = commands.enumerated().filter { $0.offset % 9 < 4 }.map(\.element)
      }
      #expect(commands.count >= 2000)

      let clock = ContinuousClock()
      let start = clock.now
      let endings = try await program.run(commands)
      let faults = endings.compactMap { ending in ending.fault.map { "\(ending.arguments): \($0)" } }
      #expect(faults.isEmpty, "\(faults.count) of \(commands.count): \(faults.prefix(10).joined(separator: "\n"))")
      print("\(commands.count) commands in \(clock.now - start)")
    }
  }

  @Test func `the flags are those of the program's help`() async throws {
    try await withProgram { program in
      let catalogue = try CommandCatalogue(of: program)
      let train = try #require(catalogue.commands.first { $0.words == ["train"] })
      for option in ["--augment", "--threads", "--set", "--output"] { #expect(train.options.contains(option)) }
      #expect(catalogue.commands.count >= 25)
    }
  }
}
