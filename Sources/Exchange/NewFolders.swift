import Foundation

/// A folder with those above it, made where they are not there.
struct NewFolders: Sendable {
  /// Why a folder cannot be made.
  struct Failure: Error {
    let reason: String
  }

  /// Those that were made, innermost first.
  let made: [String]

  init(_ path: String) throws(Failure) {
    let missing = NewFolders.ancestors(path).prefix { !FileManager.default.fileExists(atPath: $0) }
    for folder in missing.reversed() where unsafe mkdir(folder, 0o777) != 0 {
      let code = errno
      // Another process may have made it at this moment.
      if code == EEXIST { continue }
      for other in missing { _ = unsafe rmdir(other) }
      let reason = unsafe String(cString: strerror(code))
      throw Failure(reason: folder == path ? reason : "\(folder): \(reason)")
    }
    made = Array(missing)
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      throw Failure(reason: "a file has this name")
    }
  }

  /// Takes them back as far as nothing is in them.
  func discardIfEmpty() {
    for folder in made { _ = unsafe rmdir(folder) }
  }

  /// A path and the folders above it, innermost first.
  private static func ancestors(_ path: String) -> [String] {
    path.indices.reversed().filter { path[$0] == "/" }.reduce(into: [path]) { folders, slash in
      let folder = String(path[..<slash])
      if !folder.isEmpty, !folder.hasSuffix("/") { folders.append(folder) }
    }
  }
}
