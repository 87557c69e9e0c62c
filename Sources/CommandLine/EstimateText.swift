import Fledge
import FledgeStudies

/// What `--dry-run` says.
struct EstimateText {
  private let estimate: StudyEstimate
  /// What the seeds can find; `nil` where nothing is compared.
  private let power: ComparisonPower?

  init(_ estimate: StudyEstimate, power: ComparisonPower? = nil) {
    self.estimate = estimate
    self.power = power
  }

  /// A few lines for people.
  var text: String {
    var lines = ["\(estimate.runs) runs, \(estimate.waiting) of them wait; \(estimate.workers) at once"]
    if let power { lines.append(power.sentence) }
    guard let basis = estimate.basis else {
      return lines.joined(separator: "\n") + "\nNothing is left to train; nothing was written."
    }
    let source =
      switch basis {
      case .finishedRuns(let count): "from \(count) finished runs"
      case .steps(let count): "from \(count) steps of the first run"
      }
    lines.append("about \(time), measured \(source); early stopping may save some")
    lines.append(
      "about \(megabytes(estimate.memoryBytes)) MB of memory beside the data, \(megabytes(estimate.diskBytes)) MB of disk"
    )
    return lines.joined(separator: "\n") + "\nNothing was written."
  }

  private var time: String {
    if estimate.minutes >= 1 { return decimals(estimate.minutes, estimate.minutes < 10 ? 2 : 0) + " minutes" }
    let seconds = estimate.minutes * 60
    return seconds < 0.1 ? "0.1 seconds or less" : decimals(seconds, seconds < 10 ? 1 : 0) + " seconds"
  }

  private func megabytes(_ bytes: Double) -> String { decimals(bytes / 1e6, bytes < 1e7 ? 1 : 0) }

  /// The same for programs.
  var json: JSONValue {
    let basis: JSONValue =
      switch estimate.basis {
      case .finishedRuns: "finished runs"
      case .steps: "steps"
      case nil: .null
      }
    var object: JSONObject = [
      "runs": .integer(estimate.runs), "waiting": .integer(estimate.waiting), "workers": .integer(estimate.workers),
      "minutes": .number(estimate.minutes), "measured_from": basis,
      "memory_bytes": .number(estimate.memoryBytes.rounded()),
      "disk_bytes": .number(estimate.diskBytes.rounded()),
    ]
    if let power {
      object["comparisons"] = .integer(power.comparisons)
      object["detectable_difference_in_sd"] = power.detectableDifference.map { .number($0) } ?? .null
      object["seeds_for_two_sd"] = .integer(power.seedsForTwoDeviations)
    }
    return .object(object)
  }
}
