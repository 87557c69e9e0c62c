import Fledge
import Foundation
import TestSupport
import Testing

/// What a command has said, and how it ended.
struct Outcome {
  let status: Int32
  let output: String
  let errors: String

  /// The lines on standard error.
  var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
}

/// A folder of its own in which commands run as in a user's shell: `fledge` is on the path, and MNIST is found only
/// where `makeMNIST` has put it.
final class Shell {
  /// Whether the suite runs under ThreadSanitizer, as Scripts/sanitize.sh says.
  static let isUnderThreadSanitizer = ProcessInfo.processInfo.environment["FLEDGE_SANITIZER"] == "thread"

  private let temporary: TemporaryFolder
  var folder: String { temporary.path }

  init() throws {
    temporary = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
  }

  /// Runs a line of shell script in the folder.
  func run(_ script: String, environment: [String: String] = [:]) throws -> Outcome {
    let programs = try #require(BuiltProgram.folder, "the program fledge is not beside the tests; build it too")
    let (output, errors) = ("\(folder)/.output-\(UUID().uuidString)", "\(folder)/.errors-\(UUID().uuidString)")
    for path in [output, errors] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    defer { for path in [output, errors] { try? FileManager.default.removeItem(atPath: path) } }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    // A sanitizer's options apply to the programs that the tests start.
    let inherited = ProcessInfo.processInfo.environment.filter {
      ["ASAN_OPTIONS", "TSAN_OPTIONS", "LD_PRELOAD"].contains($0.key)
    }
    process.environment = inherited.merging(
      ["PATH": "\(programs):/usr/bin:/bin", "HOME": folder, "FLEDGE_DATA": folder + "/data"]
    ) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: try String(contentsOfFile: output, encoding: .utf8),
      errors: try String(contentsOfFile: errors, encoding: .utf8))
  }

  /// Whether something is in the folder.
  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(folder)/\(name)") }

  func write(_ bytes: [UInt8], to name: String) throws {
    let path = "\(folder)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  /// Puts a small set of generated digits where MNIST is looked for, in MNIST's files.
  func makeMNIST(training: Int, test: Int) throws {
    let digits = PenDigits.generate(count: training + test, seed: 0)
    for (name, range) in [("train", 0..<training), ("t10k", training..<training + test)] {
      let part = digits.subset(range)
      let all = (0..<Int32(range.count)).map { $0 }
      var features = [Float](repeating: 0, count: range.count * 784)
      var span = features.mutableSpan
      part.readFeatures(of: all.span, into: &span, key: nil, threads: .serial)
      let pixels = features.map { UInt8(($0 * 255).rounded()) }
      try write(idxBytes([range.count, 28, 28], pixels), to: "data/\(name)-images-idx3-ubyte")
      try write(idxBytes([range.count], part.labels.map { UInt8($0) }), to: "data/\(name)-labels-idx1-ubyte")
    }
  }

  /// Checks that a command ends with a code and one line that says why, and leaves nothing behind.
  func expectRefusal(
    _ arguments: String, status: Int32, saying words: String..., at location: SourceLocation = #_sourceLocation
  ) throws {
    let before = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    let outcome = try run("fledge \(arguments)")
    #expect(outcome.status == status, "fledge \(arguments): \(outcome.errors)", sourceLocation: location)
    let lines = outcome.errorLines
    #expect(
      lines.count == 1 && lines.first?.hasPrefix("fledge: ") == true, "\(outcome.errors)", sourceLocation: location)
    for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: location) }
    let after = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(after == before, "fledge \(arguments)", sourceLocation: location)
  }
}

/// Settings of a training that takes a blink.
let tiny = "--dataset digits --examples 300 --test-examples 60 --layers 8 --epochs 1 --threads 1"
