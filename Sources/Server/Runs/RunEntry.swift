import FledgeFormats
import FledgeModels
import Foundation

/// A run's folder as the list shows it, from the names and times of its files alone.
struct RunEntry: Sendable, Equatable {
  /// The path below the folder of all runs.
  let id: String
  let path: String
  /// When one of its files last changed, in seconds since 1970.
  let changed: Double
  /// Whether it has a record, which is written last.
  let hasRecord: Bool
  /// Whether a training holds or held its lock.
  let hasLock: Bool

  /// What is going on in the folder.
  var state: RunFolder.State { RunFolder.state(at: path) }
}

extension RunEntry {
  private static let watched = ["record.json", "history.csv", "progress.json", "config.yaml", "metrics.json"]

  /// All runs at and below a folder, links not followed; what cannot be read is left out.
  static func all(below root: String) -> [RunEntry] {
    var found: [RunEntry] = []
    var folders: [(path: String, id: String, depth: Int)] = [(root, "", 0)]
    while let (path, id, depth) = folders.popLast() {
      let (names, children) = list(path)
      if let entry = RunEntry(path: path, id: id.isEmpty ? "." : id, names: names) {
        found.append(entry)
      } else if depth < 8 {
        for child in children where !child.hasPrefix(".") {
          folders.append(("\(path)/\(child)", id.isEmpty ? child : "\(id)/\(child)", depth + 1))
        }
      }
    }
    return found
  }

  /// The entry of one folder; `nil` where it is not a run's.
  init?(path: String, id: String, names: Set<String>? = nil) {
    let names = names ?? RunEntry.list(path).names
    guard names.contains("config.yaml") || names.contains("record.json") else { return nil }
    (self.path, self.id) = (path, id)
    hasRecord = names.contains("record.json")
    hasLock = names.contains(".lock")
    changed = RunEntry.watched.reduce(0) { names.contains($1) ? max($0, RunEntry.modified("\(path)/\($1)")) : $0 }
  }

  /// When a file was last changed; 0 where there is none.
  static func modified(_ path: String) -> Double {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return 0 }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    // The fields of a timespec belong to whichever C module was read first, so they have no module to import.
    return unsafe withUnsafeBytes(of: time) { bytes in
      unsafe Double(bytes.load(as: Int.self)) + Double(bytes.load(fromByteOffset: MemoryLayout<Int>.size, as: Int.self))
        / 1e9
    }
  }

  /// The names of a folder's files, and of the folders in it.
  private static func list(_ path: String) -> (names: Set<String>, folders: [String]) {
    guard let directory = unsafe opendir(path) else { return ([], []) }
    defer { unsafe closedir(directory) }
    var (names, folders): (Set<String>, [String]) = ([], [])
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 1) { unsafe String(validatingCString: $0) }
      }
      guard let name, name != ".", name != ".." else { continue }
      let isFolder =
        unsafe entry.pointee.d_type == DT_DIR || entry.pointee.d_type == DT_UNKNOWN && isDirectory("\(path)/\(name)")
      if isFolder { folders.append(name) } else { names.insert(name) }
    }
    return (names, folders.sorted())
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
