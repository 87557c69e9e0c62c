public import FledgeCharts
public import FledgeDatasets
import FledgeTensors

/// Digits as tiles of a figure.
public enum Pictures {
  /// One example as a picture, its darkest ink 1.
  public static func tile(_ dataset: Dataset, _ example: Int, caption: String? = nil) -> ImageTile {
    let grey = dataset.greyLevels(of: example) ?? []
    return tile(grey.map { Double($0) / 255 }, caption: caption)
  }

  /// Pixels of a square picture.
  public static func tile(_ pixels: [Double], caption: String? = nil) -> ImageTile {
    let side = Int(Double(pixels.count).squareRoot().rounded())
    return ImageTile(pixels: pixels, width: side, caption: caption)
  }
}
