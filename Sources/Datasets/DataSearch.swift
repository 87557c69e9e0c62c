import Foundation

/// The folders that are searched for data: the given one, or else the usual ones in a fixed order.
public struct DataSearch: Sendable, Equatable {
  /// The folders in the order of the search.
  public let folders: [String]
  private let roots: [String]
  private let isNamed: Bool

  /// Lists the folders.
  ///
  /// 1. `folder` (the command's `--data`), and nothing else where it is given;
  /// 2. `$FLEDGE_DATA`;
  /// 3. `data` in the working folder;
  /// 4. `data` and `shared/data` in each folder above it, nearest first;
  /// 5. the user's cache (see `cacheFolder`).
  ///
  /// Each folder is followed by its sub-folder `mnist`.
  /// - Parameters:
  ///   - environment: the process's own by default.
  ///   - workingFolder: an absolute path; the process's own by default.
  public init(folder: String? = nil, environment: [String: String]? = nil, workingFolder: String? = nil) {
    let environment = environment ?? ProcessInfo.processInfo.environment
    let workingFolder = workingFolder ?? FileManager.default.currentDirectoryPath
    var roots: [String] = []
    if let folder {
      roots = [folder]
    } else {
      if let named = environment["FLEDGE_DATA"], !named.isEmpty { roots.append(named) }
      roots.append(workingFolder == "/" ? "/data" : workingFolder + "/data")
      var parent = workingFolder
      while parent != "/" && !parent.isEmpty {
        parent = (parent as NSString).deletingLastPathComponent
        let prefix = parent == "/" ? "" : parent
        roots += [prefix + "/data", prefix + "/shared/data"]
      }
      if let cache = DataSearch.cacheFolder(environment: environment) { roots.append(cache) }
    }
    folders = roots.flatMap { [$0, $0 + "/mnist"] }
    self.roots = roots
    isNamed = folder != nil
  }

  /// The user's cache: `$XDG_CACHE_HOME/fledge`, or else `~/Library/Caches/fledge` on macOS and `~/.cache/fledge`
  /// elsewhere; `nil` without a home folder.
  public static func cacheFolder(environment: [String: String]? = nil) -> String? {
    let environment = environment ?? ProcessInfo.processInfo.environment
    if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return cache + "/fledge" }
    guard let home = environment["HOME"], !home.isEmpty else { return nil }
    #if os(macOS)
      return home + "/Library/Caches/fledge"
    #else
      return home + "/.cache/fledge"
    #endif
  }

  /// Makes sure that `$FLEDGE_DATA`, where it is set, names a folder: a mistyped one must not lead to other data.
  ///
  /// - Throws: when there is no such folder.
  public static func checkEnvironment(_ environment: [String: String]? = nil) throws(DatasetError) {
    let environment = environment ?? ProcessInfo.processInfo.environment
    guard let named = environment["FLEDGE_DATA"], !named.isEmpty, DataFile.entry(at: named) != .folder else { return }
    throw .missing("FLEDGE_DATA: expected a folder, found none at \(named); correct the variable or unset it")
  }

  /// The first folder that holds all four MNIST files.
  ///
  /// - Throws: where there is none; the message lists each folder, and the files that an incomplete one lacks.
  public func mnistFolder() throws(DatasetError) -> String {
    var reports: [String] = []
    for folder in folders {
      let missing = MNIST.missingFiles(in: folder)
      if missing.isEmpty { return folder }
      // torchvision keeps its four files in a folder of the dataset's name.
      for inner in ["MNIST", "FashionMNIST", "KMNIST", "QMNIST"].map({ "\(folder)/\($0)/raw" })
      where MNIST.missingFiles(in: inner).isEmpty {
        return inner
      }
      if MNIST.missingFiles(in: "\(folder)/raw").isEmpty { return "\(folder)/raw" }
      let isPartial = missing.count < MNIST.File.allCases.count
      reports.append(isPartial ? "\(folder) (lacks \(missing.map(\.rawValue).joined(separator: ", ")))" : folder)
    }
    throw .missing(
      "expected the four MNIST files (\(MNIST.File.trainingImages.rawValue).gz, …), looked in "
        + reports.joined(separator: ", ") + "; run `fledge data fetch mnist` or name their folder with --data")
  }

  /// The first folder that holds a published set.
  ///
  /// - Throws: where there is none; the message lists each folder.
  func folder(of set: PublishedImages) throws(DatasetError) -> String {
    var candidates = roots.flatMap { root in
      (isNamed ? [root] : []) + set.folders.map { "\(root)/\($0)" } + (isNamed ? [root + "/raw"] : [])
    }
    if !isNamed { candidates += set.systemFolders }
    for folder in candidates where MNIST.missingFiles(in: folder).isEmpty { return folder }
    throw .missing(
      "expected the four files of \(set.name) (\(MNIST.File.trainingImages.rawValue).gz, …), looked in "
        + candidates.joined(separator: ", ") + "; run `fledge data fetch \(set.name)` or name their folder with --data")
  }
}
