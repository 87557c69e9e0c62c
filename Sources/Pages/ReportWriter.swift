public import FledgeFormats
import Foundation

/// Writes pages into a folder: an index, a folder for each report with its figures, and all items as JSON.
///
/// Each file is saved whole or not at all, a page after its figures, and the index last: whoever opens the folder
/// while it is being written finds pages whose links lead somewhere.
public enum ReportWriter {
  /// All pages as `fledge reproduce --json` prints them: `{"reports": […]}`.
  public static func json(_ pages: [ReportPage]) -> JSONValue { ["reports": .array(pages.map(\.json))] }

  /// Writes the pages.
  ///
  /// - Returns: the bytes written, figures included.
  /// - Throws: `ReportError` when an id is wrong or a file cannot be written.
  @discardableResult
  public static func write(_ pages: [ReportPage], to folder: String) throws(ReportError) -> Int {
    for page in pages { try page.validate() }
    var reports = Set<String>()
    for page in pages where !reports.insert(page.report).inserted { throw .duplicateID(page.report, page: "index") }
    var byteCount = 0
    for page in pages {
      let position = "\(folder)/\(page.report)" + (page.isPart ? "/only" : "")
      try makeFolder("\(position)/figures")
      for file in page.files { byteCount += try save(file.text, as: "\(position)/\(file.name)") }
      byteCount += try save(page.html, as: "\(folder)/\(page.path)")
    }
    // Chosen figures leave what is known of the whole reports as it is.
    guard !pages.contains(where: \.isPart) else { return byteCount }
    try makeFolder(folder)
    byteCount += try save(json(pages).text(.indented) + "\n", as: "\(folder)/items.json")
    let earlier = pagesBeside(reports, in: folder)
    byteCount += try save(IndexPage.html(pages, earlier: earlier), as: "\(folder)/index.html")
    return byteCount
  }

  /// The reports of earlier calls whose pages still stand in the folder.
  private static func pagesBeside(_ reports: Set<String>, in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().filter { name in
      !reports.contains(name) && FileManager.default.fileExists(atPath: "\(folder)/\(name)/index.html")
    }
  }

  private static func save(_ text: String, as path: String) throws(ReportError) -> Int {
    do {
      try AtomicFile.write(text: text, to: path)
    } catch {
      throw .file(error)
    }
    return text.utf8.count
  }

  private static func makeFolder(_ path: String) throws(ReportError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .file(
        FormatError(
          .system, path: path, expected: "to make the folder", found: error.localizedDescription.lowercased(),
          advice: "choose a folder that you may write to"))
    }
  }
}
