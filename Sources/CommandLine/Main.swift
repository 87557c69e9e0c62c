import ArgumentParser
import Fledge
import Foundation

/// The program's entry: parses, runs, and turns every error into one line and a documented exit code.
@main
enum Main {
  static func main() { unsafe run(ProgramArguments.given) }

  fileprivate static func run(_ arguments: [String]) -> Never {
    StandardStreams.reserve()
    Interruption.reportFailingWrites()
    var status = ExitStatus.done
    do {
      try ProcessLimits.check()
      try checkArguments()
      _ = try InstructionSet.select()
      var command = try FledgeCommand.parseAsRoot(joined(arguments))
      try command.run()
    } catch {
      status = ExitStatus.report(error)
    }
    if status == .done, let reason = StandardOutput.failure {
      status = ExitStatus.report(OutputError(reason: reason))
    }
    exit(status.rawValue)
  }

  /// Refuses arguments that are not UTF-8: their text would name another file.
  private static func checkArguments() throws {
    for index in 0..<Int(CommandLine.argc) {
      guard let argument = unsafe CommandLine.unsafeArgv[index] else { continue }
      guard unsafe String(validatingCString: argument) != nil else {
        throw ValidationError(
          "argument \(index): expected UTF-8 text, found \"\(unsafe String(cString: argument))\" with other bytes; "
            + "rename the file or folder")
      }
    }
  }

  /// Arguments, with a negative number joined to the option before it, since it would be taken for a flag.
  fileprivate static func joined(_ arguments: [String]) -> [String] {
    var joined: [String] = []
    for word in arguments {
      if word.first == "-", Double(word) != nil, let last = joined.last, last.hasPrefix("--"), !last.contains("=") {
        joined[joined.count - 1] = "\(last)=\(word)"
      } else {
        joined.append(word)
      }
    }
    return joined
  }
}

/// The arguments that the program runs with.
enum ProgramArguments {
  // Set by `runProgram` alone, before anything reads it.
  nonisolated(unsafe) fileprivate(set) static var given = Array(CommandLine.arguments.dropFirst())

  /// The command line as a user types it.
  static var text: String { unsafe (["fledge"] + given).joined(separator: " ") }
}

/// Runs a command and returns, whatever comes of it: later ones find the types' metadata.
///
/// For the fork server of the tests.
package func rehearse(_ arguments: [String]) {
  do {
    var command = try FledgeCommand.parseAsRoot(Main.joined(arguments))
    try command.run()
  } catch {
    _ = ExitStatus.report(error)
  }
}

/// Does what the program does with these arguments, and ends the process.
///
/// For the fork server of the tests.
package func runProgram(_ arguments: [String]) -> Never {
  unsafe ProgramArguments.given = arguments
  Main.run(arguments)
}

/// `fledge`.
struct FledgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fledge",
    abstract: "A neural-network laboratory: train, compare and look into networks made from scratch.",
    discussion: """
      Exit codes: 0 done, 1 failed, 2 wrong usage, 65 bad data, 66 missing file, 75 interrupted and resumable.
      FLEDGE_DATA names the folder of the data; FLEDGE_ISA=portable|avx2|avx512|amx|neon chooses the instructions.

      EXAMPLES
        fledge train --examples 5000 --epochs 3
        fledge train --layers 64,32 --examples 5000 --epochs 5 --output runs/small
        fledge evaluate runs/small
        fledge predict runs/small --indices 0,1,2
        fledge check --layers 6 --activation tanh
        fledge reproduce paterson --scale smoke
      """,
    version: fledgeVersion,
    subcommands: [
      TrainCommand.self, EvaluateCommand.self, EnsembleCommand.self, ExplainCommand.self, PredictCommand.self,
      ImportCommand.self,
      ExportCommand.self,
      CheckCommand.self, DataCommand.self, StudyCommand.self, RunsCommand.self, LatentCommand.self,
      ReproduceCommand.self, ServeCommand.self, BenchCommand.self,
    ])
}

/// The type of the command that these arguments ask for, such as `FledgeCommandLine.TrainCommand`; nothing is run.
///
/// - Throws: when the program would refuse the arguments before it does anything.
package func commandName(parsing arguments: [String]) throws -> String {
  String(reflecting: type(of: try FledgeCommand.parseAsRoot(Main.joined(arguments))))
}

/// Results that could not be written to standard output.
struct OutputError: Error, CustomStringConvertible {
  let reason: String

  var description: String { "standard output: the results could not be written: \(reason)" }
}

/// The program's version.
let fledgeVersion = "0.1.0"
