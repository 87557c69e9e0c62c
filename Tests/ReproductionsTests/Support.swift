import FledgeDatasets
import FledgePages
import FledgeReproductions
import Foundation

/// Runs a body with a new folder, which is removed afterwards.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fledge-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

extension ReproductionContext {
  /// Few digits, generated once for all tests.
  static let digits = PenDigits.pair(training: 300, test: 150, seed: 0)

  /// A context at smoke scale on generated digits.
  static func smoke(
    in folder: String, _ change: (inout Options) -> Void = { _ in }
  ) throws -> ReproductionContext {
    var options = Options()
    options.scale = .smoke
    options.output = folder
    options.data = .given(digits)
    change(&options)
    return try ReproductionContext(options)
  }
}
