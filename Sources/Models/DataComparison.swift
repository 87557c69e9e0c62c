import FledgeDatasets
import FledgeFormats
import FledgeTensors

/// Whether a network that is trained on one file can be used with another, and how the two differ.
public struct DataComparison: Sendable {
  /// A column of numbers, compared.
  public struct Column: Sendable {
    public let name: String
    /// The rows of the second file whose value lies below and above all of the first.
    public let below: Int
    public let above: Int
    /// (mean of the second − mean of the first) / standard deviation of the first; `nil` where that is 0.
    public let drift: Double?
  }

  /// Why the second file cannot be used; empty where it can.
  public private(set) var problems: [String] = []
  public private(set) var notes: [String] = []
  public private(set) var columns: [Column] = []
  public private(set) var trainingRows: Int
  public private(set) var rows = 0
  /// The rows of the second file whose features the first has too.
  public private(set) var commonRows = 0
  /// Whether the second file says what is to be learned, so that a network can be measured on it.
  public private(set) var hasTarget = false
  /// Classes that the first file lacks, with the number of rows.
  public private(set) var unknownClasses: [(name: String, rows: Int)] = []

  /// Reads both.
  ///
  /// - Throws: where the first cannot be read, or the second is missing.
  public init(_ settings: TrainingSettings, with path: String) throws {
    var settings = settings
    (settings.validation, settings.test, settings.folds, settings.fold) = (.count(0), nil, nil, nil)
    (settings.table.splitBy, settings.table.splitTime, settings.testSize) = (nil, nil, .count(0))
    let data = try ExperimentData(settings, allowsStandIn: false)
    guard let contract = data.contract else { preconditionFailure("data that settings name have a contract") }
    trainingRows = data.training.count
    guard let kind = FileKind(path) else {
      throw DatasetError.missing("\(path): expected the data to compare, found nothing; check the path")
    }
    let second: Dataset?
    if kind == .file, contract.kind == .table || path.lowercased().hasSuffix(".csv") {
      second = try readTable(path, contract)
    } else {
      second = try readSet(path, settings, contract)
    }
    guard let second else { return }
    compare(data.training, second, contract)
  }

  public var isUsable: Bool { problems.isEmpty }

  /// Reads a table for a measurement, else for predictions alone.
  private mutating func readTable(_ path: String, _ contract: DataContract) throws -> Dataset? {
    do {
      let table = try contract.readTable(path, target: .required)
      hasTarget = true
      note(table, contract)
      return table.dataset
    } catch {
      guard error.category == .badData else { throw error }
      guard let table = try? contract.readTable(path, target: .repeated) else {
        problems = [error.description]
        return nil
      }
      note(table, contract)
      guard !table.labels.isEmpty else {
        notes.append("\(path): there is no column of the target, so `fledge predict` can use it and `evaluate` cannot")
        return table.dataset
      }
      let classes = ClassSet(names: contract.classNames)
      var unknown: [String: Int] = [:]
      for label in table.labels where contract.target.kind == .classes && classes.index(of: label) == nil {
        unknown[label, default: 0] += 1
      }
      unknownClasses = unknown.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
      problems = [error.description]
      return table.dataset
    }
  }

  private mutating func note(_ table: ContractTable, _ contract: DataContract) {
    notes += table.notes
    let known = contract.table?.columns.map(\.name) ?? []
    if let header = table.header, contract.table?.hasHeader == true {
      let order = header.filter(known.contains)
      if order != known.filter(order.contains) {
        notes.append("the columns stand in another order, which changes nothing")
      }
    }
    for (name, count) in zip(known, table.missing) where count > 0 {
      let rule = contract.fill == nil ? "" : ", filled with the mean of the training rows"
      notes.append("\(name): \(count) missing value\(count == 1 ? "" : "s")\(rule)")
    }
  }

  /// Reads pictures or arrays as a training would.
  private mutating func readSet(_ path: String, _ settings: TrainingSettings, _ contract: DataContract) throws
    -> Dataset?
  {
    var settings = settings
    settings.data = path
    do {
      let found = try ExperimentData(settings, allowsStandIn: false).training
      guard found.featureShape.count == contract.width else {
        problems = [
          "\(path): expected examples of shape \(TensorShape(contract.shape)), found \(found.featureShape)"
        ]
        return nil
      }
      hasTarget = true
      return contract.classNames.isEmpty ? found : try found.relabelled(to: contract.classNames)
    } catch let error as DatasetError where error.category == .badData {
      problems = [error.description]
      return nil
    }
  }

  private mutating func compare(_ first: Dataset, _ second: Dataset, _ contract: DataContract) {
    rows = second.count
    commonRows = RowMatches([first, second]).shared(1, with: 0)
    guard let table = contract.table, !table.arePixels else { return }
    var feature = 0
    for column in table.columns {
      defer { feature += column.width }
      guard column.categories == nil else { continue }
      // The files may store their numbers in different types.
      let (old, new) = (first.storedValues(of: feature), second.storedValues(of: feature))
      let (known, values) = (old.map { Float($0) }.filter { !$0.isNaN }, new.map { Float($0) }.filter { !$0.isNaN })
      let (low, high) = (known.min() ?? 0, known.max() ?? 0)
      func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
      let present = old.filter { !$0.isNaN }
      let centre = mean(present)
      let deviation = mean(present.map { ($0 - centre) * ($0 - centre) }).squareRoot()
      let difference = mean(new.filter { !$0.isNaN }) - centre
      columns.append(
        Column(
          name: column.name, below: values.count { $0 < low }, above: values.count { $0 > high },
          drift: deviation > 0 ? difference / deviation : nil))
    }
  }
}
