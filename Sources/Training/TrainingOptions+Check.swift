public import FledgeTensors

extension TrainingOptions {
  /// Makes sure that a training with these options can run.
  ///
  /// - Throws: `TrainingError.invalidOption`.
  public func check(training: any ExampleSource, validation: (any ExampleSource)?) throws(TrainingError) {
    func require(_ holds: Bool, _ reason: String) throws(TrainingError) {
      if !holds { throw .invalidOption(reason) }
    }
    try require(training.count > 0, "the training set has no examples")
    try require(epochs >= 1, "epochs: expected 1 or more, found \(epochs)")
    try require(batchSize >= 1, "batch size: expected 1 or more, found \(batchSize)")
    try require(TrainingOptions.shardCounts.contains(shards), "shards: expected 1, 2, 4 or 8, found \(shards)")
    try require(
      !dropsLastBatch || training.count >= batchSize,
      "batch size: \(batchSize) is more than the \(training.count) examples, and a last short batch is left out")
    try require(
      earlyStopping == nil || validation != nil, "early stopping needs a validation set; give one or leave it out")
    if let classWeights {
      guard case .labels(let classes) = training.targetKind, classes == classWeights.count else {
        throw .invalidOption("class weights: expected one for each class of the data, found \(classWeights.count)")
      }
    }
    if let exampleWeights {
      try require(
        exampleWeights.count == training.count,
        "example weights: expected \(training.count), found \(exampleWeights.count)")
    }
    if let validation {
      try require(
        validation.featureShape == training.featureShape,
        "the validation set has features of shape \(validation.featureShape), the training set \(training.featureShape)"
      )
    }
  }
}
