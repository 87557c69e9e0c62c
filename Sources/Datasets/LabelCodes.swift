/// Whole-number labels as classes: those that the training set has, in the order of their values.
struct LabelCodes {
  /// The label of each class as the files have it.
  let codes: [Int]
  /// The name of each class.
  let classNames: [String]
  private let indices: [Int: Int32]

  /// - Parameters:
  ///   - names: other names for the classes; their labels where it is empty.
  ///   - source: the file of the labels.
  /// - Throws: where there are not as many different names as classes.
  init(training labels: [Int], names: [String], source: String) throws(DatasetError) {
    codes = Set(labels).sorted()
    let labels = codes.map { String($0) }
    try checkClassNames(names, for: labels, source: source)
    classNames = names.isEmpty ? labels : names
    indices = Dictionary(uniqueKeysWithValues: zip(codes, (0..<Int32(codes.count)).map { $0 }))
  }

  /// The labels of the files, where the classes have other names.
  var labels: [String]? {
    let labels = codes.map { String($0) }
    return labels == classNames ? nil : labels
  }

  /// The class of each label.
  ///
  /// - Throws: where a label is no class of the training set.
  func classes(of labels: [Int], source: String) throws(DatasetError) -> [Int32] {
    var classes: [Int32] = []
    classes.reserveCapacity(labels.count)
    for (index, label) in labels.enumerated() {
      guard let found = indices[label] else {
        throw .badData(
          "\(source): expected labels that the training set has (\(ClassSet(names: codes.map { String($0) }).listed)), found "
            + "\(label) at example \(index); leave these examples out, or train with them")
      }
      classes.append(found)
    }
    return classes
  }
}

/// Refuses names that are not one for each class.
func checkClassNames(_ names: [String], for labels: [String], source: String) throws(DatasetError) {
  guard !names.isEmpty, names.count != labels.count || Set(names).count != names.count else { return }
  let isDoubled = names.count == labels.count
  throw .badData(
    "\(source): expected \(labels.count) different names for the classes \(ClassSet(names: labels).listed), found "
      + "\(names.count)\(isDoubled ? " with one twice" : ""); correct --class-names")
}
