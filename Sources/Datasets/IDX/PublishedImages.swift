/// Published sets of images in four IDX files that have a name here.
struct PublishedImages: Sendable {
  let name: String
  let summary: String
  let classNames: [String]
  /// The folders below one of data in which it is looked for.
  let folders: [String]
  /// Where packages of operating systems put it.
  let systemFolders: [String]
  /// The SHA-256 of each file in all of its known forms, packed and unpacked; training images, training labels, test
  /// images, test labels.
  let digests: [[String]]

  static let fashionMNIST = PublishedImages(
    name: "fashion-mnist",
    summary: "Fashion-MNIST: articles of clothing 28×28, 60,000 + 10,000, from its four IDX files",
    classNames: [
      "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
    ],
    folders: ["fashion-mnist", "FashionMNIST/raw", "FashionMNIST", "fashion_mnist"],
    systemFolders: ["/usr/share/datasets/fashion-mnist"],
    // Unpacked and as Debian packs them: of the package dataset-fashion-mnist 0.0~git20200523. As Zalando packs them: of
    // the list of TensorFlow Datasets 4.9.10, not tried.
    digests: [
      [
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7",
        "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
      ],
      [
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056",
        "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
      ],
      [
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa",
        "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
      ],
      [
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        "8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05",
        "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
      ],
    ])

  static let kmnist = PublishedImages(
    name: "kmnist",
    summary: "Kuzushiji-MNIST: cursive hiragana 28×28, 60,000 + 10,000, from its four IDX files (not tried)",
    classNames: ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
    folders: ["kmnist", "KMNIST/raw", "KMNIST"], systemFolders: [],
    // As the publisher packs them: of the list of TensorFlow Datasets 4.9.10, not tried against the files.
    digests: [
      ["51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"],
      ["e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"],
      ["edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"],
      ["20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"],
    ])

  static let mnist = PublishedImages(
    name: "mnist", summary: "", classNames: MNIST.classNames, folders: [], systemFolders: [],
    digests: MNIST.File.allCases.map { [$0.plainDigest, $0.gzipDigest] })

  static let all = [mnist, fashionMNIST, kmnist]

  /// The set to which files belong, all of them; `nil` where it is none that is known.
  static func set(of files: [Provenance.File]) -> PublishedImages? {
    all.first { set in
      let known = Set(set.digests.joined())
      return !files.isEmpty && files.allSatisfy { known.contains($0.sha256) }
    }
  }

  /// Reads the set from a folder, or from the first of the usual ones that holds it.
  ///
  /// - Throws: where it is missing, damaged, or another published set.
  func load(_ options: DatasetOptions) throws(DatasetError) -> DatasetPair {
    let folder = try DataSearch(folder: options.folder).folder(of: self)
    var options = options
    options.file = folder
    if options.classNames.isEmpty { options.classNames = classNames }
    var pair = try IDX.load(options, name: name)
    guard pair.test != nil else {
      throw .missing("\(folder): expected the four files of \(name), found no test images; complete them")
    }
    let files = pair.training.provenance.files + (pair.test?.provenance.files ?? [])
    let found = PublishedImages.set(of: files)
    if let found, found.name != name {
      throw .badData(
        "\(folder): expected the files of \(name), found those of \(found.name); correct --dataset or --data")
    }
    if found == nil {
      let note = "\(folder): the SHA-256 of these files are none that are known of \(name), so they may be other images"
      pair.notes.append(note)
      pair.training.provenance = renamed(pair.training, folder)
      if let test = pair.test { pair.test?.provenance = renamed(test, folder) }
    }
    return pair
  }

  private func renamed(_ dataset: Dataset, _ folder: String) -> Provenance {
    Provenance(name: "IDX files of \(folder)", origin: .files, files: dataset.provenance.files)
  }
}

extension Provenance {
  /// Whether two lists of digests are those of the same files, where packed and unpacked ones of published sets are the
  /// same.
  public static func areSame(_ first: [String], _ second: [String]) -> Bool {
    func plain(_ digest: String) -> String {
      PublishedImages.all.lazy.flatMap(\.digests).first { $0.contains(digest) }?[0] ?? digest
    }
    return first == second || first.map(plain) == second.map(plain)
  }
}
