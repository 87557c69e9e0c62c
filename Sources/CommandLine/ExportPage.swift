import ArgumentParser
import Fledge
import FledgePages
import FledgeRunPages
import Foundation

/// The flag of `fledge export` that writes a run as a page.
struct PageExportFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "One web page that holds everything: curves, mistakes, weights, settings, a pad to draw on; an earlier page is replaced.",
      valueName: "file.html"))
  var page: String?

  func validate() throws {
    guard let page else { return }
    guard page.lowercased().hasSuffix(".html"), page.count > 5 else {
      throw ValidationError("--page: expected the name of a file that ends in .html, found '\(page)'")
    }
  }

  /// Writes the page, and says what it lacks.
  func write(_ folder: String, console: Console) throws -> [JSONObject] {
    guard let page else { return [] }
    let clock = ContinuousClock()
    let start = clock.now
    let isOurs = { (bytes: [UInt8]) in String(decoding: bytes, as: UTF8.self).contains(" · Fledge</title>") }
    try checkNewFile(page, isOurs: isOurs, "a page of fledge", flag: "--page")
    let source = try RunFolder(existing: folder)
    let run = try source.load()
    let reader = RunData(run)
    if let note = reader.legacyNote { console.warn(note) }
    let record = try source.record()
    let judged = Result {
      let data = try reader.parts()
      if let test = data.test { return RunPage.Judged(run, test, part: "test") }
      if let validation = data.validation { return RunPage.Judged(run, validation, part: "validation") }
      return RunPage.Judged(run, data.training, part: "training")
    }
    let made = try RunPage(
      run, name: URL(fileURLWithPath: folder).lastPathComponent, record: record, judged: judged,
      provenance: .ofRun(
        record, command: commandLineText, version: fledgeVersion, seconds: (clock.now - start) / .seconds(1)))
    for note in made.notes { console.warn("--page: \(note)") }
    try made.write(to: page)
    let size = (try? FileManager.default.attributesOfItem(atPath: page)[.size] as? Int) ?? 0
    console.say("\(page) holds the run, \(grouped((size + 999) / 1000)) kB.")
    return [["format": "page", "path": .string(page), "bytes": .integer(size)]]
  }
}
