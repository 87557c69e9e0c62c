package import FledgePages
import Foundation

/// Looks at written pages as a careful reader would: well-formed, whole, offline, and without slips of the program.
package struct PageCheck: Sendable, Equatable {
  /// What is wrong, each with its page; empty when all is well.
  package private(set) var problems: [String] = []
  /// The pages that were read.
  package private(set) var pageCount = 0

  /// Checks the index and the pages of a folder.
  ///
  /// - Parameters:
  ///   - folder: Where ``ReportWriter`` wrote.
  ///   - expecting: The ids that each report must have, by its short name, such as `fig7`; from the list of what the
  ///     report holds, so that a forgotten figure is noticed.
  package init(folder: String, expecting: [String: [String]] = [:]) {
    check("index.html", in: folder, anchors: [])
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let reports = names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/index.html") }
    for report in Set(reports).union(expecting.keys).sorted() {
      check("\(report)/index.html", in: folder, anchors: expecting[report] ?? [])
    }
  }

  /// Checks pages that were just written, with all their figures and tables.
  package init(_ pages: [ReportPage], in folder: String) {
    self.init(
      folder: folder,
      expecting: Dictionary(
        uniqueKeysWithValues: pages.map { page in
          (page.report, page.sections.flatMap { $0.blocks.flatMap(\.anchors) })
        }))
  }

  private mutating func check(_ path: String, in folder: String, anchors: [String]) {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else {
      return problems.append("\(path): expected a page, found no file")
    }
    pageCount += 1
    let text = String(decoding: data, as: UTF8.self)
    do {
      let elements = try MarkupScanner.elements(of: text)
      checkNetwork(elements, path)
      checkLinks(elements, path, in: folder)
      checkAnchors(elements, path, expected: anchors)
      checkText(elements, path)
    } catch {
      problems.append("\(path), \(error.message)")
    }
  }

  /// Nothing may be loaded; a hyperlink that the reader follows is fine.
  private mutating func checkNetwork(_ elements: [MarkupScanner.Element], _ path: String) {
    let loading = ["src", "srcset", "data", "poster", "action", "formaction", "background", "xlink:href", "ping"]
    for element in elements {
      for (name, value) in element.attributes {
        let isLink = name == "href" && element.name == "a"
        let isLoaded = loading.contains(name) || (name == "href" && !isLink)
        if isLoaded, !value.hasPrefix("data:"), !value.hasPrefix("#") {
          problems.append("\(path): expected nothing to be loaded, found \(name)=\"\(value.prefix(80))\"")
        }
        if name == "style" { checkStyle(value, path) }
        if name.hasPrefix("on") { problems.append("\(path): expected no handler in <\(element.name)>, found \(name)") }
      }
      if element.name == "style" { checkStyle(element.text, path) }
      if element.name == "script", ["fetch", "XMLHttpRequest", "import", "http"].contains(where: element.text.contains)
      {
        problems.append("\(path): expected a script that loads nothing")
      }
    }
  }

  private mutating func checkStyle(_ css: String, _ path: String) {
    if css.contains("@import") { problems.append("\(path): expected nothing to be loaded, found @import") }
    for part in css.components(separatedBy: "url(").dropFirst() {
      let target = part.drop { " '\"".contains($0) }
      if !target.hasPrefix("#"), !target.hasPrefix("data:") {
        problems.append("\(path): expected nothing to be loaded, found url(\(target.prefix(60))")
      }
    }
  }

  /// Every relative link must lead to a file, every link within the page to an id.
  private mutating func checkLinks(_ elements: [MarkupScanner.Element], _ path: String, in folder: String) {
    let ids = Set(elements.compactMap { $0["id"] })
    let base = path.contains("/") ? String(path.prefix { $0 != "/" }) + "/" : ""
    for link in elements.filter({ $0.name == "a" }).compactMap({ $0["href"] }) {
      if link.hasPrefix("#") {
        if !ids.contains(String(link.dropFirst())) { problems.append("\(path): expected an element \(link)") }
      } else if !link.hasPrefix("https://"), !link.hasPrefix("data:") {
        let file = String(link.prefix { $0 != "#" })
        if !FileManager.default.fileExists(atPath: "\(folder)/\(base)\(file)") {
          problems.append("\(path): expected the file \(file), found none")
        }
      }
    }
  }

  private mutating func checkAnchors(_ elements: [MarkupScanner.Element], _ path: String, expected: [String]) {
    let ids = elements.compactMap { $0["id"] }
    var seen = Set<String>()
    for id in ids where !seen.insert(id).inserted { problems.append("\(path): expected the id \(id) once") }
    for id in expected where !seen.contains(id) { problems.append("\(path): expected \(id), found none") }
    let figures = elements.filter { $0.name == "figure" && $0["class"]?.hasPrefix("drawn") == true }.count
    let drawn = elements.contains { $0.name == "svg" || $0["class"] == "absent" }
    if figures > 0, !drawn { problems.append("\(path): expected drawings in \(figures) figures, found none") }
  }

  /// Words that only a slip of the program puts before a reader.
  private mutating func checkText(_ elements: [MarkupScanner.Element], _ path: String) {
    for element in elements where element.name != "script" && element.name != "style" {
      let shown = [element.text, element["title"] ?? ""].joined(separator: " ")
      let words = shown.split { !$0.isLetter && $0 != "(" }
      if let slip = words.first(where: {
        ["nan", "NaN", "nil", "inf", "-inf"].contains($0) || $0.hasPrefix("Optional(")
      }) {
        problems.append("\(path): expected text for readers in <\(element.name)>, found \(slip)")
      }
    }
  }
}
