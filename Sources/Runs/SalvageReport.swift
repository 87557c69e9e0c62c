/// What could be read from a damaged store, and what is lost.
public struct SalvageReport: Hashable, Sendable, CustomStringConvertible {
  /// Studies that were read.
  public internal(set) var studies = 0
  /// Cells that were read.
  public internal(set) var cells = 0
  /// Runs that were read.
  public internal(set) var runs = 0
  /// Values of metrics that were read, final ones included.
  public internal(set) var metricValues = 0
  /// Notes of files that were read.
  public internal(set) var artifacts = 0
  /// Tags that were read.
  public internal(set) var tags = 0
  /// One line for each loss, in the order in which it was found.
  public internal(set) var losses: [String] = []

  /// One line with the counts and the number of losses.
  public var description: String {
    "\(studies) studies, \(cells) cells, \(runs) runs, \(metricValues) metric values, \(artifacts) artifacts and "
      + "\(tags) tags can be read"
      + (losses.isEmpty ? "; nothing is known to be lost" : "; " + losses.joined(separator: "; "))
  }
}
