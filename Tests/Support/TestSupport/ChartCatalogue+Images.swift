import FledgeCharts

extension ChartCatalogue {
  /// A ring of one of ten shapes, 28 × 28, as a stand-in for a digit.
  static func ring(_ digit: Int, blur: Double = 1.6, noise level: Double = 0, seed: UInt64 = 1) -> [Double] {
    var noise = ExampleNoise(seed: seed)
    let (wide, high) = (4 + Double(digit % 5) * 1.4, 9 - Double(digit / 2) * 0.9)
    return (0..<784).map { index in
      let x = (Double(index % 28) - 13.5) / wide
      let y = (Double(index / 28) - 13.5) / high
      let distance = ((x * x + y * y).squareRoot() - 1) * min(wide, high)
      let ink = max(0, 1 - distance * distance / (blur * blur))
      return level == 0 ? ink : min(max(ink + level * noise.next(), 0), 1)
    }
  }

  static var digitGrid: ImageGrid {
    ImageGrid(
      title: "Misclassified test digits",
      tiles: (0..<16).map {
        ImageTile(pixels: ring($0 % 10), width: 28, caption: "\($0 % 10) → \(($0 + 3) % 10)")
      }, columns: 8)
  }

  static var reconstructions: ImageGrid {
    let tiles = (0..<8).map { ImageTile(pixels: ring($0, noise: 0.2, seed: UInt64($0)), width: 28) }
    let blurred = (0..<8).map { ImageTile(pixels: ring($0, blur: 2.6), width: 28) }
    return ImageGrid(
      title: "Noisy test images over their reconstructions", tiles: tiles + blurred, columns: 8,
      rowLabels: ["Noisy, σ 0.2", "Reconstruction"], columnLabels: (0..<8).map { String($0) })
  }

  static var weightGrids: ChartGrid {
    let charts = [("Classifier", 0.25), ("Autoencoder", 0.03)].enumerated().map { index, setting in
      let tiles = (0..<20).map { unit in
        var noise = ExampleNoise(seed: UInt64(100 * index + unit))
        let weights = ring(unit % 10, blur: 3).enumerated().map { position, value in
          (unit % 2 == 0 ? 1 : -1) * 0.4 * value + setting.1 * noise.next() - 0.1 * ring((unit + 4) % 10)[position]
        }
        return ImageTile(pixels: weights, width: 28)
      }
      return ImageGrid(title: setting.0, tiles: tiles, columns: 4, shading: .signed)
    }
    return ChartGrid(title: "Weights of 20 hidden units", charts: charts, columns: 2)
  }
}
