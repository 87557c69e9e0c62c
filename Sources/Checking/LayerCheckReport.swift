import FledgeNetworks

/// What `checkLayer` found out about a layer.
public struct LayerCheckReport: Sendable, CustomStringConvertible {
  /// One property that every layer must have.
  public struct Check: Sendable {
    /// The property, as a sentence.
    public let name: String
    /// The worst error found; NaN counts as infinite.
    public let worstError: Double
    /// The largest error that passes.
    public let tolerance: Double

    /// Whether the property holds.
    public var isPassed: Bool { worstError <= tolerance }
  }

  /// The layer's kind and settings.
  public let layer: String
  /// Every property, in the order in which they were checked.
  public private(set) var checks: [Check] = []

  init(layer: any Layer) {
    self.layer = layer.name + (layer.summary.isEmpty ? "" : " (\(layer.summary))")
  }

  /// Whether every property holds.
  public var isPassed: Bool { checks.allSatisfy(\.isPassed) }

  /// The properties that do not hold.
  public var failures: [Check] { checks.filter { !$0.isPassed } }

  /// One line for each property.
  public var description: String {
    let lines = checks.map { check in
      "  \(check.isPassed ? "passed" : "FAILED")  \(check.name): error \(check.worstError), allowed \(check.tolerance)"
    }
    return ([layer] + lines).joined(separator: "\n")
  }

  /// Adds an error to the property's worst.
  mutating func note(_ name: String, error: Double, tolerance: Double) {
    let error = error.isNaN ? .infinity : error
    if let position = checks.firstIndex(where: { $0.name == name }) {
      checks[position] = Check(name: name, worstError: max(checks[position].worstError, error), tolerance: tolerance)
    } else {
      checks.append(Check(name: name, worstError: error, tolerance: tolerance))
    }
  }

  /// Adds a property that holds or does not.
  mutating func note(_ name: String, holds: Bool) {
    note(name, error: holds ? 0 : .infinity, tolerance: 0)
  }
}
