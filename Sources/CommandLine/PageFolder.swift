import Fledge
import FledgePages
import Foundation

/// The folder of a page with files beside it.
struct PageFolder {
  let path: String
  /// The page itself.
  var page: String { path + "/index.html" }

  /// Checks before the work that nothing else would be replaced.
  ///
  /// - Parameters:
  ///   - flag: the flag that names the folder.
  ///   - files: the names that may be written beside the page.
  init(_ path: String, flag: String, files: [String]) throws {
    self.path = path
    guard !path.isEmpty else {
      throw SettingError.invalidValue(key: flag, expected: "the name of a folder", found: "nothing")
    }
    var isFolder: ObjCBool = false
    if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
      throw SettingError.conflict("\(path): expected a folder for the page, found a file; name another \(flag)")
    }
    let isOurs = { (bytes: [UInt8]) in String(decoding: bytes, as: UTF8.self).contains(" · Fledge</title>") }
    try checkReplaceable(page, isOurs: isOurs, "a page of fledge", flag: flag)
    guard !FileManager.default.fileExists(atPath: page) else { return }
    for name in files where FileManager.default.fileExists(atPath: "\(path)/\(name)") {
      throw SettingError.conflict(
        "\(path): expected an empty folder or that of an earlier page, found \(name) without a page; name another \(flag)"
      )
    }
  }

  /// Makes the folder.
  func make() throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FormatError(
        .system, path: path, expected: "to make the folder", found: error.localizedDescription.lowercased(),
        advice: "choose a folder that you may write to")
    }
  }
}

/// The command line as it was given, for the provenance of pages.
var commandLineText: String { ProgramArguments.text }
