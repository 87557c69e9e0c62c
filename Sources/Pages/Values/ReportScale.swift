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
  /// The data that the report itself used, other than MNIST.
  case own(String)
  /// Data in place of MNIST that nobody chose, named as in "pen-stroke digits".
  case other(String)
  /// Data that the user chose in place of the report's: claims in words are tested there, numbers are not.
  case chosen(String)

  /// Whether the published numbers were measured on these data.
  public var areTheReports: Bool {
    switch self {
    case .mnist, .own: true
    case .other, .chosen: false
    }
  }

  /// The name for readers.
  public var name: String {
    switch self {
    case .mnist: "MNIST"
    case .own(let name), .other(let name), .chosen(let name): name
    }
  }
}
