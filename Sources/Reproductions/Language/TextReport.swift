import FledgeDatasets
import FledgeModels
public import FledgePages
import FledgeStudies

/// A report that is written as a text file.
public struct TextReport: Paper {
  let file: ReportFile
  private let text: String
  /// The dataset that takes the place of the report's own; `nil` for its own.
  private let dataset: String?
  /// What `fledge reproduce` is given to make the page.
  private let source: String

  public var id: String { file.header.id }
  public var title: String { file.header.title }
  public var citation: String { file.header.citation + (file.header.link.map { " <\($0)>" } ?? "") }

  /// Reads a report from a file.
  ///
  /// - Throws: `ReportFileError` with every mistake and its line.
  public init(fileAt path: String) throws { try self.init(ReportFile.text(at: path), path: path) }

  /// Reads a report from a text; `path` names it in errors.
  public init(_ text: String, path: String) throws {
    try self.init(text, path: path, dataset: nil)
  }

  /// Reads a report that is part of the program, which is called by its id.
  init(builtIn text: String, id: String) throws {
    try self.init(text, path: "Reports/\(id).md", dataset: nil, source: id)
  }

  private init(_ text: String, path: String, dataset: String?, source: String? = nil) throws {
    file = try ReportFile(text, path: path, dataset: dataset)
    (self.text, self.dataset, self.source) = (text, dataset, source ?? path)
  }

  /// The path of its file.
  public var path: String { file.path }

  /// What the program should say of the file before it trains.
  public var notes: [String] { file.notes }

  public var items: [String] { file.sections.flatMap(\.parts).compactMap(\.id) }

  /// Whether a run needs MNIST.
  public var needsMNIST: Bool { file.studies.contains { $0.variants.contains { $0.settings.dataset == "mnist" } } }

  /// The name of the report's data.
  private var dataName: String {
    let names = file.studies.flatMap { $0.variants.map(\.settings.dataset) }
    return names.first ?? "no data"
  }

  /// The same report on other data.
  ///
  /// - Throws: `SettingError` where there is no such dataset.
  public func on(dataset: String) throws -> TextReport {
    var probe = TrainingSettings()
    try probe.set("dataset", to: .scalar(dataset), location: "--")
    return try TextReport(text, path: file.path, dataset: dataset, source: source)
  }

  public func studies(at scale: ReportScale) throws -> [PaperStudy] {
    try file.studies.map { try trainings($0, at: scale) }
  }

  func trainings(_ study: ReportStudy, at scale: ReportScale) throws -> PaperStudy {
    try study.trainings(of: id, at: scale)
  }

  public func reproduce(in context: ReproductionContext) throws -> ReportPage {
    try context.page(
      for: self, summary: file.header.summary, data: pageData(context), checksum: checksum(context), source: source
    ) {
      try file.sections.enumerated().map { index, section in
        try PageSection(section.title, anchor: "section-\(index + 1)") {
          try section.parts.filter { context.wants($0) }.flatMap { try fitting($0, context) }
        }
      }
    }
  }

  /// The digest of the data where they are not MNIST.
  private func checksum(_ context: ReproductionContext) throws -> String? {
    guard let study = file.studies.first(where: { !$0.isStandard }) else { return nil }
    return try context.trainingData.summary(
      of: study.scales.settings(study.variants[0].settings, at: context.scale)
    ).digest
  }

  private func pageData(_ context: ReproductionContext) -> PageData {
    if let dataset { return .chosen(dataset) }
    return needsMNIST ? context.pageData : .own(dataName)
  }

  /// The blocks of a part; on other data a part that names a class of the report's own is left out with a word.
  private func fitting(_ part: ReportFile.Part, _ context: ReproductionContext) throws -> [any ReportBlock] {
    do {
      return try blocks(part, context)
    } catch let error as PaperError {
      guard dataset != nil, error.isOfOtherData else { throw error }
      if case .claim(let claim) = part { return [claim.untested("\(error)")] }
      return [Prose("\(part.id ?? "A text") is left out: \(error).")]
    }
  }

  private func blocks(_ part: ReportFile.Part, _ context: ReproductionContext) throws -> [any ReportBlock] {
    switch part {
    case .prose(let text): [MarkdownProse(try text.markup(context, of: id))]
    case .study(let study): study.showsSettings ? [study.settingsTable] : []
    case .settings(let settings): [settings.table]
    case .numbers(let numbers): try numbers.blocks(context, of: id)
    case .grid(let grid): [try grid.block(context, of: id)]
    case .figure(let figure): [try figure.block(context, of: id)]
    case .table(let table): [try table.block(context, of: id)]
    case .claim(let claim): [try claim.block(context, of: id)]
    case .contradiction(let contradiction): [try contradiction.block(context, of: id)]
    }
  }
}

extension PaperError {
  /// Whether other data are the reason.
  fileprivate var isOfOtherData: Bool {
    switch self {
    case .unknownClass, .unfit: true
    default: false
    }
  }
}

extension ReproductionContext {
  /// Whether a part of a text report is wanted: any of them unless `--only` names others.
  fileprivate func wants(_ part: ReportFile.Part) -> Bool {
    options.only.isEmpty || part.id.map(options.only.contains) ?? false
  }
}
