/// The name of a quantity that a ``Probe`` measures.
///
/// Declare one constant for each quantity beside the probe that writes it, and read with the same constant.
public struct MeasurementKey: Hashable, Sendable {
  public let name: String

  public init(_ name: String) { self.name = name }
}

/// What a ``Probe`` has measured in one training.
public struct Measurements: Codable, Equatable, Sendable {
  /// A quantity over epochs or steps.
  public struct Curve: Codable, Equatable, Sendable {
    /// Where the values were measured, such as epochs.
    public var x: [Double] = []
    /// The values.
    public var y: [Double] = []

    /// A curve without points.
    public init() {}
  }

  /// The quantities over epochs or steps, by name.
  public private(set) var curves: [String: Curve] = [:]
  /// Other values, by name.
  public private(set) var values: [String: [Double]] = [:]

  /// Nothing measured yet.
  public init() {}

  /// Appends a point to a curve.
  public mutating func add(_ value: Double, at x: Double, to key: MeasurementKey) {
    curves[key.name, default: Curve()].x.append(x)
    curves[key.name]?.y.append(value)
  }

  /// Records values that are no curve, in place of earlier ones.
  public mutating func set(_ values: [Double], for key: MeasurementKey) { self.values[key.name] = values }

  /// A measured curve.
  ///
  /// - Throws: where the probe measured no such curve.
  public func curve(_ key: MeasurementKey) throws(MeasurementError) -> Curve {
    guard let curve = curves[key.name] else {
      throw MeasurementError(what: "curve", name: key.name, known: curves.keys.sorted())
    }
    return curve
  }

  /// Measured values that are no curve.
  ///
  /// - Throws: where the probe measured no such values.
  public func values(_ key: MeasurementKey) throws(MeasurementError) -> [Double] {
    guard let values = values[key.name] else {
      throw MeasurementError(what: "values", name: key.name, known: values.keys.sorted())
    }
    return values
  }
}

/// A quantity was read that the probe of the run does not measure.
public struct MeasurementError: Error, Equatable, CustomStringConvertible {
  /// "curve" or "values".
  let what: String
  let name: String
  let known: [String]

  /// One line: what was expected, and what there is.
  public var description: String {
    let found = known.isEmpty ? "none" : known.map { "\"\($0)\"" }.joined(separator: ", ")
    return "expected the \(what) \"\(name)\" among the measurements of the run, found \(found)"
  }
}
