import ArgumentParser
import Fledge
import FledgePages
import FledgeReproductions
import FledgeRunStore
import FledgeServer
import FledgeStudies
import Foundation

/// The meanings of the program's exit code.
enum ExitStatus: Int32 {
  case done = 0
  case failed = 1
  case wrongUsage = 2
  case badData = 65
  case missingFile = 66
  case interrupted = 75

  /// Prints an error in one line and returns the exit code.
  static func report(_ error: any Error) -> ExitStatus {
    if let code = error as? ExitStatusError { return code.status }
    if isOfArgumentParser(error) {
      let message = FledgeCommand.fullMessage(for: error)
      if FledgeCommand.exitCode(for: error).isSuccess {
        StandardOutput.write(HelpText(message).text + "\n")
        return .done
      }
      writeError(FledgeCommand.message(for: error) + nearestSubcommand)
      return .wrongUsage
    }
    writeError("\(error)")
    return status(of: error)
  }

  /// The exit code of an error that a Fledge module throws.
  static func status(of error: any Error) -> ExitStatus {
    switch error {
    case let error as DatasetError: ExitStatus(rawValue: error.exitCode) ?? .failed
    case let error as FormatError: status(of: error.kind)
    case RunFolderError.missing: .missingFile
    case RunFolderError.busy, RunFolderError.exhausted: .failed
    case let error as RunStoreError: error.exitStatus
    case let error as StudyError: error.exitStatus
    case let error as AnalysisError: error.exitStatus
    case is MetricsError: .badData
    case let error as ContentError: error.error.exitStatus
    case ServerError.invalid: .wrongUsage
    case PaperError.unreadable, PaperError.unfit: .badData
    case ReportFileError.missing: .missingFile
    case is ReportFileError: .badData
    case PaperError.unknownPaper, PaperError.unknownItem: .wrongUsage
    case ReportError.file(let error): status(of: error.kind)
    case is RunFolderError, is SettingError, is NetworkError, is KernelError, is CheckpointError,
      TrainingError.invalidOption:
      .wrongUsage
    default: .failed
    }
  }

  private static func status(of kind: FormatError.Kind) -> ExitStatus {
    switch kind {
    case .missing: .missingFile
    case .system: .failed
    default: .badData
    }
  }

  /// A suggestion where the first word is not a command.
  private static var nearestSubcommand: String {
    var words = unsafe ProgramArguments.given[...]
    var command: any ParsableCommand.Type = FledgeCommand.self
    while let word = words.first,
      let next = command.configuration.subcommands.first(where: { $0._commandName == word })
    {
      command = next
      words = words.dropFirst()
    }
    let names = command.configuration.subcommands.map { $0._commandName }
    guard !names.isEmpty, let word = words.first, !word.hasPrefix("-"), word != "help" else { return "" }
    return suggestion(to: word, among: names).map { ". Did you mean '\($0)'?" }
      ?? "; expected a command: \(names.joined(separator: ", "))"
  }

  private static func isOfArgumentParser(_ error: any Error) -> Bool {
    error is CleanExit || error is ExitCode || error is ValidationError
      || String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
  }

  private static func writeError(_ message: String) {
    let line = message.split(separator: "\n", omittingEmptySubsequences: true).joined(separator: " ")
    StandardError.write("fledge: \(PrintableText.line(line))\n")
  }
}

/// Ends the program with a code and without a message.
struct ExitStatusError: Error {
  let status: ExitStatus
}
