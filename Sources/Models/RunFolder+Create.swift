public import FledgeFormats
import Foundation

extension RunFolder {
  /// Makes the folder, or takes an empty one, and locks it for this process.
  ///
  /// - Parameter replacing: whether a finished or interrupted run may be there, which stays until the new one is complete.
  /// - Throws: `RunFolderError` where the folder holds a run or something else, is locked, or cannot be made.
  public init(creating path: String, replacing: Bool = false) throws(RunFolderError) {
    self.init(path: path)
    guard !path.isEmpty else { throw .unusable("--output: expected the name of a folder for the run, found nothing") }
    let manager = FileManager.default
    if let kind = FileKind(path) {
      guard kind == .folder else {
        throw .unusable("\(path): expected a folder, found a file; name another --output")
      }
    } else {
      made = try RunFolder.makeFolders(path)
    }
    guard manager.isWritableFile(atPath: path) else {
      throw .unusable("\(path): the folder cannot be written to; change its permissions or name another --output")
    }
    lock = try RunLock(folder: path)
    try takeOver(replacing: replacing)
  }

  /// Looks at what the folder holds, under its lock.
  private mutating func takeOver(replacing: Bool) throws(RunFolderError) {
    let manager = FileManager.default
    try? removeLeftovers()
    let ours = [".lock", ".next"]
    let entries = ((try? manager.contentsOfDirectory(atPath: path)) ?? []).filter { !ours.contains($0) }
    guard entries.isEmpty || manager.fileExists(atPath: configurationPath) else {
      throw .unusable(
        "\(path): expected an empty folder or that of a run, found other files; name another --output")
    }
    if !replacing {
      if isFinished {
        throw .unusable(
          "\(path): expected a new folder, found a finished run; name another --output, or replace it with --overwrite")
      }
      if let step = try? checkpoints.steps().last, isUnfinished {
        throw .unusable(
          "\(path): expected a new folder, found a training interrupted after step \(step); go on with "
            + "`fledge train --resume \(shellWord(path))`, replace it with --overwrite, or name another --output")
      }
    }
    if isFinished { try workInNext() }
  }

  /// From here on the training writes to `.next`.
  mutating func workInNext() throws(RunFolderError) {
    if FileKind(nextPath) == nil, unsafe mkdir(nextPath, 0o777) != 0 {
      let reason = unsafe String(cString: strerror(errno))
      throw .unusable("\(nextPath): the folder cannot be made: \(reason); name another --output")
    }
    workPath = nextPath
  }

  /// Makes a folder and those above it that are not there; returns those that it made, outermost first.
  static func makeFolders(_ path: String) throws(RunFolderError) -> [String] {
    var missing: [String] = []
    var folder = path
    while !folder.isEmpty, FileKind(folder) == nil {
      missing.insert(folder, at: 0)
      folder = parent(of: folder)
    }
    var made: [String] = []
    for folder in missing {
      if unsafe mkdir(folder, 0o777) == 0 {
        made.append(folder)
        continue
      }
      let code = errno
      // Another process may have made it at this moment; the lock decides whose it is.
      if code == EEXIST, FileKind(folder) == .folder { continue }
      let reason = unsafe String(cString: strerror(code))
      removeEmpty(made)
      throw .unusable("\(path): the folder cannot be made: \(folder): \(reason); name another --output")
    }
    return made
  }

  /// The folder above; empty where the path names none. (Foundation's own traps on names of one letter on Linux.)
  static func parent(of path: String) -> String {
    let name = path.reversed().drop { $0 == "/" }.drop { $0 != "/" }
    return String(name.drop { $0 == "/" }.reversed())
  }

  static func removeEmpty(_ folders: [String]) {
    for folder in folders.reversed() { _ = unsafe rmdir(folder) }
  }

  /// Takes the folders back that were made for this run, as far as nothing is in them.
  public func discardIfEmpty() {
    lock?.release()
    RunFolder.removeEmpty(made)
  }

  /// Makes the first of `parent/1`, `parent/2`, … that does not exist, and locks it for this process.
  ///
  /// The number is taken by making its folder, so that of several processes that start at once each gets its own.
  /// - Throws: `RunFolderError` where the folder cannot be made.
  public init(numberedIn parent: String) throws(RunFolderError) {
    var made: [String] = []
    var number = 1
    // A process that gives up removes what it made: the parent may vanish between two steps, but not for ever.
    for _ in 0..<100_000 {
      if FileKind(parent) == nil {
        do {
          made = try RunFolder.makeFolders(parent)
        } catch {
          guard FileKind(parent) == .folder else { throw error }
        }
      }
      let folder = "\(parent)/\(number)"
      if FileKind(folder) == nil {
        if unsafe mkdir(folder, 0o777) == 0 {
          self.init(path: folder)
          self.made = made + [folder]
          lock = try RunLock(folder: folder)
          return
        }
        let code = errno
        if code == ENOENT { continue }
        guard code == EEXIST else {
          let reason = unsafe String(cString: strerror(code))
          RunFolder.removeEmpty(made)
          throw .unusable("\(folder): the folder cannot be made: \(reason); name another --output")
        }
      }
      number += 1
    }
    throw .unusable("\(parent): expected a free number for the run's folder, found none; name another --output")
  }

  /// Writes the settings, from which a killed run starts again, in place of whatever an earlier attempt left.
  ///
  /// - Throws: `FormatError`.
  public func begin(_ settings: TrainingSettings) throws {
    try removeLeftovers()
    // The results go first: a process killed in between leaves a run that starts again, not one that looks finished.
    let names = [
      RunFolder.recordName, RunFolder.legacyRecordName, RunFolder.historyName, RunFolder.modelName,
      RunFolder.contractName, RunFolder.interventionsName,
    ]
    for file in names.map({ "\(workPath)/\($0)" }) where FileManager.default.fileExists(atPath: file) {
      try PosixFileSystem().remove(file)
    }
    try checkpoints.removeAll()
    try writeConfiguration(settings)
  }

  /// Takes back what `begin` wrote, where a training failed before anything was worth keeping.
  public func abandon() {
    try? removeLeftovers()
    let worthless = [
      RunFolder.configurationName, RunFolder.historyName, RunFolder.contractName, ".lock", RunFolder.progressName,
    ]
    guard let rest = try? PosixFileSystem().list(workPath), rest.allSatisfy(worthless.contains) else { return }
    for name in rest where name != ".lock" { try? PosixFileSystem().remove("\(workPath)/\(name)") }
    if workPath != path { _ = unsafe rmdir(workPath) }
    discardIfEmpty()
  }

  /// Removes the temporary files of killed processes.
  public func removeLeftovers() throws(FormatError) {
    let names = [
      RunFolder.configurationName, RunFolder.modelName, RunFolder.historyName, RunFolder.recordName,
      RunFolder.legacyRecordName, RunFolder.contractName, RunFolder.interventionsName,
    ]
    try checkpoints.removeLeftovers(others: names)
  }
}
