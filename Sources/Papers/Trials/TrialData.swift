public import FledgeDatasets
import FledgeExperiments
import FledgeTensors

/// The examples of one training: what is learned from, what is watched, and what is looked at once at the end.
public struct TrialData: Sendable {
  /// What is learned from.
  public var training: Dataset
  /// What is measured after each epoch.
  public var validation: Dataset?
  /// What is measured once, after the training.
  public var test: Dataset?

  /// Names the parts.
  public init(training: Dataset, validation: Dataset? = nil, test: Dataset? = nil) {
    self.training = training
    self.validation = validation
    self.test = test
  }

  /// The classes or target values of one example.
  var outputCount: Int {
    switch training.targetKind {
    case .labels(let classes): classes
    case .values(let shape): shape.count
    }
  }
}

extension Scaling {
  /// The normalisation that this scaling means, fitted on the training set where it has to be.
  func normalization(fittedOn training: Dataset) -> Normalization {
    switch self {
    case .unit: .unitRange
    case .perImage: .perExample
    case .perFeature: .perFeature(FeatureScaler.fit(training))
    case .none: .none
    }
  }
}
