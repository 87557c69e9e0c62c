/// One setting of an experiment and who chose it.
public struct ReportSetting: Sendable, Equatable {
  /// Who chose a setting.
  enum Origin: Sendable, Equatable {
    case report(position: String)
    case code
    case ours(reason: String)
  }

  let name: String
  let value: String
  let origin: Origin

  /// A setting that the report states, with the place where it does.
  public static func stated(_ name: String, _ value: String, in position: String = "") -> ReportSetting {
    ReportSetting(name: name, value: value, origin: .report(position: position))
  }

  /// A setting that the report leaves out and its published code has.
  public static func fromCode(_ name: String, _ value: String) -> ReportSetting {
    ReportSetting(name: name, value: value, origin: .code)
  }

  /// A setting that the report leaves out, chosen by us for a reason.
  public static func chosen(_ name: String, _ value: String, because reason: String) -> ReportSetting {
    ReportSetting(name: name, value: value, origin: .ours(reason: reason))
  }

  var row: Markup {
    let (style, whose): (String, Markup) =
      switch origin {
      case .report(let position): ("report", position.isEmpty ? "the report" : "the report, \(position)")
      case .code: ("code", "the report’s code; the text does not say")
      case .ours(let reason): ("ours", "<strong>ours</strong>: \(RunningText.inline(reason))")
      }
    return """
      <tr class="\(style)"><th scope="row">\(name)</th><td>\(RunningText.inline(value))</td><td>\(whose)</td></tr>

      """
  }
}

/// The settings of an experiment: the report's, and ours where it says nothing.
public struct SettingsTable: ReportBlock {
  /// What the settings are for; may be empty.
  public let caption: String
  /// The settings in order.
  public let settings: [ReportSetting]

  public init(_ caption: String = "", _ settings: [ReportSetting]) {
    self.caption = caption
    self.settings = settings
  }

  public func markup(in page: PageContext) -> Markup {
    let title = caption.isEmpty ? "Settings" : "Settings: \(caption)"
    return """
      <details class="settings-fold"><summary>\(title). \(unstatedText)</summary>
      <table class="settings">
      <thead><tr><th scope="col">Setting</th><th scope="col">Value</th><th scope="col">Source</th></tr></thead>
      <tbody>
      \(settings.map(\.row))</tbody></table>
      </details>

      """
  }

  /// How many settings the report's text leaves out.
  var unstatedCount: Int {
    settings.count { if case .report = $0.origin { false } else { true } }
  }

  private var unstatedText: String {
    unstatedCount == 0
      ? "All \(settings.count) are in the text." : "\(unstatedCount) of \(settings.count) are not in the text."
  }
}
