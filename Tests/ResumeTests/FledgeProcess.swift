import FledgeFormats
import Foundation
import TestSupport
import Testing

/// The program `fledge` in its own process.
struct FledgeProcess {
  let process = Process()
  private let outputPath: String
  private let errorPath: String

  /// How the program ended.
  struct Ending {
    var status: Int32
    /// Whether a signal ended it.
    var wasKilled: Bool
    var output: String
    var errors: String

    /// A value of the JSON object that it printed.
    subscript(key: String) -> JSONValue? { try? JSONValue(parsing: Array(output.utf8))[key] }
  }

  /// The sanitizer that these tests run under, as Scripts/sanitize.sh says.
  static var sanitizer: String? { ProcessInfo.processInfo.environment["FLEDGE_SANITIZER"] }

  /// Starts the program in a folder.
  ///
  /// - Parameters:
  ///   - command: a shell command that runs before the program, such as `ulimit -f 4`.
  init(
    _ arguments: [String], in folder: String, environment: [String: String] = [:], throughShell command: String? = nil
  ) throws {
    let fledge = try FledgeProcess.executable
    if let command {
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments = ["-c", command + "; exec \"$0\" \"$@\"", fledge] + arguments
    } else {
      process.executableURL = URL(filePath: fledge)
      process.arguments = arguments
    }
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Outside of the folder: a limit on file sizes should not cut the program's output.
    let words = folder + "-\(UUID().uuidString)"
    outputPath = words + ".out"
    errorPath = words + ".err"
    process.standardOutput = try FledgeProcess.emptyFile(outputPath)
    process.standardError = try FledgeProcess.emptyFile(errorPath)
    try process.run()
  }

  /// Waits for the end.
  func end() throws -> Ending {
    process.waitUntilExit()
    defer { for path in [outputPath, errorPath] { try? FileManager.default.removeItem(atPath: path) } }
    return Ending(
      status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
      output: try String(contentsOfFile: outputPath, encoding: .utf8),
      errors: try String(contentsOfFile: errorPath, encoding: .utf8))
  }

  /// Waits until a run's folder has a checkpoint of this step or a later one, or the program has ended.
  func waitForCheckpoint(in folder: String, step: Int = 0) {
    while process.isRunning, FledgeProcess.newestStep(in: folder) ?? -1 < step { usleep(500) }
  }

  /// The step of the newest checkpoint in a run's folder.
  static func newestStep(in folder: String) -> Int? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.compactMap { $0.wholeMatch(of: /checkpoint-(\d+)\.safetensors/).flatMap { Int($0.1) } }.max()
  }

  /// Runs the program to its end.
  static func run(
    _ arguments: [String], in folder: String, environment: [String: String] = [:], throughShell command: String? = nil
  ) throws -> Ending {
    try FledgeProcess(arguments, in: folder, environment: environment, throughShell: command).end()
  }

  private static func emptyFile(_ path: String) throws -> FileHandle {
    try AtomicFile.write(text: "", to: path)
    return try FileHandle(forWritingTo: URL(filePath: path))
  }

  private static var executable: String {
    get throws { try #require(BuiltProgram.path, "the program fledge is not beside the tests; build it too") }
  }
}
