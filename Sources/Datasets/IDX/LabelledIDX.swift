import FledgeKernels
import FledgeTensors

/// The content of a file of images and the file of its labels.
struct LabelledIDX {
  let images: IDX.Contents
  let labels: IDX.Contents

  /// - Throws: where a file is missing or damaged, the two differ in number, or there is no image.
  init(_ pair: IDXPair) throws(DatasetError) {
    images = try IDX.read(pair.images, rank: 3)
    labels = try IDX.read(pair.labels, rank: 1)
    let dimensions = images.dimensions
    guard dimensions[0] == labels.dimensions[0] else {
      throw .badData(
        "\(labels.file.path): expected \(dimensions[0]) labels, one for each image of \(images.file.path), "
          + "found \(labels.dimensions[0]); the files do not belong together")
    }
    guard dimensions[0] > 0, dimensions[1] > 0, dimensions[2] > 0 else {
      throw .badData("\(images.file.path): expected at least one image, the header says \(dimensions)")
    }
  }

  var shape: TensorShape { [images.dimensions[1], images.dimensions[2]] }

  var codes: [Int] { labels.bytes.map { Int($0) } }

  var files: [Provenance.File] { [images.file, labels.file] }

  /// Two pairs, read at the same time.
  static func read(_ first: IDXPair, _ second: IDXPair?) throws(DatasetError) -> (LabelledIDX, LabelledIDX?) {
    guard let second else { return (try LabelledIDX(first), nil) }
    func result(_ pair: IDXPair) -> Result<LabelledIDX, DatasetError> {
      Result { () throws(DatasetError) in try LabelledIDX(pair) }
    }
    let read = concurrently({ result(first) }, { result(second) })
    return (try read.0.get(), try read.1.get())
  }
}

extension IDX {
  /// Reads a pair of IDX files and, where it is found or named, the pair of its test set.
  ///
  /// - Throws: where a file is missing or damaged, the pairs do not belong together, or a label of the test set is none
  ///   of the training set.
  static func load(_ options: DatasetOptions, name: String? = nil) throws(DatasetError) -> DatasetPair {
    guard let path = options.file else { throw .missing("idx: expected the path of an IDX file, found none") }
    let isFolder = DataFile.entry(at: path) == .folder
    let images = isFolder ? try IDXPair.trainingImages(in: path) : path
    if !isFolder { _ = try DataFile.size(of: path) }
    let pair = try IDXPair(images: images, labels: options.labelFile)
    let testImages = try options.testFile.map { (test) throws(DatasetError) in
      DataFile.entry(at: test) == .folder ? try IDXPair.trainingImages(in: test) : test
    }
    let testPair = try (testImages ?? IDXPair.testImages(of: images)).map { (images) throws(DatasetError) in
      try IDXPair(images: images)
    }
    let (training, test) = try LabelledIDX.read(pair, testPair)
    if let test, test.shape != training.shape {
      throw .badData(
        "\(test.images.file.path): expected test images of \(training.shape) as in \(images), found \(test.shape); the files do "
          + "not belong together")
    }
    let codes = try LabelCodes(training: training.codes, names: options.classNames, source: pair.labels)
    func dataset(_ part: LabelledIDX) throws(DatasetError) -> Dataset {
      try Dataset(
        shape: part.shape, bytes: part.images.bytes,
        labels: try codes.classes(of: part.codes, source: part.labels.file.path), classNames: codes.classNames,
        provenance: Provenance(name: name ?? path, origin: .files, files: part.files))
    }
    var result = DatasetPair(training: try dataset(training), test: try test.map(dataset))
    result.labels = codes.labels
    result.notes = [found(training, codes, test)]
    return result
  }

  /// What was found, in one line.
  private static func found(_ training: LabelledIDX, _ codes: LabelCodes, _ test: LabelledIDX?) -> String {
    let dimensions = training.images.dimensions
    let range = codes.codes.count > 1 ? "\(codes.codes[0])…\(codes.codes[codes.codes.count - 1])" : "\(codes.codes[0])"
    let rest =
      test.map { "\($0.images.dimensions[0]) test images in \($0.images.file.path)" }
      ?? "no test images (--test names them)"
    return
      "\(training.images.file.path): \(dimensions[0]) images of \(dimensions[2])×\(dimensions[1]) pixels; labels in "
      + "\(training.labels.file.path), \(codes.codes.count) classes (\(range)); \(rest)"
  }
}
