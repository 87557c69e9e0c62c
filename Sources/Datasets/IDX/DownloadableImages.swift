/// A published set of images that can be downloaded: four gzipped IDX files with the names of MNIST's.
public enum DownloadableImages: String, Sendable, CaseIterable {
  case mnist
  case fashionMNIST = "fashion-mnist"
  case kmnist

  /// The name in sentences.
  public var title: String {
    switch self {
    case .mnist: "MNIST"
    case .fashionMNIST: "Fashion-MNIST"
    case .kmnist: "Kuzushiji-MNIST"
    }
  }

  /// URLs of folders with the four gzipped files, in the order in which they are tried.
  public var mirrors: [String] {
    switch self {
    case .mnist: MNIST.mirrors
    case .fashionMNIST:
      [
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
      ]
    case .kmnist: ["http://codh.rois.ac.jp/kmnist/dataset/kmnist"]
    }
  }

  /// The SHA-256 of a gzipped file as its publisher packs it.
  func digest(of file: MNIST.File) -> String {
    let published: PublishedImages
    switch self {
    case .mnist: return file.gzipDigest
    case .fashionMNIST: published = .fashionMNIST
    case .kmnist: published = .kmnist
    }
    // The publisher's form stands last.
    let forms = published.digests[MNIST.File.allCases.firstIndex(of: file) ?? 0]
    return forms[forms.count - 1]
  }
}
