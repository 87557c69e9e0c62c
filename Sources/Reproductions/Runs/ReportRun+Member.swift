import FledgeCharts
import FledgeFormats
import FledgeModels
import Foundation

extension ReportRun {
  /// The run as a member of a curve over `length` epochs or other points, with what it takes to find it again.
  func member(_ values: [Double], within length: Int) -> SeriesMember {
    var name = "seed \(seed)"
    if hasDiverged { name += ", diverged" }
    if values.count > length { name += ", goes on to point \(values.count)" }
    return SeriesMember(
      name, y: Array(values.prefix(length)), settings: settingsText,
      folder: "runs/" + URL(fileURLWithPath: folder).lastPathComponent)
  }

  /// The variant and its settings other than the defaults, such as "tanh: layers [100], epochs 2"; without the seed and
  /// without paths of this machine.
  private var settingsText: String {
    let defaults = RunSettings(TrainingSettings()).values
    let own = RunSettings(settings).values.members.filter { member in
      // A hyper-parameter that the optimizer does not have is none.
      defaults[member.key] != member.value && member.value != .null
        && !TrainingSettings.operationKeys.contains(member.key)
    }
    var parts = own.map { "\($0.key) \($0.value.plainText)" }
    if dataProvider.name != "standard", dataProvider.name != "as trained" { parts.append("data: \(dataProvider.name)") }
    return [label, parts.joined(separator: ", ")].filter { !$0.isEmpty }.joined(separator: ": ")
  }
}
