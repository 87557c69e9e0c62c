public import Foundation

/// A named set of cells: several settings, each trained with several seeds.
public struct Study: Identifiable, Hashable, Sendable {
  /// Unique in its store.
  public let id: Int64
  /// The name, unique in its store.
  public let name: String
  /// The text that the user wrote, as last given.
  public let source: String
  /// The parsed text as JSON, as last given.
  public let definition: String
  public let createdAt: Date
}

/// A study's text and the cells that follow from it; two definitions describe the same study when their cells are
/// equal.
public struct StudyDefinition: Hashable, Sendable {
  /// The name, unique in the store.
  public var name: String
  /// The text that the user wrote.
  public var source: String
  /// The parsed text as JSON.
  public var definition: String
  /// The cells in the study's order.
  public var cells: [StudyRunDefinition]

  public init(name: String, source: String, definition: String, cells: [StudyRunDefinition]) {
    self.name = name
    self.source = source
    self.definition = definition
    self.cells = cells
  }
}

/// The cells of a study, counted by state.
public struct StudyProgress: Hashable, Sendable {
  /// Cells that wait for a worker.
  public var queued: Int
  /// Cells that a worker trains.
  public var running: Int
  /// Cells with an accepted result.
  public var finished: Int
  /// Cells whose last attempt failed.
  public var failed: Int

  public init(queued: Int = 0, running: Int = 0, finished: Int = 0, failed: Int = 0) {
    self.queued = queued
    self.running = running
    self.finished = finished
    self.failed = failed
  }

  /// Counts states.
  public init(_ states: [StudyRun.State]) {
    self.init()
    for state in states { add(1, to: state) }
  }

  public var total: Int { queued + running + finished + failed }

  mutating func add(_ count: Int, to state: StudyRun.State) {
    switch state {
    case .queued: queued += count
    case .running: running += count
    case .finished: finished += count
    case .failed: failed += count
    }
  }
}
