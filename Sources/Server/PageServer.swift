import FledgeFormats
import Foundation

/// The live page: what it shows, and the server that shows it.
public final class PageServer: Sendable {
  /// What a server is started with.
  public struct Options: Sendable {
    /// The folder whose runs are shown.
    public var runs: String
    /// The store whose studies are shown.
    public var store: String?
    /// The folder of report pages.
    public var reports: String?
    /// The reports that can be made now; the parameter is the folder of report pages.
    public var runnableReports: @Sendable (_ folder: String) -> [RunnableReport] = { _ in [] }
    /// The address to listen on, in numbers.
    public var host = "127.0.0.1"
    /// The port; 0 takes a free one.
    public var port: UInt16 = 8411
    /// The folder that holds the page's files in place of those inside the program: for work on the page.
    public var assets: String?
    /// The program that trains, and the version that it calls its own.
    public var program: String
    public var version: String
    public var limits = HTTPLimits()

    public init(runs: String, program: String, version: String) {
      (self.runs, self.program, self.version) = (runs, program, version)
    }

    /// Whether other machines can reach the address.
    public var isOpen: Bool { !(host.hasPrefix("127.") || host == "::1") }
  }

  /// A report that can be made.
  public struct RunnableReport: Sendable {
    /// The short name, which is the folder of its page.
    public let name: String
    public let title: String
    /// What `fledge reproduce` is given.
    public let source: String
    /// Why it cannot be made after all.
    public let problem: String?

    public init(name: String, title: String, source: String, problem: String? = nil) {
      (self.name, self.title, self.source, self.problem) = (name, title, source, problem)
    }
  }

  let options: Options
  let security: PageSecurity
  let runs: RunCatalogue
  let watcher: RunWatcher
  let trainings: TrainingLauncher
  let networks = OpenNetworks()
  private let listener: HTTPListener
  private let router = Router(Route.all)

  /// Listens; nothing is answered before `run`.
  ///
  /// - Throws: `ServerError`, `RunFolderError`.
  public init(_ options: Options) throws {
    self.options = options
    listener = try HTTPListener(host: options.host, port: options.port, limits: options.limits)
    security = PageSecurity(host: options.host, port: listener.port, isOpen: options.isOpen)
    runs = RunCatalogue(options.runs)
    watcher = RunWatcher(runs)
    trainings = TrainingLauncher(program: options.program, runs: options.runs)
  }

  /// What changes must carry.
  package var pageToken: String { security.pageToken }
  /// The address of the page, with the access token where one is needed.
  public var url: String { security.url }

  /// Serves until the task is cancelled.
  public func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await self.watcher.run() }
      group.addTask { try await self.listener.run { request in await self.router.answer(request, server: self) } }
      try await group.next()
      group.cancelAll()
    }
  }

  /// Has the trainings that this server started stop at their next step and waits for their checkpoints.
  ///
  /// - Returns: how many were stopped.
  public func stopTrainings() -> Int { trainings.stopAll() }
}
