import FledgeFormats

/// The datasets that have a name.
public enum DatasetCatalogue {
  public struct Entry: Sendable {
    /// The name that users type.
    public let name: String
    /// One line of description.
    public let summary: String
    /// Reads or generates it.
    public let load: @Sendable (DatasetOptions) throws(DatasetError) -> DatasetPair
  }

  /// All datasets, in the order of `fledge data list`.
  public static let entries: [Entry] = [
    Entry(name: "mnist", summary: "handwritten digits 28×28, 60,000 + 10,000, from the four IDX files") {
      (options) throws(DatasetError) in
      try MNIST.load(
        folder: try DataSearch(folder: options.folder).mnistFolder(), classNames: options.classNames)
    },
    Entry(name: "digits", summary: "pen-stroke digits 28×28, generated; the stand-in for MNIST") {
      (options) throws(DatasetError) in
      let (training, test) = try counts(options, training: 60000, test: 10000, bytesPerExample: 784)
      return PenDigits.pair(training: training, test: test, seed: options.seed)
    },
    toy("line", "y = 2x + ½ with noise, a regression with one feature") { count, noise, seed in
      Toys.line(count: count, noise: noise ?? 0.1, seed: seed)
    },
    toy("clouds", "two round clouds in the plane, separable but for their edges") { count, noise, seed in
      Toys.clouds(count: count, standardDeviation: noise ?? 0.5, seed: seed)
    },
    toy("xor", "four quadrants, a class where the signs differ") { count, noise, seed in
      Toys.xor(count: count, noise: noise ?? 0, seed: seed)
    },
    toy("circles", "a circle inside of another") { count, noise, seed in
      Toys.circles(count: count, noise: noise ?? 0.08, seed: seed)
    },
    toy("moons", "two half circles that hook into each other") { count, noise, seed in
      Toys.moons(count: count, noise: noise ?? 0.1, seed: seed)
    },
    toy("spirals", "two spiral arms of one and a quarter turns") { count, noise, seed in
      Toys.spirals(count: count, noise: noise ?? 0.02, seed: seed)
    },
    Entry(name: "mnist-1d", summary: "digits as curves of 40 points, generated after Greydanus 2020; 4,000 + 1,000") {
      (options) throws(DatasetError) in
      let (training, test) = try counts(options, training: 4000, test: 1000, bytesPerExample: 4 * MNIST1D.length)
      let pair = MNIST1D.pair(training: training, test: test, seed: options.seed)
      return DatasetPair(training: pair.training, test: pair.test)
    },
    Entry(name: "csv", summary: "a table of your own; --label names the column to learn") {
      (options) throws(DatasetError) in
      guard let file = options.file else { throw .missing("csv: expected the path of a CSV file, found none") }
      let training = try CSV.readTraining(file, options.table, classNames: options.classNames)
      var pair = DatasetPair(training: training.dataset)
      pair.layout = training.layout
      pair.labels = training.labels
      pair.split = training.split
      pair.notes = training.notes
      guard let testFile = options.testFile else { return pair }
      // The test file is read as any later file is: columns by name, with the classes of the training.
      let contract = DataContract(reading: training)
      let test = try contract.readTable(testFile, target: training.layout.target == nil ? .repeated : .required)
      pair.test = test.dataset
      pair.notes += test.notes
      return pair
    },
    published(.fashionMNIST),
    published(.kmnist),
    Entry(name: "idx", summary: "images and labels in IDX files, such as EMNIST's; any size, any labels") {
      (options) throws(DatasetError) in try IDX.load(options)
    },
    Entry(name: "images", summary: "a folder of PNG files by class, with train and test where they exist") {
      (options) throws(DatasetError) in try ImageFolder.load(options)
    },
    Entry(name: "npz", summary: "arrays in one NumPy archive, such as Keras' mnist.npz (x_train, y_train, …)") {
      (options) throws(DatasetError) in try ArrayDataset.loadArchive(options)
    },
    Entry(name: "npy", summary: "NumPy arrays: one file of features, one of labels (x_train.npy, y_train.npy)") {
      (options) throws(DatasetError) in try ArrayDataset.loadFiles(options)
    },
  ]

  private static func published(_ set: PublishedImages) -> Entry {
    Entry(name: set.name, summary: set.summary) { (options) throws(DatasetError) in try set.load(options) }
  }

  /// The dataset of this name.
  ///
  /// - Throws: where there is none; the message lists all names.
  public static func entry(named name: String) throws(DatasetError) -> Entry {
    if let entry = entries.first(where: { $0.name == name }) { return entry }
    throw .badData("expected a dataset (\(entries.map(\.name).joined(separator: ", "))), found \"\(name)\"")
  }

  /// A toy dataset with 1,000 training and 1,000 test examples by default.
  private static func toy(
    _ name: String, _ summary: String, _ make: @escaping @Sendable (Int, Float?, UInt64) -> Dataset
  ) -> Entry {
    Entry(name: name, summary: summary) { (options) throws(DatasetError) in
      let (training, test) = try counts(options, training: 1000, test: 1000, bytesPerExample: 12)
      if let noise = options.noise, !(noise >= 0 && noise.isFinite) {
        throw .badData("\(name): expected a noise of at least 0, found \(noise)")
      }
      let all = make(training + test, options.noise, options.seed)
      return DatasetPair(training: all.subset(0..<training), test: all.subset(training..<training + test))
    }
  }

  private static func counts(
    _ options: DatasetOptions, training: Int, test: Int, bytesPerExample: Int
  ) throws(DatasetError) -> (training: Int, test: Int) {
    let found = (training: options.trainingCount ?? training, test: options.testCount ?? test)
    guard found.training >= 1, found.test >= 0, found.training <= 10_000_000, found.test <= 10_000_000 else {
      throw .badData(
        "expected 1 to 10,000,000 training and 0 to 10,000,000 test examples, found \(found.training) and \(found.test)"
      )
    }
    // Once whole, and once in its parts.
    let bytes = (found.training + found.test) * bytesPerExample * 2
    if bytes > 16_000_000, let free = AvailableMemory.now, bytes > free.bytes {
      throw .badData(
        "\(found.training + found.test) generated examples take \(bytes >> 20) MB, \(free.subject) "
          + "\(free.bytes >> 20) MB; set fewer examples")
    }
    return found
  }
}
