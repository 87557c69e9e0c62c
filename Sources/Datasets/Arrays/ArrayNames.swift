import FledgeFormats

/// The names by which arrays are found: keys of an archive, or files beside each other.
enum ArrayNames {
  /// Names of a training set's features and labels and of the test set's, in the order in which they are tried.
  static let pairs: [(features: String, labels: String, testFeatures: String, testLabels: String)] = [
    ("x_train", "y_train", "x_test", "y_test"),
    ("X_train", "y_train", "X_test", "y_test"),
    ("train_images", "train_labels", "test_images", "test_labels"),
    ("train_x", "train_y", "test_x", "test_y"),
    ("x", "y", "x_test", "y_test"),
    ("X", "y", "X_test", "y_test"),
    ("images", "labels", "test_images", "test_labels"),
    ("features", "labels", "test_features", "test_labels"),
    ("data", "target", "test_data", "test_target"),
    ("data", "labels", "test_data", "test_labels"),
    ("arr_0", "arr_1", "arr_2", "arr_3"),
  ]

  /// The file of the labels beside a file of features, with each part of the name that says so replaced.
  static func labelNames(of name: String) -> [String] {
    let parts = [
      ("x_", "y_"), ("X_", "y_"), ("_x", "_y"), ("_X", "_y"), ("images", "labels"), ("features", "labels"),
      ("data", "labels"), ("data", "target"),
    ]
    var names = parts.compactMap { from, to in name.contains(from) ? name.replacing(from, with: to) : nil }
    if name == "x.npy" || name == "X.npy" { names.append("y.npy") }
    return names
  }
}
