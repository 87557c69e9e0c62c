import FledgeTensors

/// A table that was read for a trained network.
public struct ContractTable: Sendable {
  /// The rows, scaled as the training rows were.
  public var dataset: Dataset
  /// The name of each row, where a column holds them.
  public var ids: [String]
  /// The target of each row as it stands in the file; empty where the file has none.
  public var labels: [String]
  /// What the user should know, such as columns that are ignored.
  public var notes: [String]
  /// The SHA-256 of the file.
  public var sha256: String
  /// The names of the columns in the order of the file, where it has a header.
  public var header: [String]?
  /// The rows that lack a value of each column, in the order of the contract.
  public var missing: [Int] = []
}

extension DataContract {
  /// What is known of a table before it is split and scaled: enough to read its test file.
  init(reading table: CSV.TrainingTable) {
    let (training, layout) = (table.dataset, table.layout)
    let isValues = training.classCount == 0
    self.init(
      kind: .table, dataset: "csv", name: training.provenance.name, path: nil, absolutePath: nil, files: [],
      shape: training.featureShape.dimensions, table: layout,
      target: Target(
        kind: isValues ? .values : .classes, name: layout.target?.name, classes: isValues ? nil : training.classNames,
        width: isValues ? layout.target == nil ? 0 : 1 : nil, labels: table.labels),
      scaling: Scaling(rule: layout.arePixels ? .unit : .none),
      fill: nil,
      split: Split(validation: "0", isStratified: false, seed: 0, trainingCount: training.count, validationCount: 0))
  }

  /// What a reader needs of the target column.
  public enum TargetUse: Sendable {
    /// It must be there, and hold what the network knows.
    case required
    /// It is only repeated where it is there.
    case repeated
  }

  /// Reads a table for this contract's network: columns by name, texts and numbers scaled with the fitted numbers.
  ///
  /// - Throws: where a column is missing or doubled, a value is none of its column's type, or a class is not known.
  public func readTable(_ path: String, target use: TargetUse) throws(DatasetError) -> ContractTable {
    let columns = ContractColumns(contract: self, path: path, use: use)
    var ignored: [String] = []
    let table = try CSVTable.read(path, form: columns.form) { (head) throws(DatasetError) in
      let roles = try columns.roles(head)
      ignored = roles.indices.filter { roles[$0] == .ignored }.compactMap { place in
        head.names.map { $0[place] }
      }.filter { !$0.isEmpty }
      return roles
    }
    var notes = table.notes
    if !ignored.isEmpty {
      let names = ignored.prefix(8).joined(separator: ", ") + (ignored.count > 8 ? ", …" : "")
      let isOne = ignored.count == 1
      notes.append(
        "\(path): \(ignored.count) column\(isOne ? "" : "s") that the network does not use \(isOne ? "is" : "are") "
          + "ignored: \(names)")
    }
    let (kind, targets) = try targets(of: table, use: use)
    let layout = self.table ?? columns.plainLayout
    if layout.arePixels, table.cells.areShares {
      throw .badData(
        "\(path): expected grey levels 0…255, as the network was trained on, found shares within 0…1; multiply them by 255"
      )
    }
    var dataset = CSV.dataset(
      table, layout, targetKind: kind, classNames: use == .required ? classNames : [], targets: targets)
    if shape.count > 1 { dataset = dataset.reshaped(TensorShape(shape)) }
    if let fill { dataset = dataset.filling(fill) }
    dataset.normalization = normalization
    if use == .required { dataset.targetScaler = target.scaler }
    let labels = table.labels.map { table.labelTexts[Int($0)] }
    return ContractTable(
      dataset: dataset, ids: table.ids, labels: labels, notes: notes, sha256: table.file.sha256,
      header: table.head.names, missing: table.missingCounts)
  }

  private func targets(of table: CSVTable, use: TargetUse) throws(DatasetError) -> (TargetKind, TargetStorage) {
    guard use == .required else { return (.values([0]), .values([], width: 0)) }
    switch target.kind {
    case .classes:
      let classes = classes(for: table.labelTexts)
      return (.labels(classes: classes.names.count), .labels(try table.labels(among: classes)))
    case .values: return (.values([1]), .doubles(table.targets, width: 1))
    }
  }
}
