import FledgeKernels
import FledgeTensors

/// The MNIST handwritten digits, and other datasets in the same four IDX files (Fashion-MNIST, KMNIST).
///
/// 60,000 training and 10,000 test images of 28×28 grey levels in ten classes.
/// Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, *Gradient-based learning applied to document recognition* (1998).
public enum MNIST {
  public enum File: String, Sendable, CaseIterable {
    /// 60,000 training images.
    case trainingImages = "train-images-idx3-ubyte"
    /// 60,000 training labels.
    case trainingLabels = "train-labels-idx1-ubyte"
    /// 10,000 test images.
    case testImages = "t10k-images-idx3-ubyte"
    /// 10,000 test labels.
    case testLabels = "t10k-labels-idx1-ubyte"

    /// The SHA-256 of the official gzipped file.
    public var gzipDigest: String {
      switch self {
      case .trainingImages: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
      case .trainingLabels: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
      case .testImages: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
      case .testLabels: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
      }
    }

    /// The SHA-256 of the official file after inflating.
    public var plainDigest: String {
      switch self {
      case .trainingImages: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
      case .trainingLabels: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
      case .testImages: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
      case .testLabels: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
      }
    }

    /// The names under which the file is searched, gzipped first: with `-` or `.` before `idx`, and as a folder of that
    /// name with the file inside (as Kaggle's archive unpacks).
    var names: [String] {
      let dotted = rawValue.replacing("-idx", with: ".idx")
      return ["\(rawValue).gz", "\(dotted).gz", rawValue, dotted, "\(rawValue)/\(rawValue)", "\(dotted)/\(dotted)"]
    }
  }

  static let officialDigests: Set<String> = Set(File.allCases.flatMap { [$0.gzipDigest, $0.plainDigest] })

  /// The names of the ten classes.
  static let classNames = (0...9).map { String($0) }

  /// The path of one of the four files in a folder; `nil` where it is missing.
  static func path(of file: File, in folder: String) -> String? {
    for name in file.names {
      let path = folder == "" ? name : folder + "/" + name
      if DataFile.entry(at: path) == .file { return path }
    }
    return nil
  }

  /// Those of the four files that a folder lacks.
  static func missingFiles(in folder: String) -> [File] {
    File.allCases.filter { path(of: $0, in: folder) == nil }
  }

  /// Reads the four files of a folder.
  ///
  /// Where all labels of the training set are in 0...9 there are these ten classes, else those that occur.
  ///
  /// - Parameter classNames: other names for the classes, in their order.
  /// - Throws: where the folder or a file is missing or damaged, images and labels differ in number, training and test
  ///   images differ in size, or a label of the test set is no class.
  public static func load(folder: String, classNames: [String] = []) throws(DatasetError) -> DatasetPair {
    guard DataFile.entry(at: folder) == .folder else {
      throw .missing("\(folder): expected a folder with the four MNIST files, found none; check the path")
    }
    func result(_ images: File, _ labels: File) -> Result<LabelledImages, DatasetError> {
      Result { () throws(DatasetError) in try LabelledImages(images: images, labels: labels, folder: folder) }
    }
    let read = concurrently({ result(.trainingImages, .trainingLabels) }, { result(.testImages, .testLabels) })
    let (trainingFiles, testFiles) = (try read.0.get(), try read.1.get())
    let codes = trainingFiles.labels.bytes.contains { $0 > 9 } ? Set(trainingFiles.labels.bytes).sorted() : Array(0...9)
    guard classNames.isEmpty || classNames.count == codes.count else {
      throw .badData(
        "\(folder): expected \(codes.count) names for the classes \(codes[0])…\(codes[codes.count - 1]), found "
          + "\(classNames.count); correct --class-names")
    }
    let names = classNames.isEmpty ? codes.map { String($0) } : classNames
    let training = try trainingFiles.dataset(codes: codes, names: names)
    let test = try testFiles.dataset(codes: codes, names: names)
    guard training.featureShape == test.featureShape else {
      throw .badData(
        "\(folder): training images are \(training.featureShape), test images \(test.featureShape); "
          + "expected equal sizes, the files do not belong together")
    }
    var pair = DatasetPair(training: training, test: test)
    pair.labels = classNames.isEmpty ? nil : codes.map { String($0) }
    return pair
  }

  /// The content of one file of images and the file of its labels.
  private struct LabelledImages {
    let images: IDX.Contents
    let labels: IDX.Contents
    let folder: String

    init(images: File, labels: File, folder: String) throws(DatasetError) {
      self.images = try IDX.read(try existing(images, in: folder), rank: 3)
      self.labels = try IDX.read(try existing(labels, in: folder), rank: 1)
      self.folder = folder
      let dimensions = self.images.dimensions
      guard dimensions[0] == self.labels.dimensions[0] else {
        throw .badData(
          "\(self.labels.file.path): expected \(dimensions[0]) labels, one for each image of \(self.images.file.path), "
            + "found \(self.labels.dimensions[0]); the files do not belong together")
      }
      guard dimensions[0] > 0, dimensions[1] > 0, dimensions[2] > 0 else {
        throw .badData("\(self.images.file.path): expected at least one image, the header says \(dimensions)")
      }
    }

    /// - Parameter codes: the label of each class in the file.
    func dataset(codes: [UInt8], names: [String]) throws(DatasetError) -> Dataset {
      var classes = [Int32](repeating: -1, count: 256)
      for (index, code) in codes.enumerated() { classes[Int(code)] = Int32(index) }
      if let index = labels.bytes.firstIndex(where: { classes[Int($0)] < 0 }) {
        let known =
          codes == Array(0...9) ? "in 0...9" : "that the training set has (\(codes[0])…\(codes[codes.count - 1]))"
        throw .badData(
          "\(labels.file.path), byte \(index + 8) after inflating: expected a label \(known), "
            + "found \(labels.bytes[index]); the file is damaged or holds other labels")
      }
      let files = [images.file, labels.file]
      let isOfficial = files.allSatisfy { officialDigests.contains($0.sha256) }
      return try Dataset(
        shape: TensorShape([images.dimensions[1], images.dimensions[2]]), bytes: images.bytes,
        labels: labels.bytes.map { classes[Int($0)] }, classNames: names,
        provenance: Provenance(name: isOfficial ? "mnist" : "IDX files of \(folder)", origin: .files, files: files))
    }
  }

  private static func existing(_ file: File, in folder: String) throws(DatasetError) -> String {
    if let path = path(of: file, in: folder) { return path }
    throw .missing(
      "\(folder): expected \(file.rawValue).gz (or without .gz), found no such file; "
        + "put the four MNIST files there or run `fledge data fetch mnist`")
  }
}
