import Foundation
import TestSupport
import Testing

/// How a command of the built program ended.
struct Ending: Sendable {
  let arguments: [String]
  /// The exit code; 128 and the signal where one ended it; `nil` where it had to be stopped.
  let status: Int32?
  let errors: [UInt8]

  /// The codes that the program documents.
  static let documented: Set<Int32> = [0, 1, 2, 65, 66, 75]

  /// The code for a status of `waitpid`.
  static func code(of status: Int32) -> Int32 {
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  /// What breaks the program's promises: a documented code, at most four lines, nothing that steers a terminal.
  var fault: String? {
    guard let status else { return "did not end" }
    let text = String(decoding: errors, as: UTF8.self)
    if !Ending.documented.contains(status) { return "code \(status): \(text.suffix(300))" }
    if errors.count(where: { $0 == 10 }) > 4, status != 0 { return "more than four lines: \(text.prefix(300))" }
    if errors.contains(where: { ($0 < 32 && $0 != 10 && $0 != 9) || $0 == 127 }) {
      return "controls: \(text.prefix(300))"
    }
    if text.contains("Fatal error") || text.contains("Backtrace") { return text }
    return nil
  }
}

/// The built program, started in a folder by the smallest shell, or by a fork server where a test runs thousands of commands.
struct HostileProgram: Sendable {
  let folder: String
  private let environment: [String: String]

  /// - Parameter folder: where it runs; its parent belongs to the test too.
  init(in folder: String) throws {
    self.folder = folder
    let fledge = try HostileProgram.executable
    try FileManager.default.createDirectory(atPath: folder + "/empty", withIntermediateDirectories: true)
    let kept = ProcessInfo.processInfo.environment.filter {
      $0.key.hasSuffix("_OPTIONS") || $0.key == "LD_LIBRARY_PATH"
    }
    let own = ["PATH": "/usr/bin:/bin", "HOME": folder, "FLEDGE_DATA": folder + "/empty", "FLEDGE": fledge]
    environment = kept.merging(own) { $1 }
  }

  /// Runs one command to its end.
  func run(_ arguments: [String], seconds: Double = 60) throws -> Ending {
    try spawn("exec \"$FLEDGE\" \"$@\"", arguments, seconds: seconds)
  }

  /// Runs a line of shell script in which `$FLEDGE` is the program; its code is that of the script.
  func shell(_ script: String, seconds: Double = 60) throws -> Ending {
    try spawn(script, seconds: seconds)
  }

  /// Runs many commands, two at a time, and tells how each ended, in no order.
  func run(_ commands: [[String]]) async throws -> [Ending] {
    try await withThrowingTaskGroup(of: [Ending].self) { group in
      for lane in 0..<2 {
        group.addTask {
          let server = try forkServer()
          return try stride(from: lane, to: commands.count, by: 2).map {
            try server?.run(commands[$0]) ?? run(commands[$0])
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

  #if os(Linux)
    /// A server of these tests' copy of the program; `nil` under a sanitizer, whose reports end the built program.
    func forkServer() throws -> ForkServer? {
      guard ProcessInfo.processInfo.environment["FLEDGE_SANITIZER"] == nil else { return nil }
      return try ForkServer(in: folder, environment: environment)
    }
  #else
    func forkServer() throws -> ForkServer? { nil }
  #endif

  /// Runs a script in the folder, with words that need no quotes.
  private func spawn(_ script: String, _ words: [String] = [], seconds: Double) throws -> Ending {
    let command = ["/bin/sh", "-c", "cd \"$0\" || exit 99\n" + script, folder] + words
    let arguments = words.isEmpty ? [script] : words
    let errorPath = NSTemporaryDirectory() + "hostile-" + UUID().uuidString
    defer { unsafe _ = unlink(errorPath) }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = unsafe posix_spawn_file_actions_t()
    #endif
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT, 0o600)
    // The test's threads block signals, and a shell that cannot get SIGCHLD waits for ever.
    #if canImport(Darwin)
      var attributes: posix_spawnattr_t?
    #else
      var attributes = posix_spawnattr_t()
    #endif
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe _ = posix_spawnattr_destroy(&attributes) }
    var noSignals = sigset_t()
    unsafe sigemptyset(&noSignals)
    unsafe posix_spawnattr_setsigmask(&attributes, &noSignals)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var texts: [UnsafeMutablePointer<CChar>?] = unsafe command.map { unsafe strdup($0) } + [nil]
    let pairs = environment.map { "\($0.key)=\($0.value)" }
    var variables: [UnsafeMutablePointer<CChar>?] = unsafe pairs.map { unsafe strdup($0) } + [nil]
    defer {
      for index in unsafe texts.indices { unsafe free(texts[index]) }
      for index in unsafe variables.indices { unsafe free(variables[index]) }
    }
    var process: pid_t = 0
    let code = unsafe posix_spawn(&process, command[0], &actions, &attributes, &texts, &variables)
    try #require(code == 0, "\(command): \(unsafe String(cString: strerror(code)))")

    let deadline = ContinuousClock().now + .seconds(seconds)
    var status: Int32 = 0
    while unsafe waitpid(process, &status, WNOHANG) == 0 {
      guard ContinuousClock().now < deadline else {
        kill(process, SIGKILL)
        unsafe _ = waitpid(process, &status, 0)
        return Ending(arguments: arguments, status: nil, errors: [])
      }
      usleep(1000)
    }
    let errors = (try? Data(contentsOf: URL(fileURLWithPath: errorPath))).map { [UInt8]($0) } ?? []
    return Ending(arguments: arguments, status: Ending.code(of: status), errors: errors)
  }

  /// The program beside the tests that run.
  private static var executable: String {
    get throws {
      try #require(BuiltProgram.path, "the program fledge is not beside the tests; build it too")
    }
  }
}

/// A test's own folder, its program in a folder below, and the files that its commands read.
func withProgram(_ body: (HostileProgram) async throws -> Void) async throws {
  let outer = FileManager.default.temporaryDirectory.appending(path: "hostile-\(UUID().uuidString)").path
  defer { try? FileManager.default.removeItem(atPath: outer) }
  let program = try HostileProgram(in: outer + "/work")
  try HostileInputs.write(with: program)
  try await body(program)
}
