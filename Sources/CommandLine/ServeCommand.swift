import ArgumentParser
import Fledge
import FledgeReproductions
import FledgeRunStore
import FledgeServer
import Foundation

/// `fledge serve`.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Open a page on this machine: runs and studies as they train, drawing, a look inside, a playground.",
    discussion: """
      The page is served on 127.0.0.1 alone, and nothing of it comes from the network. With --host another machine can \
      open it; the printed URL then carries an access token.
      Ctrl-C ends the server; trainings that it started keep a checkpoint, and the exit code is 75 where there were any.

      EXAMPLES
        fledge serve --open
        fledge serve --runs experiments --store fledge.db
        fledge serve --port 0 --json
      """)

  @Option(help: "The folder whose runs are shown, folders below it included; made when a training is started.")
  var runs = "runs"
  @Option(help: "The file or PostgreSQL server that keeps studies; fledge.db where it exists.")
  var store: String?
  @Option(help: "The folder of report pages, and of text reports (.md) that the page can run; reports when left out.")
  var reports: String?
  @Option(help: "The port; 0 takes any free one.")
  var port = 8411
  @Option(help: "The address to listen on, in numbers; other machines can then open the page.")
  var host: String?
  @Flag(help: "Open the page in the browser.")
  var open = false
  @Option(help: ArgumentHelp("Serve the page's files from this folder: for work on the page.", visibility: .hidden))
  var assets: String?
  @Option(help: ArgumentHelp("End after this many seconds, as Ctrl-C does: for tests.", visibility: .hidden))
  var seconds: Double?
  @OptionGroup var output: OutputFlags

  func validate() throws {
    guard (0...65535).contains(port) else {
      throw ValidationError("--port: expected 0 to 65535, found \(port)")
    }
    guard seconds.map({ (0...1e9).contains($0) }) ?? true else {
      throw ValidationError("--seconds: expected 0 or more")
    }
    try checkFolderName(runs, of: "--runs")
    try checkFolderName(reports, of: "--reports")
  }

  func run() throws {
    let console = Console(output)
    var options = PageServer.Options(
      runs: runs, program: Bundle.main.executablePath ?? CommandLine.arguments[0], version: fledgeVersion)
    options.port = UInt16(port)
    options.assets = assets
    if let host { options.host = host }
    if let store {
      guard PostgreSQLAddress.isAddress(store) || FileManager.default.fileExists(atPath: store) else {
        throw FormatError(
          .missing, path: store, expected: "the store of a study", found: "none",
          advice: "`fledge study run --store \(shellWord(store))` makes one")
      }
      options.store = store
    } else if FileManager.default.fileExists(atPath: "fledge.db") {
      options.store = "fledge.db"
    }
    options.reports = reports ?? "reports"
    options.runnableReports = RunnableReports.all
    try checkRuns(console)
    let server = try PageServer(options)
    Interruption.catchSignals()
    announce(server, console, isOpen: options.isOpen)
    let serving = Task { try await server.run() }
    let end = seconds.map { ContinuousClock.now + .seconds($0) }
    while !Interruption.isRequested, end.map({ ContinuousClock.now < $0 }) ?? true { usleep(50_000) }
    serving.cancel()
    let stopped = server.stopTrainings()
    guard stopped > 0 else { return }
    console.warn(
      "\(stopped) training\(stopped == 1 ? "" : "s") stopped with a checkpoint; go on with `fledge train --resume RUN`")
    throw ExitStatusError(status: .interrupted)
  }

  private func checkRuns(_ console: Console) throws {
    var isFolder: ObjCBool = false
    if unsafe FileManager.default.fileExists(atPath: runs, isDirectory: &isFolder) {
      guard isFolder.boolValue else {
        throw RunFolderError.unusable("\(runs): expected a folder of runs, found a file; name another with --runs")
      }
    } else {
      console.warn("\(runs): there is no such folder yet; the first training makes it")
    }
  }

  private func announce(_ server: PageServer, _ console: Console, isOpen: Bool) {
    if output.json {
      console.give(["url": .string(server.url)])
    } else {
      console.say("The page is at \(server.url) (Ctrl-C ends it).")
    }
    if isOpen {
      console.warn("the page is open to other machines; with its URL anyone can start trainings here")
    }
    guard open else { return }
    #if os(macOS)
      let opener = "/usr/bin/open"
    #else
      let opener = "/usr/bin/xdg-open"
    #endif
    let process = Process()
    process.executableURL = URL(fileURLWithPath: opener)
    process.arguments = [server.url]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { console.warn("no browser could be opened with \(opener); open the URL yourself") }
  }
}
