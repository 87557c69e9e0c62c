/// Where the features and labels of a file are, where the usual names do not say so; as the settings of a training name them.
public struct ExampleNames: Sendable {
  /// `label-file`: the file of the labels of an IDX or `.npy` file.
  public var labelFile: String?
  /// `features`: the array of the features in an `.npz` archive.
  public var features: String?
  /// `label`: the array of the labels in an `.npz` archive.
  public var labels: String?

  public init(labelFile: String? = nil, features: String? = nil, labels: String? = nil) {
    self.labelFile = labelFile
    self.features = features
    self.labels = labels
  }

  /// Refuses names that a file of this kind does not have.
  func check(_ kind: ExampleFileKind, of path: String) throws(DatasetError) {
    if labelFile != nil, kind != .idx, kind != .npy {
      throw .badData(
        "--label-file: expected an IDX or .npy file, whose labels are in a second file, found \(path); leave --label-file out"
      )
    }
    for (flag, name) in [("--features", features), ("--label", labels)] where name != nil && kind != .npz {
      throw .badData(
        "\(flag): expected an .npz archive, whose arrays have names, found \(path); leave \(flag) out"
          + (kind == .idx || kind == .npy ? ", or name the file of the labels with --label-file" : ""))
    }
  }
}
