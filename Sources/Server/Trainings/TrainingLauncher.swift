import FledgeFormats
import FledgeModels
import Foundation
import Synchronization

/// Starts trainings and reports as programs of their own.
final class TrainingLauncher: Sendable {
  private struct State {
    var children: [String: ChildProcess] = [:]
    var isStopping = false
  }

  private let program: String
  private let runs: String
  private let state = Mutex(State())
  /// The most programs at work at once.
  private static let limit = 8

  init(program: String, runs: String) { (self.program, self.runs) = (program, runs) }

  /// Starts a training and waits until it has its folder.
  ///
  /// - Parameter arguments: what follows `fledge train`.
  /// - Returns: the id of its run.
  /// - Throws: `HTTPError` with the line that the training printed where it ended at once.
  func train(_ arguments: [String], name given: String?) throws(HTTPError) -> String {
    let name = try given.map { (text) throws(HTTPError) in try TrainingLauncher.checked(text) } ?? freeName()
    let folder = "\(runs)/\(name)"
    guard !FileManager.default.fileExists(atPath: folder + "/config.yaml") else {
      throw HTTPError(409, "\(quotedName(name)): there is a run of this name; choose another")
    }
    let child = try start(["train"] + arguments + ["--output", folder, "--control", "--quiet"], as: "run \(name)")
    for _ in 0..<200 {
      if let status = child.exitStatus, status != 0 {
        throw HTTPError(400, child.lastLine.isEmpty ? "the training ended with code \(status)" : child.lastLine)
      }
      let isThere =
        FileManager.default.fileExists(atPath: folder + "/progress.json")
        || FileManager.default.fileExists(atPath: folder + "/record.json")
      if isThere || child.exitStatus != nil { return name }
      Thread.sleep(forTimeInterval: 0.05)
    }
    // Reading the data may take long; the run's page shows what becomes of it.
    return name
  }

  /// Starts a report.
  func reproduce(_ arguments: [String], name: String) throws(HTTPError) {
    let isAtWork = state.withLock { $0.children["report \(name)"].map { $0.exitStatus == nil } ?? false }
    guard !isAtWork else { throw HTTPError(409, "\(name): this report is being made already") }
    let child = try start(["reproduce"] + arguments, as: "report \(name)")
    Thread.sleep(forTimeInterval: 0.3)
    if let status = child.exitStatus, status != 0 { throw HTTPError(400, child.lastLine) }
  }

  /// What became of a report that was started: whether it is at work, and its last line.
  func report(_ name: String) -> (isAtWork: Bool, status: Int32?, line: String)? {
    state.withLock { $0.children["report \(name)"] }.map { ($0.exitStatus == nil, $0.exitStatus, $0.lastLine) }
  }

  /// Has all programs at work keep what they have and end.
  ///
  /// - Returns: how many were stopped before their end.
  func stopAll() -> Int {
    let children = state.withLock { state in
      state.isStopping = true
      return state.children.values.filter { $0.exitStatus == nil }
    }
    for child in children { child.interrupt() }
    let end = ContinuousClock.now + .seconds(60)
    while children.contains(where: { $0.exitStatus == nil }), ContinuousClock.now < end {
      Thread.sleep(forTimeInterval: 0.05)
    }
    state.withLock { $0.children = [:] }
    return children.count { $0.exitStatus != 0 }
  }

  /// Starts a program under the lock, so that `stopAll` finds every one.
  private func start(_ arguments: [String], as key: String) throws(HTTPError) -> ChildProcess {
    try state.withLock { (state) throws(HTTPError) in
      guard !state.isStopping else { throw HTTPError(503, "the server is ending") }
      // Of what has ended only reports are asked for again.
      state.children = state.children.filter { $0.value.exitStatus == nil || $0.key.hasPrefix("report ") }
      let count = state.children.values.count { $0.exitStatus == nil }
      guard count < TrainingLauncher.limit else {
        throw HTTPError(429, "\(count) trainings and reports are at work; wait for one or stop it")
      }
      let child = try ChildProcess(program, arguments)
      state.children[key] = child
      return child
    }
  }

  /// A name that stays below the folder of runs.
  private static func checked(_ text: String) throws(HTTPError) -> String {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasPrefix("-") }
    guard (1...120).contains(text.utf8.count), isPlain, !text.unicodeScalars.contains(where: PrintableText.isControl),
      !text.contains("\\")
    else {
      throw HTTPError(400, "name: expected up to 120 bytes whose parts begin with no dot or dash, such as `widths/64`")
    }
    return text
  }

  private func freeName() -> String {
    var number = 1
    while FileManager.default.fileExists(atPath: "\(runs)/\(number)") { number += 1 }
    return String(number)
  }
}
