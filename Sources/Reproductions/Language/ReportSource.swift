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
      papers =
        try PaperCatalogue.all() + (all ? try PaperCatalogue.further.compactMap { try PaperCatalogue.named($0) } : [])
    }
    for name in names { try add(name) }
  }

  private mutating func add(_ name: String) throws {
    if let paper = try PaperCatalogue.named(name) {
      if !papers.contains(where: { $0.id == paper.id }) { papers.append(paper) }
      return
    }
    if let folder = try Self.files(inFolder: name) {
      notes += folder.notes
      for file in folder.files { try add(TextReport(fileAt: file)) }
      return
    }
    guard FileManager.default.fileExists(atPath: name) || name.hasSuffix(".md") || name.contains("/") else {
      let known = PaperCatalogue.names
      throw PaperError.unknownPaper(name, nearest: suggestion(to: name, among: known), known: known)
    }
    try add(TextReport(fileAt: name))
  }

  /// The reports of a folder, sorted, and which files are none; `nil` where the path is no folder.
  ///
  /// - Throws: `ReportFileError` where it holds none, or a file cannot be read.
  public static func files(inFolder path: String) throws -> (files: [String], notes: [String])? {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      return nil
    }
    var found: (files: [String], notes: [String]) = ([], [])
    for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    where name.hasSuffix(".md") && !name.hasPrefix(".") {
      let file = "\(path)/\(name)"
      if try ReportFile.text(at: file).hasPrefix("---") {
        found.files.append(file)
      } else {
        found.notes.append("\(file): left out, since it does not begin with the head of a report ('---')")
      }
    }
    guard !found.files.isEmpty else {
      throw ReportFileError.mistakes([
        ReportMistake(path, "expected a folder with reports (files that end in .md), found none")
      ])
    }
    return found
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
