import Fledge
import FledgeFormats
import FledgePages
import FledgeReproductions
import Foundation

/// `fledge reproduce --new`.
enum ReportSkeletonWriter {
  static func write(_ path: String, _ console: Console) throws {
    guard path.hasSuffix(".md") else {
      throw SettingError.conflict("--new: expected a file that ends in .md, found '\(path)'")
    }
    guard !FileManager.default.fileExists(atPath: path) else {
      throw SettingError.conflict("--new: \(path) exists; name another file, or remove it")
    }
    let name = (path.split(separator: "/").last ?? "report").dropLast(3).lowercased()
    let id = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }).split(separator: "-")
      .joined(separator: "-")
    do {
      try AtomicFile.write(text: ReportSkeleton.text(id: id.isEmpty || id == "runs" ? "report" : id), to: path)
    } catch {
      throw ReportError.file(error)
    }
    console.say("\(path): a report to change; look at it with `fledge reproduce --check \(path)`")
    if console.givesJSON { console.give(["file": .string(path)]) }
  }
}

/// `fledge reproduce --check`.
enum ReportChecker {
  static func check(_ path: String, _ console: Console) throws {
    var isFolder: ObjCBool = false
    let isThere = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    var files = [path]
    if isThere, isFolder.boolValue {
      files = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0.hasSuffix(".md") }
        .sorted()
        .map { "\(path)/\($0)" }
    }
    let checks = try files.map { try ReportCheck(fileAt: $0) }
    for check in checks {
      if check.isValid {
        console.say(String(check.text.dropLast()))
      } else {
        for mistake in check.mistakes { console.warn(mistake.text) }
      }
    }
    if console.givesJSON {
      console.give(isFolder.boolValue && isThere ? ["reports": .array(checks.map(\.json))] : checks[0].json)
    }
    if checks.contains(where: { !$0.isValid }) { throw ExitStatusError(status: .badData) }
  }
}
