import FledgeKernels
import FledgeRunStore
import Foundation

/// The provenance of a run: machine and program.
enum MachineDescription {
  static func worker(threads: Int, toolVersion: String, dataSHA256: String?, leaseSeconds: Double) -> Worker {
    Worker(
      host: ProcessInfo.processInfo.hostName, process: Int(ProcessInfo.processInfo.processIdentifier),
      toolVersion: toolVersion, gitCommit: gitCommit(above: FileManager.default.currentDirectoryPath),
      processor: processor, instructionSet: InstructionSet.current.rawValue, threads: threads, dataSHA256: dataSHA256,
      leaseSeconds: leaseSeconds)
  }

  /// The processor's model as the system reports it.
  private static var processor: String {
    guard let text = text(at: "/proc/cpuinfo"),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("model name") }),
      let name = line.split(separator: ":").last
    else { return "unknown" }
    return name.trimmingCharacters(in: .whitespaces)
  }

  /// The commit of the nearest repository above a folder.
  static func gitCommit(above folder: String) -> String? {
    var folder = URL(fileURLWithPath: folder)
    while true {
      let git = folder.appendingPathComponent(".git").path
      if let head = text(at: git + "/HEAD")?.trimmingCharacters(in: .whitespacesAndNewlines) {
        guard head.hasPrefix("ref: ") else { return head }
        let reference = String(head.dropFirst(5))
        if let commit = text(at: git + "/" + reference) {
          return commit.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let packed = text(at: git + "/packed-refs")?.split(separator: "\n").first { $0.hasSuffix(" " + reference) }
        return packed.flatMap { $0.split(separator: " ").first.map(String.init) }
      }
      if folder.path == "/" { return nil }
      folder.deleteLastPathComponent()
    }
  }

  private static func text(at path: String) -> String? {
    FileManager.default.contents(atPath: path).flatMap { String(bytes: $0, encoding: .utf8) }
  }
}
