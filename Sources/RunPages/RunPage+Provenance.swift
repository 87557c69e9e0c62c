import FledgeFormats
import FledgeKernels
package import FledgeModels
package import FledgePages

extension PageProvenance {
  /// Where the numbers of a run's page come from.
  package static func ofRun(_ record: RunRecord?, command: String, version: String, seconds: Double) -> PageProvenance {
    let files = record?.dataFiles.map(\.sha256) ?? []
    let checksum =
      files.isEmpty
      ? "none: no files" : files.count == 1 ? files[0] : SHA256.hash(Array(files.joined(separator: "\n").utf8)).hex
    return PageProvenance(
      command: command, version: version, commit: Machine.programCommit ?? "unknown", processor: Machine.processor,
      threads: 1, instructionSet: InstructionSet.current.rawValue, dataChecksum: checksum, seconds: seconds,
      date: Machine.today)
  }
}
