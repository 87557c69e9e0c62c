import FledgeFormats
import FledgeModels
import FledgePages

extension RunPage {
  /// All settings of the run, those that differ from the defaults first.
  var settingSection: PageSection {
    let values = run.settings.values
    let defaults = TrainingSettings().values
    let changed = values.keys.filter { values[$0] != defaults[$0] }
    let others = values.keys.filter { values[$0] == defaults[$0] }
    let rows = { (keys: [String]) -> [[TableCell]] in
      keys.map { [.text("`\($0)`"), .text(plain(text(values[$0] ?? .null)))] }
    }
    return PageSection("Settings") {
      Table(
        "changed", number: nil, caption: "The settings that differ from the defaults.", columns: ["setting", "value"],
        rows: rows(changed))
      Folded(
        "All other settings, at their defaults",
        Table("defaults", number: nil, caption: "The defaults.", columns: ["setting", "value"], rows: rows(others)))
    }
  }

  private func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .null: "none"
    case .array(let values): values.isEmpty ? "none" : values.map(text).joined(separator: ", ")
    default: value.text()
    }
  }
}

/// A block that is shown when its line is opened.
private struct Folded: ReportBlock {
  let title: String
  let block: any ReportBlock

  init(_ title: String, _ block: any ReportBlock) { (self.title, self.block) = (title, block) }

  var anchors: [String] { block.anchors }

  func markup(in page: PageContext) -> Markup {
    "<details><summary>\(title)</summary>\n\(block.markup(in: page))</details>\n"
  }
}
