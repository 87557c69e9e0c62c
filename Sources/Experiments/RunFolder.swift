public import FledgeFormats
public import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Foundation
import Yams

/// The folder of a training: weights, configuration, history and results.
///
/// - `model.safetensors`: parameters and statistics under PyTorch's names and in PyTorch's shapes.
/// - `config.yaml`: every setting, defaults included.
/// - `history.csv`: one line for each epoch.
/// - `metrics.json`: the results, written last.
/// - `checkpoint-<step>.safetensors`: the last two checkpoints.
public struct RunFolder: Sendable {
  public let path: String
  /// Where its files are: the folder itself, or one in it while a new training grows beside a finished run.
  private(set) var filesPath: String
  /// The folders that were made for it, outermost first.
  private var made: [String] = []

  /// The file of the weights.
  public var modelPath: String { filesPath + "/model.safetensors" }
  /// The file of the settings.
  public var configurationPath: String { filesPath + "/config.yaml" }
  /// The file of the epochs.
  public var historyPath: String { filesPath + "/history.csv" }
  /// The file of the results.
  public var metricsPath: String { filesPath + "/metrics.json" }

  init(path: String) {
    self.path = path
    filesPath = path
  }

  /// The same folder, the new training beside the finished run.
  func replacing() -> RunFolder {
    var folder = self
    folder.filesPath = RunFolder.growingPath(path)
    folder.made = [folder.filesPath]
    return folder
  }

  /// Opens an existing folder.
  ///
  /// - Throws: `RunFolderError` where it is not the folder of a run.
  public init(existing path: String) throws(RunFolderError) {
    self.init(path: path)
    try? RunFolder.finishReplacement(path)
    guard FileKind(path) == .folder else {
      throw .missing("\(path): expected the folder of a run, found none; `fledge train --output \(path)` makes one")
    }
    for file in [configurationPath, modelPath] where !FileManager.default.fileExists(atPath: file) {
      throw .missing(
        "\(file): expected this file of a finished run, found none; "
          + (isUnfinished ? "go on with `fledge train --resume \(path)`" : "name another folder"))
    }
  }

  /// Creates the folder, or takes an empty one or that of a finished run.
  ///
  /// - Throws: `RunFolderError` where the folder holds something else or cannot be created.
  public init(creating path: String) throws(RunFolderError) {
    self.init(path: path)
    guard !path.isEmpty else { throw .unusable("--output: expected the name of a folder for the run, found nothing") }
    let manager = FileManager.default
    if let kind = FileKind(path) {
      guard kind == .folder else {
        throw .unusable("\(path): expected a folder, found a file; name another --output")
      }
      try? RunFolder.finishReplacement(path)
      try? removeLeftovers()
      let entries = (try? manager.contentsOfDirectory(atPath: path)) ?? []
      guard entries.isEmpty || manager.fileExists(atPath: configurationPath) else {
        throw .unusable(
          "\(path): expected an empty folder or that of a run, found other files; name another --output")
      }
      if isFinished { self = replacing() }
      if let step = try? checkpoints.steps().last, isUnfinished {
        throw .unusable(
          "\(path): expected an empty folder or that of a finished run, found a training interrupted after step "
            + "\(step); go on with `fledge train --resume \(path)`, or name another --output")
      }
    } else {
      made = try RunFolder.makeFolders(path)
    }
    guard manager.isWritableFile(atPath: path) else {
      throw .unusable("\(path): the folder cannot be written to; change its permissions or name another --output")
    }
  }

  /// Creates a folder and its missing parents; returns those that it created, outermost first.
  private static func makeFolders(_ path: String) throws(RunFolderError) -> [String] {
    var missing: [String] = []
    var folder = path
    while !folder.isEmpty, FileKind(folder) == nil {
      missing.insert(folder, at: 0)
      folder = parent(of: folder)
    }
    for (index, folder) in missing.enumerated() where unsafe mkdir(folder, 0o777) != 0 {
      // Another process may have made it at this moment; only the last one has to be our own.
      if errno == EEXIST, index < missing.count - 1, FileKind(folder) == .folder { continue }
      let reason = unsafe String(cString: strerror(errno))
      removeEmpty(Array(missing[..<index]))
      throw .unusable("\(path): the folder cannot be made: \(folder): \(reason); name another --output")
    }
    return missing
  }

  /// The parent folder; empty where the path names none. (Foundation's own traps on names of one letter on Linux.)
  private static func parent(of path: String) -> String {
    let name = path.reversed().drop { $0 == "/" }.drop { $0 != "/" }
    return String(name.drop { $0 == "/" }.reversed())
  }

  private static func removeEmpty(_ folders: [String]) {
    for folder in folders.reversed() { _ = unsafe rmdir(folder) }
  }

  /// Removes the folders that were created for this run, as far as they are empty.
  public func discardIfEmpty() {
    RunFolder.removeEmpty(made)
  }

  /// Makes the first of `parent/1`, `parent/2`, … that does not exist.
  ///
  /// The number is taken by making its folder, so that of several processes that start at once each gets its own.
  /// - Throws: `RunFolderError` where the folder cannot be made.
  public init(numberedIn parent: String) throws(RunFolderError) {
    var made: [String] = []
    var number = 1
    // Whoever gives up removes what it made: the parent may vanish between two steps, but not for ever.
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

  /// Writes all four files, each whole or not at all.
  ///
  /// - Throws: `FormatError` where a file cannot be written.
  public func write(_ result: ExperimentResult, settings: TrainingSettings, metrics: JSONValue) throws {
    try SafeTensors.write(
      RunFolder.items(result.network, result.parameters, result.statistics),
      metadata: [
        "format": "pt", "features": String(result.network.inputShape.count),
        "outputs": String(result.network.outputShape.count),
      ], to: modelPath)
    try writeConfiguration(settings)
    try AtomicFile.write(Array(RunFolder.csv(result.history).utf8), to: historyPath)
    try AtomicFile.write(Array((metrics.text(.indented) + "\n").utf8), to: metricsPath)
    try commitReplacement()
  }

  public func writeConfiguration(_ settings: TrainingSettings) throws {
    try AtomicFile.write(Array(settings.yaml.utf8), to: configurationPath)
  }

  /// The settings in `config.yaml`.
  ///
  /// - Throws: `SettingError`, `RunFolderError`.
  public func settings() throws -> TrainingSettings {
    var settings = TrainingSettings()
    try settings.apply(fileAt: configurationPath, isRun: true)
    return settings
  }

  /// The trained network; input and output sizes come from the weights' metadata.
  ///
  /// - Throws: `FormatError`, `NetworkError`, `SettingError`, `RunFolderError`.
  public func load() throws -> TrainedRun {
    let settings = try settings()
    let file = try SafeTensors(contentsOf: modelPath)
    try file.checkFinite()
    guard let features = file.metadata["features"].flatMap({ Int($0) }),
      let outputs = file.metadata["outputs"].flatMap({ Int($0) })
    else {
      throw RunFolderError.unusable(
        "\(modelPath): expected the metadata features and outputs, found none; was it written by `fledge train`?")
    }
    guard (1...10_000_000).contains(features), (1...10_000_000).contains(outputs) else {
      throw RunFolderError.unusable(
        "\(modelPath): expected 1 to 10,000,000 features and outputs in the metadata, found \(features) and \(outputs)")
    }
    let network = try settings.network(features: features, outputs: outputs)
    try MemoryEstimate(network, batch: 250, copies: 3).check()
    var parameters = Parameters(layout: network.parameterLayout)
    var statistics = Parameters(layout: network.statisticsLayout)
    for path in network.parameterLayout.paths { try parameters.set(path, to: try file.tensor(path)) }
    for path in network.statisticsLayout.paths { try statistics.set(path, to: try file.tensor(path)) }
    return TrainedRun(settings: settings, network: network, parameters: parameters, statistics: statistics)
  }

  static func items(_ network: Network, _ parameters: Parameters, _ statistics: Parameters) -> [SafeTensors.Item] {
    [parameters, statistics].flatMap { group in
      group.layout.entries.indices.map { index in
        let entry = group.layout.entries[index]
        return SafeTensors.Item(entry.path, shape: entry.spec.shape) { group.tensor(at: index).elements }
      }
    }
  }
}

/// A trained network with its settings.
public struct TrainedRun: Sendable {
  public let settings: TrainingSettings
  public let network: Network
  public let parameters: Parameters
  /// The running statistics.
  public let statistics: Parameters

  public var predictor: Predictor {
    Predictor(network: network, parameters: parameters, statistics: statistics)
  }
}

/// Why a folder cannot be used.
public enum RunFolderError: Error, Equatable, CustomStringConvertible {
  /// Something is missing.
  case missing(String)
  /// Something is in the way or cannot be changed.
  case unusable(String)

  /// One line: where, what was expected, what was found.
  public var description: String {
    switch self {
    case .missing(let message), .unusable(let message): message
    }
  }
}

/// The kind of file at a path.
enum FileKind {
  case folder
  case file

  /// Looks, symbolic links followed; nothing where there is nothing.
  init?(_ path: String) {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
    self = isFolder.boolValue ? .folder : .file
  }
}
