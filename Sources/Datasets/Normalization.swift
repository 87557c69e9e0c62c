/// How features are scaled while a batch is gathered; the stored examples never change.
public enum Normalization: Sendable, Equatable {
  /// Values as they are stored: grey levels 0...255, or the floats of the file.
  case none
  /// Grey levels divided by 255; features that are stored as floats are left as they are.
  case unitRange
  /// `(x − mean) / σ` over the values of each example, with the population σ (division by n).
  ///
  /// An example whose values are all equal becomes zeros.
  case perExample
  /// `(x − mean) / σ` for each feature, with means and deviations of a training set.
  case perFeature(FeatureScaler)
}
