public import FledgePages

/// A published report and how it is run again.
///
/// To add one, copy a folder such as `Paterson`, and add a line to ``PaperCatalogue``. A folder holds
///
/// - `<Name>+Configuration.swift`: the report's settings, study by study, and what each scale runs of them. It reads like the
///   settings section of the report; what the report leaves out is marked as ours.
/// - `<Name>.swift`: this protocol: which studies there are, and the page, section by section.
/// - a file for each group of figures, which turns trials into figures, numbers and claims.
///
/// The guide has a whole one: "Add a report of your own".
///
/// The laboratory trains all studies of ``studies(at:)`` before it asks for the page, so that all cores are busy and
/// the end can be foretold; what `reproduce` then asks for is read from finished trials.
public protocol Paper: Sendable {
  /// The short name: the folder of the page and the first part of all ids.
  var id: String { get }
  /// The report's title.
  var title: String { get }
  /// Authors, date and place.
  var citation: String { get }
  /// The ids of every figure and table of the report, such as `fig7`, in its order; a test holds the page to them.
  var items: [String] { get }

  /// Every study that the page needs at a scale.
  func studies(at scale: ReportScale) -> [PaperStudy]

  /// Makes the page out of trained studies.
  func reproduce(in context: ReproductionContext) throws -> ReportPage
}
