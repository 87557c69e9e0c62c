import FledgeTensors

/// Reads tables from CSV files.
///
/// Fields are separated by commas, semicolons, tabs or bars, whichever stands equally often on the first lines, and may
/// be quoted; lines end in LF, CRLF or CR; a byte-order mark, lines that begin with `#` and Excel's `sep=;` are skipped.
/// Texts are UTF-8, else Latin-1. The first line is a header unless it is like the second. A column with an empty name
/// (an index that pandas wrote) is skipped. A column of texts becomes one feature for each text. Features that are whole
/// numbers in 0...255 and form images (columns `pixel…`, or a square number of at least 64) are kept as bytes and scaled
/// to 0...1.
public enum CSV {
  /// Column names of labels when none is given, in order of preference.
  static let labelNames = ["label", "class", "target", "y"]

  /// A table that was read for training.
  public struct TrainingTable: Sendable {
    public var dataset: Dataset
    public var layout: TableLayout
    /// The label of each class in the file, where the classes have other names.
    public var labels: [String]?
    /// The name of each row, where a column holds them.
    public var ids: [String]
    /// What was guessed or left out.
    public var notes: [String]
    /// The column by which rows are split.
    public var split: SplitColumn?
  }

  /// Reads the rows to learn from.
  ///
  /// - Parameter classNames: other names for the classes, in their natural order.
  /// - Throws: where the file is missing or no table, lacks a column, has a row of another length, an open quote, a value
  ///   that is no finite number, or labels that look like real values where no task was chosen.
  public static func readTraining(
    _ path: String, _ options: TableOptions, classNames: [String] = []
  ) throws(DatasetError) -> TrainingTable {
    let chooser = TableRoles(options: options, path: path)
    var form = try form(options)
    form.split = chooser.split
    let table = try CSVTable.read(path, form: form) { (head) throws(DatasetError) in try chooser.roles(head) }
    let arePixels = arePixels(table)
    let layout = try table.layout(pixels: arePixels)
    let split = try table.splitColumn
    let notes = table.notes + table.splitNotes
    if layout.target == nil {
      let note =
        "\(path): no column is named \(labelNames.joined(separator: ", ")), so the autoencoder learns all "
        + "\(layout.columns.count) columns; name a column that is none of them with --label or --id"
      return TrainingTable(
        dataset: dataset(table, layout, targetKind: .values([0]), targets: .values([], width: 0)), layout: layout,
        ids: table.ids, notes: notes + [note], split: split)
    }
    if options.task == .regression {
      return TrainingTable(
        dataset: dataset(table, layout, targetKind: .values([1]), targets: .doubles(table.targets, width: 1)),
        layout: layout, ids: table.ids, notes: notes, split: split)
    }
    if options.task == .auto { try checkIsClassification(table, layout) }
    var classes = ClassSet(labels: table.labelTexts)
    let indices = table.labelTexts.map { Int32(classes.index(of: $0) ?? 0) }
    let labels = classes.names
    try checkClassNames(classNames, for: labels, source: path)
    if !classNames.isEmpty { classes = ClassSet(names: classNames) }
    return TrainingTable(
      dataset: dataset(
        table, layout, targetKind: .labels(classes: classes.names.count), classNames: classes.names,
        targets: .labels(table.labels.map { indices[Int($0)] })), layout: layout,
      labels: labels == classes.names ? nil : labels, ids: table.ids, notes: notes, split: split)
  }

  /// How a file is read under some options.
  static func form(_ options: TableOptions) throws(DatasetError) -> CSVTable.Form {
    var form = CSVTable.Form()
    form.header = options.header
    form.missing = options.missing
    form.knownNames = Set(([options.label, options.id].compactMap { $0 } + options.features).filter { Int($0) == nil })
    if let delimiter = options.delimiter {
      guard let byte = TableOptions.delimiterByte(delimiter) else {
        throw .badData(
          "--delimiter: expected comma, semicolon, tab, pipe, space or one character, found \"\(delimiter)\"")
      }
      form.delimiter = byte
    }
    return form
  }

  static func shown(_ header: [String]) -> String {
    let first = header.prefix(6).map { "\"\($0.prefix(30))\"" }.joined(separator: ", ")
    return header.count > 6 ? "\(header.count) columns: \(first), …, \"\(header[header.count - 1].prefix(30))\"" : first
  }

  /// Refuses labels that look like real values.
  private static func checkIsClassification(_ table: CSVTable, _ layout: TableLayout) throws(DatasetError) {
    let count = table.labelTexts.count
    let (areMany, areMost) = (count > 1000, count * 2 > table.rowCount)
    guard table.labelTexts.allSatisfy({ CSVNumber.parse($0) != nil }) else {
      guard areMany, areMost else { return }
      throw .badData(
        "\(table.path), column \(layout.target?.position ?? 0) (\(layout.target?.name ?? "")): expected classes, found \(count) "
          + "different texts in \(table.rowCount) rows; name another column with --label, or choose --task classification"
      )
    }
    guard areMany || areMost else { return }
    throw .badData(
      "\(table.path), column \(layout.target?.position ?? 0) (\(layout.target?.name ?? "")): expected classes, found \(count) "
        + "distinct numbers in \(table.rowCount) rows; choose --task regression for real values, or --task classification"
    )
  }

  static func dataset(
    _ table: CSVTable, _ layout: TableLayout, targetKind: TargetKind, classNames: [String] = [], targets: TargetStorage
  ) -> Dataset {
    let width = layout.width
    let side = Int(Double(width).squareRoot())
    return Dataset(
      featureShape: layout.arePixels && side * side == width ? [side, side] : [width], targetKind: targetKind,
      classNames: classNames, provenance: Provenance(name: table.path, origin: .files, files: [table.file]),
      normalization: layout.arePixels ? .unitRange : .none,
      features: table.expanded(layout).features(arePixels: layout.arePixels), targets: targets)
  }

  /// Whether the features are grey levels of a picture.
  ///
  /// They are whole numbers in 0...255 that use more than half of that range, in columns named `pixel12` or `px_3_4`; or
  /// in 64 columns, 81 and so on, whose names are places such as `12` or `3x4`, or missing.
  static func arePixels(_ table: CSVTable) -> Bool {
    guard table.cells.precision == .bytes, !table.kinds.contains(where: { if case .text = $0 { true } else { false } }),
      table.cells.bytes.contains(where: { $0 > 127 })
    else { return false }
    let names = zip(table.head.names ?? [], table.roles).compactMap { name, role in
      if case .feature = role { name.lowercased() } else { nil }
    }
    if !names.isEmpty, names.allSatisfy({ isPlace($0.drop { $0.isLetter }) && $0.starts(with: /pixel|px/) }) {
      return true
    }
    let side = Int(Double(table.featureCount).squareRoot())
    return side * side == table.featureCount && side >= 8 && names.allSatisfy { isPlace($0[...]) }
  }

  /// Whether a text is a number or two, such as `12`, `_3_4` or `3x4`.
  private static func isPlace(_ text: Substring) -> Bool { text.wholeMatch(of: /[-_ ]?\d+([-_ x]\d+)?/) != nil }
}

extension CSVTable {
  /// The column by which rows are split.
  ///
  /// - Throws: where it has one value alone.
  var splitColumn: SplitColumn? {
    get throws(DatasetError) {
      guard let split, let place = splitPlace else { return nil }
      let name = head.names?[place] ?? "column \(place + 1)"
      let column = split.column(named: name)
      guard column.values.count > 1 else {
        throw .badData(
          "\(path), column \(place + 1) (\(name)): expected two or more values to split by, found "
            + "\"\(column.values.first?.prefix(40) ?? "")\" in all \(rowCount) rows; choose another column with "
            + "\(split.rule == .group ? "--split-by" : "--split-time")")
      }
      return column
    }
  }

  /// Whether the split column is learned from.
  var splitNotes: [String] {
    guard let place = splitPlace, roles[place] != .id else { return [] }
    let name = head.names?[place] ?? "column \(place + 1)"
    if roles[place] == .ignored {
      return [
        "\(path): the column \(name) splits the rows and is no feature; --features can name it to learn from it too"
      ]
    }
    return ["\(path): the column \(name) splits the rows and is a feature too, as --features says"]
  }
}
