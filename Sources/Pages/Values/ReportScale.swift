/// How much of a report was run.
public enum ReportScale: String, Sendable, Hashable, CaseIterable {
  /// The report's own runs and epochs.
  case full
  /// Fewer runs and epochs: minutes for all reports.
  case quick
  /// Seconds, to see that everything works.
  case smoke

  /// The scale in a sentence for readers; `nil` for `full`, which needs none.
  var notice: String? {
    switch self {
    case .full: nil
    case .quick: "Quick scale: fewer runs and epochs than the report. Only what such runs can decide has a verdict."
    case .smoke: "Smoke scale: a few steps of training, to see that everything works. The numbers mean nothing."
    }
  }
}

/// Which scale a verdict needs.
public enum NeededScale: Sendable, Hashable {
  /// The report's own runs and epochs.
  case full
  /// Any: what is judged does not depend on how long was trained, such as a gradient.
  case any
}

/// Which data the runs of a page saw.
public enum PageData: Sendable, Hashable {
  case mnist
  /// Other data, named as in "pen-stroke digits".
  case other(String)

  /// The name for readers.
  public var name: String {
    switch self {
    case .mnist: "MNIST"
    case .other(let name): name
    }
  }
}
