import FledgeTensors

/// Tables that are read for themselves, without a contract.
extension CSV {
  /// Reads examples with labels.
  ///
  /// - Parameters:
  ///   - labelColumn: the label's column; by default one named `label`, `class`, `target` or `y`, or the first column
  ///     where there is no header.
  ///   - classNames: the classes, for a test set that must agree with its training set; by default those in the file.
  /// - Throws: as `readTraining` does, and for a label that is not among the classes.
  public static func readLabelled(
    _ path: String, labelColumn: String? = nil, classNames: [String]? = nil
  ) throws(DatasetError) -> Dataset {
    var options = TableOptions()
    options.label = labelColumn
    options.task = .classification
    let chooser = TableRoles(options: options, path: path)
    let table = try CSVTable.read(path, form: try form(options)) { (head) throws(DatasetError) in
      try chooser.roles(head)
    }
    let layout = try table.layout(pixels: arePixels(table))
    let classes = classNames.map { ClassSet(names: $0) } ?? ClassSet(labels: table.labelTexts)
    let labels = try table.labels(among: classes)
    return dataset(
      table, layout, targetKind: .labels(classes: classes.names.count), classNames: classes.names,
      targets: .labels(labels))
  }

  /// Reads examples with real-valued targets.
  ///
  /// - Parameter targetColumns: their names; by default one named `target` or `y`, or the last column.
  /// - Throws: as `readTraining` does.
  public static func readRegression(_ path: String, targetColumns: [String] = []) throws(DatasetError) -> Dataset {
    let table = try CSVTable.read(path, form: try form(TableOptions())) { (head) throws(DatasetError) in
      var roles = [CSVTable.Role](repeating: .ignored, count: head.columnCount)
      var chosen: [Int] = []
      if targetColumns.isEmpty {
        let index = head.names.flatMap { names in names.firstIndex { ["target", "y"].contains($0.lowercased()) } }
        chosen = [index ?? head.columnCount - 1]
      }
      for name in targetColumns {
        guard let index = head.names?.firstIndex(of: name) else {
          throw .badData("\(path), line 1: expected a column \"\(name)\", found \(shown(head.names ?? []))")
        }
        chosen.append(index)
      }
      // Targets stand in the order of the file.
      for (order, place) in chosen.sorted().enumerated() { roles[place] = .target(order) }
      var order = 0
      for place in roles.indices where roles[place] == .ignored && head.names?[place] != "" {
        roles[place] = .feature(order)
        order += 1
      }
      return roles
    }
    let layout = try table.layout(pixels: arePixels(table))
    return dataset(
      table, layout, targetKind: .values([table.targetCount]),
      targets: .values(table.targets.map { Float($0) }, width: table.targetCount))
  }

  /// Reads examples without labels; a column named `label` or `class` is skipped.
  ///
  /// - Returns: a dataset whose targets have no values (shape `[0]`).
  /// - Throws: as `readTraining` does.
  public static func readUnlabelled(_ path: String) throws(DatasetError) -> Dataset {
    let table = try CSVTable.read(path, form: try form(TableOptions())) { (head) throws(DatasetError) in
      var order = -1
      return (0..<head.columnCount).map { place in
        let name = head.names?[place].lowercased()
        if let name, ["label", "class", ""].contains(name) { return .ignored }
        order += 1
        return .feature(order)
      }
    }
    let layout = try table.layout(pixels: arePixels(table))
    return dataset(table, layout, targetKind: .values([0]), targets: .values([], width: 0))
  }
}

extension CSVTable {
  /// The class of each row.
  ///
  /// - Throws: where a label is not among the classes; names the first line with it.
  func labels(among classes: ClassSet) throws(DatasetError) -> [Int32] {
    var indices: [Int32] = []
    for (text, line) in zip(labelTexts, labelLines) {
      guard let index = classes.index(of: text) else {
        throw .badData(
          "\(path), line \(line): expected a label among the classes \(classes.listed), found \"\(text.prefix(60))\"; "
            + "the network was not trained on it, so leave these rows out")
      }
      indices.append(Int32(index))
    }
    return labels.map { indices[Int($0)] }
  }
}
