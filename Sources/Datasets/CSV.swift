import FledgeTensors

/// Reads tables of numbers from CSV files.
///
/// Fields are separated by commas (or by semicolons or tabs, where the first line has no comma) and may be quoted;
/// lines end in LF, CRLF or CR; a byte-order mark is skipped. The first line is a header unless all its fields are
/// numbers. A column with an empty name (an index that pandas wrote) is skipped. Features that are whole numbers in
/// 0...255 and form images (columns `pixel…`, or a square number of at least 64) are kept as bytes and scaled to 0...1.
public enum CSV {
  /// Column names of labels when none is given, in order of preference.
  static let labelNames = ["label", "class", "target", "y"]

  /// Reads examples with labels.
  ///
  /// - Parameters:
  ///   - labelColumn: the label's column; by default one named `label`, `class`, `target` or `y`, or the first column
  ///     where there is no header.
  ///   - classNames: the classes, for a test set that must agree with its training set; by default those in the file:
  ///     labels that are whole numbers from 0 are classes 0 up to the largest, other labels are sorted by name.
  /// - Throws: where the file is missing or not CSV, lacks the column, has a row of another length, an open quote, a
  ///   value that is not a finite number, or a label that is not among the classes.
  public static func readLabelled(
    _ path: String, labelColumn: String? = nil, classNames: [String]? = nil
  ) throws(DatasetError) -> Dataset {
    let table = try CSVTable(path) { (header, columns) throws(DatasetError) in
      var roles = roles(header, columns)
      roles[try labelPlace(header, columns, labelColumn, path: path)] = .label
      return roles
    }
    let (names, labels) = try classes(of: table, named: classNames, path: path)
    let (shape, features, normalization) = features(of: table)
    return Dataset(
      featureShape: shape, targetKind: .labels(classes: names.count), classNames: names,
      provenance: Provenance(name: path, origin: .files, files: [table.file]), normalization: normalization,
      features: features, targets: .labels(labels))
  }

  /// Reads examples with real-valued targets.
  ///
  /// - Parameter targetColumns: their names; by default one named `target` or `y`, or the last column.
  /// - Throws: as `readLabelled` does.
  public static func readRegression(_ path: String, targetColumns: [String] = []) throws(DatasetError) -> Dataset {
    let table = try CSVTable(path) { (header, columns) throws(DatasetError) in
      var roles = roles(header, columns)
      if targetColumns.isEmpty {
        let index = header.flatMap { names in names.firstIndex { ["target", "y"].contains($0.lowercased()) } }
        roles[index ?? columns - 1] = .target
      }
      for name in targetColumns { roles[try index(of: name, in: header, path: path)] = .target }
      return roles
    }
    let (shape, features, normalization) = features(of: table)
    return Dataset(
      featureShape: shape, targetKind: .values([table.targetCount]), classNames: [],
      provenance: Provenance(name: path, origin: .files, files: [table.file]), normalization: normalization,
      features: features, targets: .values(table.targets, width: table.targetCount))
  }

  /// Reads examples without labels, for prediction; a column named `label` or `class` is skipped.
  ///
  /// - Returns: a dataset whose targets have no values (shape `[0]`).
  /// - Throws: as `readLabelled` does.
  public static func readUnlabelled(_ path: String) throws(DatasetError) -> Dataset {
    let table = try CSVTable(path) { (header, columns) throws(DatasetError) in
      var roles = roles(header, columns)
      for (index, name) in (header ?? []).enumerated() where ["label", "class"].contains(name.lowercased()) {
        roles[index] = .ignored
      }
      return roles
    }
    let (shape, features, normalization) = features(of: table)
    return Dataset(
      featureShape: shape, targetKind: .values([0]), classNames: [],
      provenance: Provenance(name: path, origin: .files, files: [table.file]), normalization: normalization,
      features: features, targets: .values([], width: 0))
  }

  private static func roles(_ header: [String]?, _ columns: Int) -> [CSVTable.Role] {
    guard let header else { return Array(repeating: .feature, count: columns) }
    return header.map { $0.isEmpty ? .ignored : .feature }
  }

  private static func labelPlace(
    _ header: [String]?, _ columns: Int, _ labelColumn: String?, path: String
  ) throws(DatasetError) -> Int {
    if let labelColumn { return try index(of: labelColumn, in: header, path: path) }
    guard let header else { return 0 }
    let lowered = header.map { $0.lowercased() }
    for name in labelNames {
      if let index = lowered.firstIndex(of: name) { return index }
    }
    throw .badData(
      "\(path), line 1: expected a column named \(labelNames.joined(separator: ", ")), found \(shown(header)); "
        + "name the label's column")
  }

  private static func index(of name: String, in header: [String]?, path: String) throws(DatasetError) -> Int {
    guard let header else {
      throw .badData("\(path), line 1: expected a header with a column \"\(name)\", found numbers")
    }
    guard let index = header.firstIndex(of: name) else {
      throw .badData("\(path), line 1: expected a column \"\(name)\", found \(shown(header))")
    }
    return index
  }

  private static func shown(_ header: [String]) -> String {
    let first = header.prefix(6).map { "\"\($0.prefix(30))\"" }.joined(separator: ", ")
    return header.count > 6 ? "\(header.count) columns: \(first), …, \"\(header[header.count - 1].prefix(30))\"" : first
  }

  private static func classes(
    of table: CSVTable, named classNames: [String]?, path: String
  ) throws(DatasetError) -> (names: [String], labels: [Int32]) {
    let numbers: [Int?] = table.labelTexts.map(wholeNumber)
    let names: [String]
    if let classNames {
      names = classNames
    } else if let largest = numbers.compactMap({ $0 }).max(), !numbers.contains(nil), largest < 10000 {
      names = (0...largest).map { String($0) }
    } else {
      names = table.labelTexts.sorted()
    }
    var indices: [Int32] = []
    for (text, number) in zip(table.labelTexts, numbers) {
      guard let index = names.firstIndex(where: { $0 == text || $0 == number.map { String($0) } }) else {
        throw .badData(
          "\(path): expected a label among the classes \(names.prefix(12).joined(separator: ", ")), found \"\(text)\"")
      }
      indices.append(Int32(index))
    }
    return (names, table.labels.map { indices[Int($0)] })
  }

  /// A label such as `7` or `7.0` as an integer.
  private static func wholeNumber(_ text: String) -> Int? {
    guard let number = CSVNumber.parse(Array(text.utf8).span, 0..<text.utf8.count), number >= 0, number < 0x1p24
    else { return nil }
    return Int(exactly: number)
  }

  private static func features(of table: CSVTable) -> (TensorShape, FeatureStorage, Normalization) {
    let width = table.featureCount
    guard table.holdsBytes else { return ([width], .floats(table.floats), .none) }
    let side = Int(Double(width).squareRoot())
    let isSquare = side * side == width
    let isNamedPixel = zip(table.header ?? [], table.roles).contains {
      $0.1 == .feature && $0.0.lowercased().hasPrefix("pixel")
    }
    guard isNamedPixel || (isSquare && width >= 64) else {
      return ([width], .floats(table.bytes.map { Float($0) }), .none)
    }
    return (isSquare ? [side, side] : [width], .bytes(table.bytes), .unitRange)
  }
}
