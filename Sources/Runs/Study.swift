public import Foundation

/// A named set of cells: the same question asked of several settings and several seeds.
public struct Study: Identifiable, Hashable, Sendable {
  /// The number of the study in its store.
  public let id: Int64
  /// The name, unique in its store.
  public let name: String
  /// The text that the user wrote, as last given.
  public let source: String
  /// The meaning of that text as JSON, as last given.
  public let definition: String
  /// The time at which the study was first created.
  public let createdAt: Date
}

/// What a study is to be: its text and every cell that follows from it.
public struct StudyDefinition: Hashable, Sendable {
  /// The name, unique in the store.
  public var name: String
  /// The text that the user wrote.
  public var source: String
  /// The meaning of that text as JSON.
  public var definition: String
  /// The cells in the study's order.
  public var cells: [CellDefinition]

  /// Creates a definition; two definitions mean the same study when their cells are the same.
  public init(name: String, source: String, definition: String, cells: [CellDefinition]) {
    self.name = name
    self.source = source
    self.definition = definition
    self.cells = cells
  }
}

/// How many cells of a study stand in each state.
public struct StudyProgress: Hashable, Sendable {
  /// Cells that wait for a worker.
  public var queued: Int
  /// Cells that a worker holds.
  public var running: Int
  /// Cells with their one accepted result.
  public var finished: Int
  /// Cells whose last attempt failed.
  public var failed: Int

  /// Creates the counts.
  public init(queued: Int = 0, running: Int = 0, finished: Int = 0, failed: Int = 0) {
    self.queued = queued
    self.running = running
    self.finished = finished
    self.failed = failed
  }

  /// All cells.
  public var total: Int { queued + running + finished + failed }

  mutating func add(_ count: Int, to state: Cell.State) {
    switch state {
    case .queued: queued += count
    case .running: running += count
    case .finished: finished += count
    case .failed: failed += count
    }
  }
}
