/// Who trains, with what, and on what data: the provenance of a run.
public struct Worker: Hashable, Sendable {
  public var host: String
  /// The process number on that machine.
  public var process: Int
  /// The version of the tool.
  public var toolVersion: String
  /// The commit of the working folder, if it is in a repository.
  public var gitCommit: String?
  /// The model of the processor.
  public var processor: String
  /// The instruction set that the kernels chose.
  public var instructionSet: String
  /// The number of threads that the run may use.
  public var threads: Int
  /// The SHA-256 of the data in hexadecimal, where known.
  public var dataSHA256: String?
  /// Seconds without a heartbeat after which another worker may take the cell.
  public var leaseSeconds: Double

  public init(
    host: String, process: Int, toolVersion: String, gitCommit: String? = nil, processor: String,
    instructionSet: String, threads: Int, dataSHA256: String? = nil, leaseSeconds: Double = 60
  ) {
    precondition(leaseSeconds > 0, "a lease lasts more than 0 seconds")
    self.host = host
    self.process = process
    self.toolVersion = toolVersion
    self.gitCommit = gitCommit
    self.processor = processor
    self.instructionSet = instructionSet
    self.threads = threads
    self.dataSHA256 = dataSHA256
    self.leaseSeconds = leaseSeconds
  }
}
