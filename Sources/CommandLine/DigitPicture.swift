import Fledge
import FledgeDatasets

/// A picture of a digit in the form of MNIST: light ink on black, as `DigitPreparation` writes it.
///
/// A picture of the network's own size stays as it is unless it is paper, or the network knows MNIST and the picture has not
/// MNIST's form.
struct DigitPicture {
  let pixels: [UInt8]
  /// What was found, such as `280×280 pixels, dark on light`; nothing where the picture stays as it is.
  let found: String?

  /// - Parameter knowsMNIST: whether the network was trained on MNIST itself, not on another set of its form.
  init(_ image: GrayImage, side: Int, knowsMNIST: Bool) {
    let isPaper = DigitPicture.meanOfBorder(image) > 127
    var ink = image.pixels.map { Float(isPaper ? 255 - $0 : $0) }
    let isOwnSize = image.width == side && image.height == side
    guard isPaper || !isOwnSize || knowsMNIST && !DigitPicture.isPrepared(ink, side: side) else {
      (pixels, found) = (image.pixels, nil)
      return
    }
    if isPaper {
      // Paper is hardly ever even: what is below a fifth of the strongest ink counts as paper.
      let threshold = (ink.max() ?? 0) / 5
      for index in ink.indices where ink[index] < threshold { ink[index] = 0 }
    }
    var digit = [UInt8](repeating: 0, count: side * side)
    var span = digit.mutableSpan
    DigitPreparation.prepare(ink.span, width: image.width, height: image.height, into: &span, side: side)
    pixels = digit
    found = "\(image.width)×\(image.height) pixels" + (isPaper ? ", dark on light" : "")
  }

  /// Whether extent, place and strength of the ink are those of every image of MNIST, or there is none.
  private static func isPrepared(_ ink: [Float], side: Int) -> Bool {
    guard let area = InkArea(ink.span, width: side, height: side) else { return true }
    let centre = Double(side / 2)
    let range = centre - 0.05..<centre + 1.05
    return (DigitPreparation.box(side: side) - 1...DigitPreparation.box(side: side)).contains(area.longest)
      && area.strongest >= 250 && range.contains(area.massRow) && range.contains(area.massColumn)
  }

  /// What was done to pictures, for the user; nothing where all stay as they are.
  ///
  /// - Parameter found: the file and what was found, for each picture that was prepared.
  static func note(_ found: [(file: String, text: String)], of count: Int, side: Int) -> String? {
    guard let first = found.first else { return nil }
    let box = DigitPreparation.box(side: side)
    let who =
      count == 1
      ? "\(first.file): \(first.text)"
      : "\(found.count) of \(count) pictures, the first \(first.file) with \(first.text)"
    return
      "\(who): cut out to the ink, scaled into \(box)×\(box) and centred in \(side)×\(side), as MNIST's digits were"
  }

  private static func meanOfBorder(_ image: GrayImage) -> Int {
    var (sum, count) = (0, 0)
    for row in 0..<image.height {
      for column in 0..<image.width
      where row == 0 || column == 0 || row == image.height - 1 || column == image.width - 1 {
        sum += Int(image.pixels[row * image.width + column])
        count += 1
      }
    }
    return sum / max(1, count)
  }
}

extension DataContract {
  /// Whether one of the files is MNIST's own, by its SHA-256.
  var hasOfficialMNIST: Bool {
    let digests = MNIST.File.allCases.flatMap { [$0.gzipDigest, $0.plainDigest] }
    return files.contains { digests.contains($0.sha256) }
  }
}
