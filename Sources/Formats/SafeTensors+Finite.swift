import FledgeTensors

extension SafeTensors {
  /// Makes sure that every real number of the file is finite: a network with others gives no answers.
  ///
  /// - Throws: `FormatError` that names the array and the element.
  public func checkFinite() throws(FormatError) {
    for entry in entries where entry.type.isFloatingPoint {
      let elements = try tensor(entry.name).elements
      guard let index = elements.firstIndex(where: { !$0.isFinite }) else { continue }
      throw FormatError(
        .malformed, path: path, offset: entry.byteRange.lowerBound + index * entry.type.byteCount,
        expected: "finite numbers in \(FormatError.quoted(entry.name))",
        found: "\(elements[index]) at element \(index)",
        advice: "the file is damaged, or its training diverged; train again or copy it again")
    }
  }
}
