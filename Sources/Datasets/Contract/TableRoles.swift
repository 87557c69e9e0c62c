/// Decides what the columns of a training table are for.
struct TableRoles {
  let options: TableOptions
  let path: String

  /// The role of each column.
  ///
  /// - Throws: where a column that was asked for is missing, or names are doubled.
  func roles(_ head: CSVHead) throws(DatasetError) -> [CSVTable.Role] {
    var roles = [CSVTable.Role](repeating: .ignored, count: head.columnCount)
    let label = lacksLabel(head) ? nil : try labelPlace(head)
    if let label { roles[label] = options.task == .regression ? .target(0) : .label }
    if let id = options.id {
      let place = try index(of: id, in: head, flag: "--id")
      guard place != label else {
        throw .badData("\(path), line 1: expected two columns for --label and --id, found \"\(id)\" for both")
      }
      roles[place] = .id
    }
    var chosen: [Int] = []
    if options.features.isEmpty {
      let split = try splitPlace(head)
      chosen = roles.indices.filter { roles[$0] == .ignored && head.names?[$0] != "" && $0 != split }
    } else {
      for name in options.features {
        let place = try index(of: name, in: head, flag: "--features")
        guard roles[place] == .ignored, !chosen.contains(place) else {
          throw .badData("\(path), line 1: expected each of --features once and not the label, found \"\(name)\" again")
        }
        chosen.append(place)
      }
    }
    for (order, place) in chosen.enumerated() { roles[place] = .feature(order) }
    if let names = head.names { try checkDoubled(names, roles) }
    return roles
  }

  /// The rule by which rows are split and the place of its column; `nil` where no column decides.
  var split: SplitReader? {
    guard let rule: SplitColumn.Rule = options.splitBy != nil ? .group : options.splitTime != nil ? .time : nil else {
      return nil
    }
    return SplitReader(rule) { (head) throws(DatasetError) in
      guard let place = try splitPlace(head) else { preconditionFailure("a rule has a column") }
      return place
    }
  }

  private func splitPlace(_ head: CSVHead) throws(DatasetError) -> Int? {
    let flag = options.splitBy != nil ? "--split-by" : "--split-time"
    guard let name = options.splitBy ?? options.splitTime else { return nil }
    let place = try index(of: name, in: head, flag: flag)
    guard try place != labelPlace(head) else {
      throw .badData("\(path), line 1: expected two columns for --label and \(flag), found \"\(name)\" for both")
    }
    return place
  }

  /// Whether the table has no label, and needs none.
  private func lacksLabel(_ head: CSVHead) -> Bool {
    guard options.labelIsOptional, options.label == nil, let names = head.names else { return false }
    return !names.contains { CSV.labelNames.contains($0.lowercased()) }
  }

  private func checkDoubled(_ names: [String], _ roles: [CSVTable.Role]) throws(DatasetError) {
    var places: [String: Int] = [:]
    for (index, name) in names.enumerated() where roles[index] != .ignored {
      if let first = places[name] {
        throw .badData(
          "\(path), line 1: expected different names of columns, found \"\(name)\" as columns \(first + 1) and \(index + 1); "
            + "rename one, or choose columns with --features")
      }
      places[name] = index
    }
  }

  private func labelPlace(_ head: CSVHead) throws(DatasetError) -> Int {
    if let label = options.label { return try index(of: label, in: head, flag: "--label") }
    guard let names = head.names else {
      if options.task == .regression { return head.columnCount - 1 }
      // A single column of texts among numbers is the label.
      let texts = head.isText.indices.filter { head.isText[$0] }
      return texts.count == 1 ? texts[0] : 0
    }
    let lowered = names.map { $0.lowercased() }
    for name in CSV.labelNames {
      if let index = lowered.firstIndex(of: name) { return index }
    }
    throw .badData(
      "\(path), line 1: expected a column named \(CSV.labelNames.joined(separator: ", ")), found \(CSV.shown(names)); "
        + "name the label's column with --label")
  }

  /// The place of a column that was asked for by its name or its number.
  private func index(of name: String, in head: CSVHead, flag: String) throws(DatasetError) -> Int {
    if let names = head.names {
      let places = names.indices.filter { names[$0] == name }
      guard places.count < 2 else {
        throw .badData(
          "\(path), line 1: expected one column \"\(name)\", found \(places.count) (columns "
            + "\(places.map { String($0 + 1) }.joined(separator: ", "))); give \(flag) the number of the column")
      }
      if let place = places.first { return place }
    }
    if let number = Int(name) {
      let place = number > 0 ? number - 1 : head.columnCount + number
      if number != 0, (0..<head.columnCount).contains(place) { return place }
      throw .badData(
        "\(path), line 1: expected a column number from 1 to \(head.columnCount), found \(name); correct \(flag)")
    }
    guard let names = head.names else {
      throw .badData(
        "\(path), line 1: expected a header with a column \"\(name)\", found numbers; give \(flag) the number of the column"
      )
    }
    throw .badData("\(path), line 1: expected a column \"\(name)\", found \(CSV.shown(names)); correct \(flag)")
  }
}
