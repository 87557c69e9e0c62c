import FledgeCharts
import FledgeDatasets
import FledgeTensors

// Examples as pictures.
extension LatentPage {
  /// Whether examples are pictures.
  var isImage: Bool { found.test.featureShape.rank == 2 }

  /// One row as a picture: 0 is paper, 1 is ink; other ranges than 0…1 are brought there.
  func tile(_ images: Tensor, _ row: Int) -> ImageTile {
    let shades = images.row(row).map { value in
      ((Double(value) - inkRange.lowerBound) / (inkRange.upperBound - inkRange.lowerBound) * 1_000).rounded() / 1_000
    }
    return ImageTile(pixels: shades, width: found.test.featureShape[1])
  }

  /// All rows as pictures.
  func tiles(_ images: Tensor) -> [ImageTile] { (0..<images.shape[0]).map { tile(images, $0) } }
}
