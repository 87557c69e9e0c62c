#if os(Linux)
  import FledgeCommandLine
  import ForkServer
  import Foundation
  import Testing

  /// A process that runs each command in a child of its own: without the loader's work and the runtime's.
  ///
  /// Used by one thread at a time.
  final class ForkServer: @unchecked Sendable {
    private let process = Process()
    private let requests = Pipe()
    private let replies = Pipe()
    private let errorPath = NSTemporaryDirectory() + "hostile-" + UUID().uuidString

    /// - Parameters:
    ///   - folder: where the commands run.
    ///   - environment: theirs.
    init(in folder: String, environment: [String: String]) throws {
      process.executableURL = URL(filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      process.currentDirectoryURL = URL(filePath: folder)
      process.environment = environment.merging(["FLEDGE_FORK_SERVER": "1", "LD_BIND_NOW": "1"]) { $1 }
      process.standardInput = requests
      process.standardOutput = replies
      try process.run()
      for command in ForkServer.rehearsal {
        _ = try reply(to: command.split(separator: " ").map(String.init), seconds: 0, errors: "", hasInput: true)
      }
    }

    /// Commands of one thread that the server runs itself: children find the types' metadata and conformances.
    ///
    /// Those on a store start threads.
    private static let rehearsal = [
      "train --dataset moons --examples 12 --test-examples 4 --layers 2 --epochs 1 --threads 1 --quiet --output rehearsal",
      "train --epochs x", "check --layers 2 --inputs 3 --classes 2 --elements 1 --threads 1", "evaluate run",
      "predict run new.csv", "data show --dataset moons",
      "latent pca --input points.npy --output rehearsal.npy --components 2 --threads 1", "reproduce nothing",
      "bench --dataset csv --threads 1", "latent page missing --threads 1 --output rehearsal-page", "tran",
    ]

    deinit {
      try? requests.fileHandleForWriting.close()
      process.waitUntilExit()
      try? FileManager.default.removeItem(atPath: errorPath)
    }

    /// Runs one command to its end.
    ///
    /// - Parameters:
    ///   - errors: where standard error goes; `nil` for a file whose text the ending has, "" where it is closed.
    ///   - hasInput: whether standard input is open.
    func run(
      _ arguments: [String], seconds: Int = 60, errors: String? = nil, hasInput: Bool = true
    ) throws -> Ending {
      let reply = try reply(to: arguments, seconds: seconds, errors: errors ?? errorPath, hasInput: hasInput)
      let text = errors == nil ? try Data(contentsOf: URL(filePath: errorPath)) : Data()
      guard reply.was_stopped == 0 else { return Ending(arguments: arguments, status: nil, errors: []) }
      return Ending(arguments: arguments, status: Ending.code(of: reply.status), errors: [UInt8](text))
    }

    private func reply(
      to arguments: [String], seconds: Int, errors: String, hasInput: Bool
    ) throws -> ForkServerReply {
      let words = [errors, hasInput ? "" : "closed"] + arguments
      var request = ForkServer.bytes(of: Int32(seconds)) + ForkServer.bytes(of: Int32(words.count))
      for word in words {
        request += ForkServer.bytes(of: Int32(word.utf8.count + 1)) + Array(word.utf8) + [0]
      }
      try requests.fileHandleForWriting.write(contentsOf: request)
      let size = MemoryLayout<ForkServerReply>.size
      let answer = try replies.fileHandleForReading.read(upToCount: size)
      let bytes = try #require(answer.flatMap { $0.count == size ? $0 : nil }, "the fork server ended at \(arguments)")
      return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: ForkServerReply.self) }
    }

    private static func bytes(of number: Int32) -> [UInt8] {
      unsafe withUnsafeBytes(of: number) { unsafe Array($0) }
    }

    /// An argument with which a child traps: a test of the server itself.
    static let trap = "--trap-in-the-fork-server"
  }

  private typealias Words = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

  private func strings(_ count: Int32, _ words: Words) -> [String] {
    (0..<Int(count)).compactMap { unsafe words[$0].map { unsafe String(cString: $0) } }
  }

  @c public func forkServerRehearse(_ count: Int32, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) {
    rehearse(unsafe strings(count, words))
  }

  @c public func forkServerChild(_ count: Int32, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) {
    let words = unsafe strings(count, words)
    if words == [ForkServer.trap] { fatalError("as the test has asked") }
    runProgram(words)
  }
#else
  /// Elsewhere each command is a new process.
  struct ForkServer {
    func run(
      _ arguments: [String], seconds: Int = 60, errors: String? = nil, hasInput: Bool = true
    ) throws -> Ending? { nil }
  }
#endif
