import ArgumentParser
import Fledge
import Foundation

/// The program's entry: parses, runs, and turns every error into one line and a documented exit code.
@main
enum Main {
  static func main() {
    do {
      _ = try InstructionSet.select()
      var command = try FledgeCommand.parseAsRoot()
      try command.run()
    } catch {
      exit(ExitStatus.report(error).rawValue)
    }
  }
}

/// `fledge`.
struct FledgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fledge",
    abstract: "A neural-network laboratory: train, evaluate and check networks from scratch.",
    discussion: """
      Exit codes: 0 done, 1 failed, 2 wrong usage, 65 bad data, 66 missing file, 75 interrupted and resumable.
      FLEDGE_DATA names the folder of the data; FLEDGE_ISA=portable|avx2|avx512|neon chooses the instructions.

      EXAMPLES
        fledge train --epochs 3
        fledge train --layers 64,32 --epochs 5 --output runs/small
        fledge evaluate runs/small
        fledge predict runs/small --indices 0,1,2
        fledge check --layers 6 --activation tanh
      """,
    version: fledgeVersion,
    subcommands: [
      TrainCommand.self, EvaluateCommand.self, PredictCommand.self, CheckCommand.self, DataCommand.self,
      LatentCommand.self, BenchCommand.self,
    ])
}

/// The program's version.
let fledgeVersion = "0.1.0"
