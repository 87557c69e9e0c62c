import FledgeAnalysis
import FledgeCharts
import FledgeDatasets
import FledgeFormats
import FledgeKernels
import FledgeMetrics
package import FledgePages

extension LatentInspection {
  /// The main results in a few lines for a terminal.
  package var text: String {
    var lines = [
      "codes of \(autoencoder.codeWidth) for \(test.count) \(testPart) examples of \(training.provenance.name)",
      "mean squared error   \(NumberText.fixed(coded.error, decimals: 6))   "
        + "\(components) principal components \(NumberText.fixed(control.error, decimals: 6))",
    ]
    if let coded = coded.neighbors?.confusion, let control = control.neighbors?.confusion {
      let percent = { (share: Double) in NumberText.percent(share, decimals: 2) }
      lines.append(
        "5 nearest neighbours \(percent(coded.classificationAccuracy))   "
          + "principal components \(percent(control.classificationAccuracy)); mean of “this class or not” "
          + "\(percent(coded.meanOneVersusRestAccuracy))")
    }
    if let quality = maps?.coded.codes {
      lines.append(
        "trustworthiness      \(NumberText.fixed(quality.trustworthiness, decimals: 4))   "
          + "continuity \(NumberText.fixed(quality.continuity, decimals: 4))")
    }
    return lines.joined(separator: "\n")
  }

  /// Where the page's numbers come from.
  package func provenance(command: String, version: String, threads: Int, seconds: Double) -> PageProvenance {
    let files = [training.provenance, test.provenance].flatMap(\.files).map(\.sha256)
    let description = files.isEmpty ? "\(training.provenance) \(training.count)" : files.joined(separator: "\n")
    return PageProvenance(
      command: command, version: version, commit: Machine.programCommit ?? "unknown", processor: Machine.processor,
      threads: threads, instructionSet: InstructionSet.current.rawValue,
      dataChecksum: SHA256.hash(Array(description.utf8)).hex, seconds: seconds, date: Machine.today)
  }
}
