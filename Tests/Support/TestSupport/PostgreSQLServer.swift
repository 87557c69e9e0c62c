import FledgeFormats
import Foundation

/// A PostgreSQL server of its own, in a temporary folder, reached through a socket there alone.
///
/// It ends with its owner. `initdb` refuses root, so root's server belongs to the user postgres.
package final class PostgreSQLServer: Sendable {
  /// What stands in the way of a server: the tests that need one are skipped then.
  package static let missing: String? =
    programs == nil ? "no PostgreSQL server is installed (apt-get install postgresql)" : nil

  private static let programs: String? = {
    let root = "/usr/lib/postgresql"
    let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).sorted {
      $0.compare($1, options: .numeric) == .orderedDescending
    }
    return versions.map { "\(root)/\($0)/bin" }.first { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") }
  }()

  /// One server for all tests of a process; its folder goes when the process ends.
  package static let shared = Result { try PostgreSQLServer() }

  private let folder: String

  /// The address of its database.
  package var address: String { "postgres://postgres@/postgres?host=\(folder)" }

  private init() throws {
    guard let programs = Self.programs else { throw Missing() }
    // The path of a socket has at most 107 bytes.
    folder = "/tmp/fledge-pg-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0...0xFFFF))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    if getuid() == 0 { try Self.run("chown postgres \(folder)") }
    let data = folder + "/data"
    try Self.asServer(
      "\(programs)/initdb -D \(data) -A trust -U postgres --no-sync --no-locale -E UTF8 > \(folder)/initdb.log 2>&1 && "
        + "\(programs)/pg_ctl -D \(data) -l \(folder)/log -w -o \"-k \(folder) -c listen_addresses='' -c fsync=off\" "
        + "start > /dev/null")
    atexit {
      if case .success(let server) = PostgreSQLServer.shared { server.stop() }
    }
  }

  /// Stops and starts the server, as a restart of its machine does.
  package func restart() throws {
    guard let programs = Self.programs else { throw Missing() }
    try Self.asServer("\(programs)/pg_ctl -D \(folder)/data -m immediate -w restart > /dev/null")
  }

  private func stop() {
    if let programs = Self.programs {
      try? Self.asServer("\(programs)/pg_ctl -D \(folder)/data -m immediate -w stop > /dev/null")
    }
    try? FileManager.default.removeItem(atPath: folder)
  }

  private static func asServer(_ command: String) throws {
    try run(getuid() == 0 ? "su postgres -s /bin/sh -c \(shellWord(command))" : command)
  }

  /// Foundation's `Process` would wait for the server too, which inherits the pipe by which it notices an end.
  private static func run(_ command: String) throws {
    guard unsafe system("cd / && { \(command); } < /dev/null > /dev/null 2>&1") == 0 else {
      throw Failed(command: command)
    }
  }

  private struct Missing: Error {}

  private struct Failed: Error {
    let command: String
  }
}
