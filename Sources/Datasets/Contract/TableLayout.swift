/// What the columns of a table are, as the training found them.
public struct TableLayout: Codable, Sendable, Equatable {
  /// One column of features.
  public struct Column: Codable, Sendable, Equatable {
    /// Its name; `column 3` in a table without a header.
    public var name: String
    /// Where it stood in the training file, counted from 1.
    public var position: Int
    /// The texts that it may hold, each of which is a feature of its own (one-hot); `nil` for numbers.
    public var categories: [String]?
    /// The least and the greatest value in the training rows, where it holds numbers.
    public var minimum: Double?
    public var maximum: Double?
    /// The rows of the training file that lack a value; `nil` where none does.
    public var missing: Int?

    public init(name: String, position: Int, categories: [String]? = nil) {
      self.name = name
      self.position = position
      self.categories = categories
    }

    /// The number of features that it gives.
    public var width: Int { categories?.count ?? 1 }
  }

  /// A column that is no feature.
  public struct Place: Codable, Sendable, Equatable {
    public var name: String
    public var position: Int
  }

  /// Whether the first line named the columns.
  public var hasHeader: Bool
  /// How many columns the file had.
  public var columnCount: Int
  /// The columns of features in their order.
  public var columns: [Column]
  /// The column of the target.
  public var target: Place?
  /// The column that names the rows.
  public var id: Place?
  public var missing: TableOptions.Missing
  /// Whether the features are the grey levels of a picture, 0...255.
  public var arePixels: Bool

  /// The number of features.
  public var width: Int { columns.reduce(0) { $0 + $1.width } }

  /// Whether names and places belong together; a file that was edited may say anything.
  var mistake: String? {
    if columns.isEmpty || columns.contains(where: { $0.width == 0 }) { return "a table without columns" }
    let places = columns.map(\.position) + [target?.position, id?.position].compactMap { $0 }
    if places.contains(where: { $0 < 1 || $0 > columnCount }) || Set(places).count != places.count {
      return "columns at places \(places.prefix(8)) of \(columnCount)"
    }
    let names = columns.map(\.name)
    return hasHeader && Set(names).count != names.count ? "two columns of one name" : nil
  }

  /// The names of all features: `colour=red` for a text.
  public var featureNames: [String] {
    columns.flatMap { column in column.categories.map { $0.map { "\(column.name)=\($0)" } } ?? [column.name] }
  }
}

extension CSVTable {
  /// The columns of this table of training rows.
  ///
  /// - Throws: where a column holds too many texts to be features.
  func layout(pixels arePixels: Bool) throws(DatasetError) -> TableLayout {
    var layout = TableLayout(
      hasHeader: head.names != nil, columnCount: head.columnCount, columns: [], target: nil, id: nil,
      missing: form.missing, arePixels: arePixels)
    let gaps = missingCounts
    var columns: [(place: Int, column: TableLayout.Column)] = []
    for (index, role) in roles.enumerated() {
      let name = head.names?[index] ?? "column \(index + 1)"
      let place = TableLayout.Place(name: name, position: index + 1)
      switch role {
      case .feature(let order):
        var column = TableLayout.Column(name: name, position: index + 1)
        if case .text(let texts, _) = kinds[order] {
          try checkTexts(texts.count, name: name, column: index + 1)
          column.categories = texts.keys.sorted { texts[$0]! < texts[$1]! }
        }
        column.missing = gaps[order] > 0 ? gaps[order] : nil
        columns.append((order, column))
      case .label, .target: layout.target = place
      case .id: layout.id = place
      case .ignored: break
      }
    }
    layout.columns = columns.sorted { $0.place < $1.place }.map(\.column)
    return layout
  }

  /// The rows that lack a value of each feature.
  var missingCounts: [Int] {
    var counts = [Int](repeating: 0, count: featureCount)
    guard hasMissing else { return counts }
    for index in 0..<rowCount * featureCount where cells[index].isNaN { counts[index % featureCount] += 1 }
    return counts
  }

  private func checkTexts(_ count: Int, name: String, column: Int) throws(DatasetError) {
    guard count > 1000 || (count > 10 && count * 2 > rowCount) else { return }
    throw .badData(
      "\(path), column \(column) (\(name)): expected numbers or few texts, found \(count) different texts in \(rowCount) rows; "
        + "name it with --id, or choose columns with --features")
  }

  /// The features with each text column as one column for each of its texts.
  func expanded(_ layout: TableLayout) -> CellStorage {
    guard layout.columns.contains(where: { $0.categories != nil }) else { return cells }
    var wide = CellStorage()
    for row in 0..<rowCount {
      for (place, column) in layout.columns.enumerated() {
        let value = cells[row * featureCount + place]
        guard let categories = column.categories else {
          wide.append(value)
          continue
        }
        for index in categories.indices { wide.append(value.isNaN ? value : value == Double(index) ? 1 : 0) }
      }
    }
    return wide
  }
}
