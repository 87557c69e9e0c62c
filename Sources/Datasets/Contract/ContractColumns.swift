/// Finds the columns of a contract in a new file.
struct ContractColumns {
  let contract: DataContract
  let path: String
  let use: DataContract.TargetUse

  /// How the file is read: with the types that the columns had in training.
  var form: CSVTable.Form {
    var form = CSVTable.Form()
    form.missing = contract.table?.missing ?? .refuse
    form.labelIsOptional = use == .repeated
    form.missingAdvice = "the network was trained on tables without gaps; fill it in, or train with --missing mean"
    // A prediction for each row is asked for, so none is left out.
    if use == .repeated, form.missing == .drop {
      form.missing = .refuse
      form.missingAdvice = "the training left such rows out; fill it in"
    }
    guard let table = contract.table else {
      form.kinds = Array(repeating: .number, count: contract.width)
      return form
    }
    if table.hasHeader { form.knownNames = Set(table.columns.map(\.name)) } else { form.header = .no }
    form.kinds = table.columns.map { column in
      guard let categories = column.categories else { return .number }
      let places = categories.enumerated().map { ($1, $0) }
      return .text(Dictionary(places) { first, _ in first }, isOpen: false)
    }
    return form
  }

  /// The columns of data without names.
  var plainLayout: TableLayout {
    TableLayout(
      hasHeader: false, columnCount: contract.width,
      columns: (0..<contract.width).map { TableLayout.Column(name: "column \($0 + 1)", position: $0 + 1) }, target: nil,
      id: nil, missing: .refuse, arePixels: contract.kind == .images)
  }

  /// The role of each column of a new file.
  func roles(_ head: CSVHead) throws(DatasetError) -> [CSVTable.Role] {
    guard let table = contract.table else { return try rolesByWidth(head) }
    return table.hasHeader ? try rolesByName(head, table) : try rolesByPosition(head, table)
  }

  private var targetRole: CSVTable.Role {
    use == .required && contract.target.kind == .values ? .target(0) : .label
  }

  private func rolesByName(_ head: CSVHead, _ table: TableLayout) throws(DatasetError) -> [CSVTable.Role] {
    let wanted = list(table.columns.map(\.name))
    guard let names = head.names else {
      throw .badData(
        "\(path), line 1: expected the names of the columns (\(wanted)), found data; put the line of names first")
    }
    var places: [String: [Int]] = [:]
    for (place, name) in names.enumerated() { places[name, default: []].append(place) }
    var needed = table.columns.map(\.name)
    if use == .required, let target = table.target { needed.append(target.name) }
    let missing = needed.filter { places[$0] == nil }
    guard missing.isEmpty else {
      let isTarget = missing == [table.target?.name ?? ""]
      throw .badData(
        "\(path), line 1: expected \(isTarget ? "the target's column" : missing.count == 1 ? "a column" : "columns") "
          + "\(list(missing)), as the network was trained with, found \(CSV.shown(names))"
          + (isTarget ? "; for rows without it use `fledge predict`" : ""))
    }
    for name in needed {
      guard let found = places[name], found.count > 1 else { continue }
      throw .badData(
        "\(path), line 1: expected one column \"\(name)\", found \(found.count) (columns "
          + "\(found.map { String($0 + 1) }.joined(separator: ", "))); rename or remove the others")
    }
    var roles = [CSVTable.Role](repeating: .ignored, count: names.count)
    if let target = table.target, let place = places[target.name], place.count == 1 { roles[place[0]] = targetRole }
    if let id = table.id, let place = places[id.name] { roles[place[0]] = .id }
    for (order, column) in table.columns.enumerated() {
      if let place = places[column.name] { roles[place[0]] = .feature(order) }
    }
    return roles
  }

  /// The columns of a table without a header, with or without that of the target.
  private func rolesByPosition(_ head: CSVHead, _ table: TableLayout) throws(DatasetError) -> [CSVTable.Role] {
    let target = table.target?.position ?? 0
    let isWhole = head.columnCount == table.columnCount
    guard isWhole || (use == .repeated && target > 0 && head.columnCount == table.columnCount - 1) else {
      throw .badData(
        "\(path), line 1: expected \(table.columnCount) columns\(use == .repeated ? ", or one less without the target" : ""), "
          + "as the network was trained with, found \(head.columnCount)")
    }
    var roles = [CSVTable.Role](repeating: .ignored, count: head.columnCount)
    func place(_ position: Int) -> Int { isWhole || position < target ? position - 1 : position - 2 }
    if isWhole, target > 0 { roles[target - 1] = targetRole }
    if let id = table.id { roles[place(id.position)] = .id }
    for (order, column) in table.columns.enumerated() { roles[place(column.position)] = .feature(order) }
    return roles
  }

  /// The columns of data that have no names, such as pictures and points: as many as there are features.
  private func rolesByWidth(_ head: CSVHead) throws(DatasetError) -> [CSVTable.Role] {
    let width = contract.width
    let lowered = head.names?.map { $0.lowercased() } ?? []
    let names = contract.target.kind == .values ? ["target", "y"] : CSV.labelNames
    var label: Int?
    // A column more than the features is the target: by its name, else the first, as in MNIST's tables, or the last.
    if head.columnCount == width + 1 {
      label =
        names.lazy.compactMap { lowered.firstIndex(of: $0) }.first ?? (contract.target.kind == .values ? width : 0)
    }
    guard head.columnCount == width || label != nil else {
      throw .badData(
        "\(path), line 1: expected \(width) columns of features, as the network takes (\(contract.name)), found "
          + "\(head.columnCount)")
    }
    guard use == .repeated || label != nil else {
      throw .badData(
        "\(path), line 1: expected a column of the target beside the \(width) features, found "
          + "\(head.names.map { CSV.shown($0) } ?? "\(width) columns"); for rows without it use `fledge predict`")
    }
    var order = -1
    return (0..<head.columnCount).map { place in
      if place == label { return targetRole }
      order += 1
      return .feature(order)
    }
  }

  private func list(_ names: [String]) -> String {
    names.prefix(8).map { "\"\($0.prefix(40))\"" }.joined(separator: ", ")
      + (names.count > 8 ? ", … (\(names.count))" : "")
  }
}
