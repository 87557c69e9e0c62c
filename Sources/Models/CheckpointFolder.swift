public import FledgeFormats
public import FledgeTraining

/// The checkpoints of one run, `checkpoint-<step>.safetensors` in its folder; the last two are kept.
public struct CheckpointFolder: Sendable {
  public let path: String
  private let fileSystem: any FileSystem
  private static let prefix = "checkpoint-"
  private static let suffix = ".safetensors"
  private static let kept = 2

  /// The folder must exist before anything is saved.
  public init(_ path: String, fileSystem: any FileSystem = PosixFileSystem()) {
    self.path = path
    self.fileSystem = fileSystem
  }

  /// The path of the checkpoint after `step` steps.
  public func path(step: Int) -> String { "\(path)/\(name(step: step))" }

  /// The name of that file.
  func name(step: Int) -> String { "\(CheckpointFolder.prefix)\(step)\(CheckpointFolder.suffix)" }

  /// The steps of the checkpoints in the folder, in ascending order.
  ///
  /// - Throws: `FormatError` where the folder cannot be read.
  public func steps() throws(FormatError) -> [Int] {
    try fileSystem.list(path).compactMap { CheckpointFolder.step(of: $0) }.sorted()
  }

  /// Saves a checkpoint, whole or not at all, then removes all but this one and the one before.
  ///
  /// Whatever fails, and whenever the process is killed, the new checkpoint or the one before it can be read.
  /// - Returns: the file's path.
  /// - Throws: `FormatError` that names the file.
  @discardableResult
  public func save(_ checkpoint: Checkpoint) throws -> String {
    let step = checkpoint.state.step
    let file = path(step: step)
    try checkpoint.write(to: file, fileSystem: fileSystem)
    let all = try steps()
    let earlier = all.filter { $0 < step }.suffix(CheckpointFolder.kept - 1)
    // Training resumed from the newest sound checkpoint, so the files of later steps are damaged.
    for other in all where other != step && !earlier.contains(other) { try fileSystem.remove(path(step: other)) }
    return file
  }

  /// The newest sound checkpoint; `nil` where there are none.
  ///
  /// - Parameter warn: called for each damaged file that is skipped.
  /// - Throws: `FormatError` where a file has a later format version, and where all files are damaged.
  public func newest(warn: (String) -> Void) throws -> Checkpoint? {
    var damage: [FormatError] = []
    for step in try steps().reversed() {
      do {
        let checkpoint = try Checkpoint(contentsOf: path(step: step))
        for error in damage { warn("\(error); going on from the checkpoint of step \(step)") }
        return checkpoint
      } catch let error as FormatError {
        if error.kind == .unsupported { throw error }
        damage.append(error)
      }
    }
    guard var error = damage.first else { return nil }
    error.advice = "no checkpoint is whole; remove \(path)/\(CheckpointFolder.prefix)* to start again"
    throw error
  }

  public func removeAll() throws(FormatError) {
    for step in try steps() { try fileSystem.remove(path(step: step)) }
  }

  /// Removes the temporary files that killed processes have left of checkpoints and of `others`.
  public func removeLeftovers(others: [String] = []) throws(FormatError) {
    for name in try fileSystem.list(path) where name.hasPrefix(".") && name.hasSuffix(".tmp") {
      let target = name.dropFirst().dropLast(4).split(separator: ".").dropLast().joined(separator: ".")
      guard CheckpointFolder.step(of: target) != nil || others.contains(target) else { continue }
      try AtomicFile.removeLeftovers(of: "\(path)/\(target)", fileSystem: fileSystem)
    }
  }

  private static func step(of name: String) -> Int? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
    let step = Int(name.dropFirst(prefix.count).dropLast(suffix.count))
    return step.flatMap { $0 >= 0 && name == "\(prefix)\($0)\(suffix)" ? $0 : nil }
  }
}
