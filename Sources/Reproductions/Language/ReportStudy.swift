import FledgeModels
import FledgeStudies

/// A study of a text report: settings, what varies, and how the report's words may be read.
package struct ReportStudy: Sendable {
  /// A way to read what the report leaves open.
  struct Reading: Sendable {
    let id: String
    let name: String
    /// The section that states it; `nil` for a reading that is not in the text.
    let source: String?
  }

  /// A setting that varies, and its values as the report writes them.
  struct Axis: Sendable {
    let key: String
    let values: [String]
  }

  /// One set of settings under one reading.
  package struct Variant: Sendable {
    /// The position of its reading.
    let reading: Int
    /// The name out of `variants`, if any.
    let name: String?
    /// Its value on each axis.
    package let values: [String]
    let settings: TrainingSettings
    /// The name in figures and sentences, without the reading.
    package let label: String
  }

  let name: String
  let line: Int
  let settings: TrainingSettings
  let axes: [Axis]
  let readings: [Reading]
  let variants: [Variant]
  /// Settings that the report states, with the section of each.
  let stated: [(key: String, source: String)]
  /// Settings that the report does not say.
  let open: [String]
  /// The settings that stand in `train`, in their order.
  let given: [String]
  let scales: ReportScales
  /// What is measured within epochs.
  let measure: StudyMeasure?
  /// Stop rules that are read off the curves.
  let stops: StudyStops?
  /// Weights whose gradients are checked.
  let gradients: StudyGradients?
  /// Whether its settings stand on the page; a report may list them in a `settings` block.
  let showsSettings: Bool

  /// The variants of a reading, in order.
  func variants(reading: Int) -> [Variant] { variants.filter { $0.reading == reading } }

  /// The label of a variant within all runs of the study.
  func key(_ variant: Variant) -> String {
    if readings.count == 1 { return variant.label }
    let reading = readings[variant.reading].name
    return variant.label.isEmpty ? reading : "\(reading): \(variant.label)"
  }
}
