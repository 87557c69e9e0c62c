package import FledgeDatasets
import FledgeFormats
import FledgeKernels
package import FledgePages

extension PageProvenance {
  /// Where the numbers of a page about some data come from.
  package static func inspecting(
    _ data: Dataset, command: String, version: String, threads: Int, seconds: Double
  ) -> PageProvenance {
    let files = data.provenance.files.map(\.sha256)
    let description = files.isEmpty ? "\(data.provenance) \(data.count)" : files.joined(separator: "\n")
    return PageProvenance(
      command: command, version: version, commit: Machine.programCommit ?? "unknown", processor: Machine.processor,
      threads: threads, instructionSet: InstructionSet.current.rawValue,
      dataChecksum: files.count == 1 ? files[0] : SHA256.hash(Array(description.utf8)).hex, seconds: seconds,
      date: Machine.today)
  }
}
