public import FledgeFormats
public import FledgeRuns

/// What a study keeps of one cell beside the metrics of every training.
public struct CellMeasurements: Sendable {
  /// A file to keep with the run.
  public struct File: Sendable {
    /// The name, unique in its run.
    public var name: String
    /// What stands in it.
    public var bytes: [UInt8]

    /// Names the bytes.
    public init(_ name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }

    /// Names a JSON value.
    public init(_ name: String, json: JSONValue) {
      self.init(name, bytes: Array((json.text(.indented) + "\n").utf8))
    }
  }

  /// Final metrics by name; they must depend on nothing but settings and seed.
  public var metrics: [String: Double]
  /// Files to write, noted in the store as artifacts of the run.
  public var files: [File]
  /// Files that are written already, to be noted too.
  public var artifacts: [Artifact]

  /// Makes findings.
  public init(metrics: [String: Double] = [:], files: [File] = [], artifacts: [Artifact] = []) {
    self.metrics = metrics
    self.files = files
    self.artifacts = artifacts
  }
}
