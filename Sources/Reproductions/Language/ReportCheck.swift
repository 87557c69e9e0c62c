public import FledgeFormats
import FledgePages

/// What `fledge reproduce --check` says of a report: its mistakes, what it would train, and what it leaves open.
public struct ReportCheck: Sendable {
  public let path: String
  public let mistakes: [ReportMistake]
  private let file: ReportFile?

  /// Reads a report; mistakes are kept and not thrown.
  ///
  /// - Throws: `ReportFileError.missing`, and errors of reading.
  public init(fileAt path: String) throws {
    self.path = path
    do {
      file = try ReportFile(ReportFile.text(at: path), path: path)
      mistakes = []
    } catch ReportFileError.mistakes(let found) {
      (file, mistakes) = (nil, found)
    }
  }

  public var isValid: Bool { mistakes.isEmpty }

  /// The number of trainings of a study at a scale.
  private func trainings(_ study: ReportStudy, _ scale: ReportScale) -> Int {
    study.variants.count * study.scales.seeds(scale)
  }

  private var counts: [(name: String, plural: String, count: Int)] {
    let parts = file?.sections.flatMap(\.parts) ?? []
    var (numbers, figures, tables, claims, contradictions) = (0, 0, 0, 0, 0)
    for part in parts {
      switch part {
      case .numbers(let block): numbers += block.entries.count { $0.item == nil }
      case .grid(let grid): numbers += grid.ids.count
      case .figure: figures += 1
      case .table: tables += 1
      case .claim: claims += 1
      case .contradiction: contradictions += 1
      case .prose, .study, .settings: break
      }
    }
    return [
      ("number", "numbers", numbers), ("figure", "figures", figures), ("table", "tables", tables),
      ("claim", "claims", claims), ("contradiction", "contradictions", contradictions),
    ]
  }

  /// What a user reads: one line for each study and each open matter.
  public var text: String {
    guard let file else { return mistakes.map(\.text).joined(separator: "\n") + "\n" }
    var lines = ["\(path): a report, '\(file.header.id)'"]
    lines.append(
      "  holds " + counts.map { "\($0.count) \($0.count == 1 ? $0.name : $0.plural)" }.joined(separator: ", "))
    for study in file.studies {
      let variants = "\(study.variants.count) \(study.variants.count == 1 ? "set" : "sets") of settings"
      let scales = ReportScale.allCases.map { "\(trainings(study, $0)) at \($0.rawValue) scale" }
      lines.append("  study \(study.name): \(variants); trainings: \(scales.joined(separator: ", "))")
      if !study.open.isEmpty {
        lines.append(
          "    the report leaves open: " + study.open.map { "\($0) (\(study.text($0)))" }.joined(separator: ", "))
      }
      if !study.unstated.isEmpty {
        lines.append(
          "    neither under 'stated' nor under 'open': "
            + study.unstated.map { "\($0) (\(study.text($0)))" }.joined(separator: ", "))
      }
    }
    return (lines + file.notes.map { "  note: \($0)" }).joined(separator: "\n") + "\n"
  }

  public var json: JSONValue {
    var object: JSONObject = ["file": .string(path), "valid": .bool(isValid)]
    object["errors"] = .array(
      mistakes.map { ["line": $0.line.map { .integer($0) } ?? .null, "message": .string($0.text)] })
    guard let file else { return .object(object) }
    object["id"] = .string(file.header.id)
    object["title"] = .string(file.header.title)
    for (_, plural, count) in counts { object[plural] = .integer(count) }
    object["studies"] = .array(
      file.studies.map { study in
        let trainings: JSONObject = [
          "full": .integer(self.trainings(study, .full)), "quick": .integer(self.trainings(study, .quick)),
          "smoke": .integer(self.trainings(study, .smoke)),
        ]
        return [
          "name": .string(study.name), "variants": .integer(study.variants.count),
          "readings": .array(study.readings.map { .string($0.id) }), "trainings": .object(trainings),
          "open": .array(study.open.map { .string($0) }), "unstated": .array(study.unstated.map { .string($0) }),
        ]
      })
    object["open"] = .array(Set(file.studies.flatMap { $0.open + $0.unstated }).sorted().map { .string($0) })
    object["notes"] = .array(file.notes.map { .string($0) })
    return .object(object)
  }
}
