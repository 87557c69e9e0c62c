import FledgeFormats
import FledgeModels
import FledgePages
import FledgeStudies
import Foundation

/// A report as a text: Markdown with blocks of YAML that say what is trained, published and claimed.
package struct ReportFile: Sendable {
  /// A part of a section.
  package enum Part: Sendable {
    case prose(ResultText)
    case settings(ReportSettings)
    case study(ReportStudy)
    case numbers(ReportNumbers)
    case grid(ReportGrid)
    case figure(ReportFigure)
    case table(ReportTable)
    case claim(ReportClaim)
    case contradiction(ReportContradiction)

    /// The name by which `--only` chooses it; `nil` for what is no item.
    var id: String? {
      switch self {
      case .figure(let figure): figure.id
      case .table(let table): table.id
      case .numbers(let numbers): numbers.id
      case .grid(let grid): grid.id
      case .claim(let claim): claim.id
      case .contradiction(let contradiction): contradiction.id
      case .prose, .study, .settings: nil
      }
    }
  }

  package struct Section: Sendable {
    let title: String
    package internal(set) var parts: [Part]
  }

  /// The largest text that is read.
  static let largestByteCount = 1 << 20

  /// The path, as errors name it.
  let path: String
  let header: ReportHeader
  let studies: [ReportStudy]
  package let sections: [Section]
  /// What a reader of the file should know, such as a picture that is left out.
  let notes: [String]

  /// Reads the bytes of a report.
  ///
  /// - Throws: `ReportFileError` where the file is missing, too large or not UTF-8.
  static func text(at path: String) throws -> String {
    let bytes: [UInt8]
    do {
      bytes = try FileBytes.readSmall(path, limit: largestByteCount)
    } catch {
      switch error.kind {
      case .missing: throw ReportFileError.missing(path)
      case .tooLarge:
        throw ReportFileError.mistakes([
          ReportMistake(path, "expected a report of at most 1 MB of text, found \(error.found); split it into several")
        ])
      default: throw error
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let valid = String(decoding: bytes, as: UTF8.self)
      let line = 1 + valid.unicodeScalars.prefix { $0 != "\u{FFFD}" }.count { $0 == "\n" }
      let reason = "expected UTF-8 text, found other bytes; save the file as UTF-8"
      throw ReportFileError.mistakes([
        ReportMistake(StudyError.badDefinition(location: "\(path), line \(line)", reason: reason), path: path)
      ])
    }
    return text
  }
}

/// A report's file that is not there, or several mistakes of one.
public enum ReportFileError: Error, CustomStringConvertible {
  case missing(String)
  /// Every mistake of a file, each with its line.
  case mistakes([ReportMistake])

  public var description: String {
    switch self {
    case .missing(let path): "\(path): expected a report, found no file; check the path, or make one with --new"
    case .mistakes(let mistakes):
      mistakes.count == 1
        ? mistakes[0].text : "\(mistakes[0].text) (and \(mistakes.count - 1) more: fledge reproduce --check lists all)"
    }
  }
}

/// A mistake in a text report.
public struct ReportMistake: Error, Equatable, Sendable {
  /// The line, from 1; `nil` for a mistake of the whole file.
  public let line: Int?
  /// File, line, what was expected and what was found.
  public let text: String

  init(_ path: String, _ reason: String) {
    text = "\(path): \(reason)"
    line = nil
  }

  init(_ error: any Error, path: String) {
    text = "\(error)"
    let prefix = "\(path), line "
    line = text.hasPrefix(prefix) ? Int(text.dropFirst(prefix.count).prefix { $0.isNumber }) : nil
  }
}
