import FledgeModels
import Foundation

/// Finds reports: by the name of one that Fledge has, by a file, or all files of a folder.
public struct ReportSource {
  public private(set) var papers: [any Paper] = []
  /// What was left out, one line each.
  public private(set) var notes: [String] = []

  /// Finds the reports that are named, in their order.
  ///
  /// - Parameters:
  ///   - names: names of ``PaperCatalogue``, paths of files that end in `.md`, or folders of such files.
  ///   - all: whether those that only a name or `--all` runs are made, too, where no name is given.
  /// - Throws: `PaperError` where there is no such report, `ReportFileError` where a file has mistakes.
  public init(_ names: [String], all: Bool = false) throws {
    if names.isEmpty {
      papers = PaperCatalogue.all + (all ? try PaperCatalogue.further.compactMap { try PaperCatalogue.named($0) } : [])
    }
    for name in names { try add(name) }
  }

  private mutating func add(_ name: String) throws {
    if let paper = try PaperCatalogue.named(name) {
      if !papers.contains(where: { $0.id == paper.id }) { papers.append(paper) }
      return
    }
    var isFolder: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: name, isDirectory: &isFolder)
    if exists, isFolder.boolValue { return try addFolder(name) }
    guard exists || name.hasSuffix(".md") || name.contains("/") else {
      let known = PaperCatalogue.names
      throw PaperError.unknownPaper(name, nearest: suggestion(to: name, among: known), known: known)
    }
    try add(TextReport(fileAt: name))
  }

  private mutating func addFolder(_ path: String) throws {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let files = entries.filter { $0.hasSuffix(".md") && !$0.hasPrefix(".") }.sorted().map { "\(path)/\($0)" }
    var count = 0
    for file in files {
      let text = try ReportFile.text(at: file)
      guard text.hasPrefix("---") else {
        notes.append("\(file): left out, since it does not begin with the head of a report ('---')")
        continue
      }
      try add(TextReport(text, path: file))
      count += 1
    }
    guard count > 0 else {
      throw ReportFileError.mistakes([
        ReportMistake(path, "expected a folder with reports (files that end in .md), found none")
      ])
    }
  }

  private mutating func add(_ report: TextReport) throws {
    if let other = papers.first(where: { $0.id == report.id }) {
      let path = (other as? TextReport)?.path ?? "the report of that name in Fledge"
      throw ReportFileError.mistakes([
        ReportMistake(report.path, "its id '\(report.id)' is that of \(path), too; give one of them another id")
      ])
    }
    notes += report.notes
    papers.append(report)
  }
}
