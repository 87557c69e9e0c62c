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
    do {
      try AtomicFile.write(text: ReportSkeleton.text(id: ReportSkeleton.id(ofFile: path)), to: path)
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
    let folder = try ReportSource.files(inFolder: path)
    for note in folder?.notes ?? [] { console.warn(note) }
    let checks = try (folder?.files ?? [path]).map { try ReportCheck(fileAt: $0) }
    for check in checks {
      if check.isValid {
        console.say(String(check.text.dropLast()))
      } else {
        for mistake in check.mistakes { console.warn(mistake.text) }
      }
    }
    if console.givesJSON {
      console.give(folder == nil ? checks[0].json : ["reports": .array(checks.map(\.json))])
    }
    if checks.contains(where: { !$0.isValid }) { throw ExitStatusError(status: .badData) }
  }
}
