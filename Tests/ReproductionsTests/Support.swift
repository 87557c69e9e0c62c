import FledgeDatasets
import FledgePages
import FledgeReproductions
import Foundation

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
