public import FledgeTensors

/// Codes along lines through a latent space.
public enum LatentWalk {
  /// Equally spaced codes from one stop to the next: `[(stops − 1) · steps + 1, width]`, all stops included.
  ///
  /// - Parameters:
  ///   - stops: `[stops, width]`, at least two.
  ///   - steps: steps from one stop to the next.
  /// - Throws: for less than two stops, no step, or values that are not finite.
  public static func lines(through stops: Tensor, steps: Int) throws(AnalysisError) -> Tensor {
    let rows = try Rows(stops, "stops", minimum: 2)
    guard steps >= 1 else { throw .setting(name: "steps", expected: "1 or more", found: "\(steps)") }
    var elements: [Float] = []
    for leg in 0..<rows.count - 1 {
      let first = rows.elements[leg * rows.width..<(leg + 1) * rows.width]
      let second = rows.elements[(leg + 1) * rows.width..<(leg + 2) * rows.width]
      for step in 0..<steps { elements += mix(first, second, Float(step) / Float(steps)) }
    }
    elements += rows.elements.suffix(rows.width)
    return Tensor(shape: [(rows.count - 1) * steps + 1, rows.width], elements: elements)
  }

  /// Codes that differ from `code` in one coordinate alone, which takes `values` in turn: `[values, width]`.
  ///
  /// - Throws: when `code` is not one row, or has no such coordinate.
  public static func axis(_ axis: Int, of code: Tensor, values: [Float]) throws(AnalysisError) -> Tensor {
    let rows = try Rows(code, "code")
    guard rows.count == 1 else { throw .counts(name: "code", expected: 1, found: rows.count) }
    guard axis >= 0 && axis < rows.width else {
      throw .setting(name: "axis", expected: "between 0 and \(rows.width - 1)", found: "\(axis)")
    }
    var elements: [Float] = []
    for value in values {
      elements += rows.elements
      elements[elements.count - rows.width + axis] = value
    }
    return Tensor(shape: [values.count, rows.width], elements: elements)
  }
}
