package import FledgeCharts
package import FledgeDatasets
package import FledgeTensors

/// Examples as tiles of a figure.
package enum Pictures {
  /// One example as a picture, its darkest ink 1.
  package static func tile(_ dataset: Dataset, _ example: Int, caption: String? = nil) -> ImageTile {
    let grey = dataset.greyLevels(of: example) ?? []
    return tile(grey.map { Double($0) / 255 }, caption: caption)
  }

  /// Pixels of a square picture.
  package static func tile(_ pixels: [Double], caption: String? = nil) -> ImageTile {
    let side = Int(Double(pixels.count).squareRoot().rounded())
    return ImageTile(pixels: pixels, width: side, caption: caption)
  }

  /// Whether examples of a shape are pictures: rows and columns, in one plane or in three of red, green and blue.
  package static func arePictures(_ shape: TensorShape) -> Bool {
    shape.rank == 2 || (shape.rank == 3 && (shape[0] == 1 || shape[0] == 3))
  }

  /// Pixels as a picture of a shape.
  ///
  /// - Parameter range: the values of no ink (of colours: dark) and full ink (light).
  package static func tile(
    _ pixels: some Sequence<Float>, shape: TensorShape, range: ClosedRange<Double> = 0...1, caption: String? = nil
  ) -> ImageTile {
    precondition(arePictures(shape), "expected the shape of a picture, found \(shape)")
    let width = range.upperBound - range.lowerBound
    return ImageTile(
      pixels: pixels.map { (Double($0) - range.lowerBound) / width },
      width: shape[shape.rank - 1], caption: caption, isColor: shape.rank == 3 && shape[0] == 3)
  }

  /// The range that pictures are drawn in: 0…1 where all values lie there, else from the least to the greatest.
  package static func range(of rows: Tensor) -> ClosedRange<Double> {
    let finite = rows.elements.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), low < 0 || high > 1, low < high else { return 0...1 }
    return Double(low)...Double(high)
  }
}

extension Tensor {
  /// One row as a square picture, in steps of a thousandth: finer than the eye sees, and short in data files.
  package func tile(_ row: Int) -> ImageTile { Pictures.tile(pixels(row).map { ($0 * 1_000).rounded() / 1_000 }) }

  /// One row as pixels.
  package func pixels(_ row: Int) -> [Double] { self.row(row).map(Double.init) }

  /// One row's elements.
  package func row(_ row: Int) -> ArraySlice<Float> { elements[row * shape[1]..<(row + 1) * shape[1]] }

  /// Some rows in the order that is given.
  package func rows(at positions: [Int]) -> Tensor {
    Tensor(shape: [positions.count, shape[1]], elements: positions.flatMap { row($0) })
  }
}

/// Points of a plane by class, for scatter charts.
package enum ClassPoints {
  /// Rows `[examples, 2]` by label; without labels all are one class.
  package static func classes(_ points: Tensor, labels: [Int32], names: [String]) -> [PointClass] {
    let position = { (row: Int, axis: Int) in Double(points.elements[2 * row + axis]) }
    guard !names.isEmpty else {
      let rows = 0..<points.shape[0]
      return [PointClass("examples", x: rows.map { position($0, 0) }, y: rows.map { position($0, 1) })]
    }
    return names.enumerated().map { label, name in
      let rows = labels.indices.filter { Int(labels[$0]) == label }
      return PointClass(name, x: rows.map { position($0, 0) }, y: rows.map { position($0, 1) })
    }
  }
}
