public import FledgePages

/// A published report and its reproduction.
///
/// Most are text files (``TextReport``): to add one, write `Reports/<id>.md` and a line in `reports.c`. A report that the
/// language cannot say is a folder such as `Modular` and a line in ``PaperCatalogue``. A folder holds
///
/// - `<Name>+Configuration.swift`: the report's settings, study by study, and what each scale runs of them. It reads
///   like the settings section of the report; what the report does not say is marked as ours.
/// - `<Name>.swift`: this protocol: the studies, and the page, section by section.
/// - a file for each group of figures, which turns runs into figures, numbers and claims.
///
/// "Add a report of your own" in the guide has a complete example.
///
/// All studies of ``studies(at:)`` are trained before the page is made, so that all cores are busy and the remaining
/// time can be estimated; `reproduce` then reads finished runs.
public protocol Paper: Sendable {
  /// The short name: the folder of the page and the first part of all ids.
  var id: String { get }
  var title: String { get }
  /// Authors, date and place.
  var citation: String { get }
  /// The ids of every figure and table of the report, such as `fig7`, in its order; a test compares them with the page.
  var items: [String] { get }

  /// Every study that the page needs at a scale.
  func studies(at scale: ReportScale) throws -> [PaperStudy]

  /// Makes the page from trained studies.
  func reproduce(in context: ReproductionContext) throws -> ReportPage
}
