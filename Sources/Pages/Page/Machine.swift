import Foundation

/// The machine and the program, for the provenance of pages.
package enum Machine {
  /// The model of the processor, as the system names it.
  package static var processor: String {
    #if os(macOS)
      var size = 0
      guard sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0, size > 1 else { return "unknown" }
      var bytes = [CChar](repeating: 0, count: size)
      guard unsafe sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0) == 0 else { return "unknown" }
      return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    #else
      let lines = text(at: "/proc/cpuinfo")?.split(separator: "\n") ?? []
      guard let line = lines.first(where: { $0.hasPrefix("model name") }), let name = line.split(separator: ":").last
      else { return "unknown" }
      return name.trimmingCharacters(in: .whitespaces)
    #endif
  }

  /// The commit of the repository that the program was built in; `nil` for an installed program.
  package static var programCommit: String? {
    guard let program = Bundle.main.executableURL else { return nil }
    var folder = program.resolvingSymlinksInPath().deletingLastPathComponent()
    while folder.path != "/" {
      let git = folder.appendingPathComponent(".git").path
      if let head = text(at: git + "/HEAD")?.trimmingCharacters(in: .whitespacesAndNewlines) {
        guard head.hasPrefix("ref: ") else { return String(head.prefix(12)) }
        let commit = text(at: git + "/" + head.dropFirst(5))
        return commit.map { String($0.trimmingCharacters(in: .whitespacesAndNewlines).prefix(12)) }
      }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// The day, such as "2026-02-15", in UTC.
  package static var today: String { String(Date().ISO8601Format().prefix(10)) }

  private static func text(at path: String) -> String? {
    FileManager.default.contents(atPath: path).flatMap { String(bytes: $0, encoding: .utf8) }
  }
}
