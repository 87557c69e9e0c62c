internal import ArgumentParser
internal import Fledge
import Foundation

/// The name and version that runs and checkpoints have.
let programName = "fledge-mpi 0.1.0"

@main
enum Main {
  static func main() {
    let world: World
    do {
      world = try World()
    } catch {
      if let message = error.message { say("fledge-mpi: \(message)") }
      // Other ranks of a wrong launcher do not know this one, so nothing is waited for.
      exit(error.status.rawValue)
    }
    do {
      let command = try world.agree { try parse() }
      guard let command else { world.finish(.done) }
      world.timeout = command.timeout
      world.startTimeout = command.startTimeout
      let training = RankTraining(command, world)
      world.finish(try training.run())
    } catch let error as RankError {
      if world.rank == 0 { say("fledge-mpi: \(error)") }
      world.finish(error.status)
    } catch let error as TrainingError {
      // All ranks know of it: the loss is that of the whole batch.
      if world.rank == 0 { say("fledge-mpi: \(error)") }
      world.finish(Status(of: error))
    } catch {
      say("fledge-mpi: \(error)")
      world.abort(Status(of: error))
    }
  }

  /// `nil` where help was asked for.
  private static func parse() throws -> TrainFlags? {
    do {
      let command = try MPICommand.parseAsRoot()
      if let train = command as? TrainFlags { return train }
      throw CleanExit.helpRequest(command)
    } catch {
      if MPICommand.exitCode(for: error).isSuccess {
        if Launcher.processes?.rank ?? 0 == 0 { print(MPICommand.fullMessage(for: error)) }
        return nil
      }
      throw RankError(description: MPICommand.message(for: error), status: .wrongUsage)
    }
  }
}

/// `fledge-mpi`.
struct MPICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fledge-mpi", abstract: "Train one network on several processes, with the bits of one.",
    discussion: """
      Start it with mpirun. The setting shards cuts each batch into leaves; the number of ranks divides it, and every \
      number gives the same bits as `fledge train` with the same shards.

      EXAMPLES
        mpirun -n 4 fledge-mpi train settings.yaml --set shards=8 --json
        mpirun -n 2 fledge-mpi train --resume runs/1

      Exit codes: 0 done, 1 failed, 2 wrong usage, 65 bad data, 66 missing file, 75 interrupted and resumable.
      """,
    version: programName, subcommands: [TrainFlags.self])
}

/// `fledge-mpi train`.
struct TrainFlags: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train one network over all ranks and keep it in a run folder.")

  @Argument(help: "A YAML file of settings, which all hosts have.")
  var file: String?
  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Any setting, as KEY=VALUE; may be repeated.", valueName: "key=value"))
  var assignments: [String] = []
  @Option(help: "The run's folder, which rank 0 writes; runs/N, the next free number, when left out.")
  var output: String?
  @Option(help: "Go on with the run in this folder, which rank 0 reads, from its newest checkpoint.")
  var resume: String?
  @Flag(help: "Replace the finished run in --output.")
  var overwrite = false
  @Flag(help: "Print one JSON object on standard output.")
  var json = false
  @Flag(help: "Print no progress.")
  var quiet = false
  @Option(help: "Seconds after which a rank that does not answer has stalled, and all ranks end.")
  var timeout = 7.0
  @Option(help: "The same until the first step, while ranks read their data.")
  var startTimeout = 120.0

  func validate() throws {
    guard resume == nil || (file == nil && output == nil && !overwrite) else {
      throw ValidationError(
        "--resume goes on in the run's folder with its settings; leave out FILE, --output and --overwrite")
    }
    for (flag, value) in [("--timeout", timeout), ("--start-timeout", startTimeout)] {
      guard value > 0, value < 1e6 else {
        throw ValidationError("\(flag): expected seconds above 0 and below 1e6, found \(value)")
      }
    }
  }

  /// Changes settings by the file, then `--set`.
  func apply(to settings: inout TrainingSettings) throws {
    if let file { try settings.apply(fileAt: file) }
    for assignment in assignments {
      guard let equals = assignment.firstIndex(of: "=") else {
        throw SettingError.invalidValue(key: "--set", expected: "KEY=VALUE", found: "'\(assignment)'")
      }
      let key = String(assignment[..<equals])
      let value = String(assignment[assignment.index(after: equals)...])
      try settings.set(key, to: SettingValue(flag: value, of: key), location: "--set: ")
    }
    try settings.checkHyperparameters()
  }
}
