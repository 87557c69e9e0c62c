public import FledgeKernels
public import FledgeTensors

extension Dataset: ExampleSource {
  /// Writes the features of the given examples, one row each: augmented where there is a random key, then normalised.
  ///
  /// Allocates only where examples are augmented, and then once per call.
  public func readFeatures(
    of examples: Span<Int32>, into features: inout MutableSpan<Float>, key: RandomKey?, threads: ThreadPool
  ) {
    let width = featureShape.count
    precondition(
      features.count == examples.count * width,
      "Dataset: \(examples.count) examples of shape \(featureShape) need \(examples.count * width) values, "
        + "found room for \(features.count)")
    checkIndices(examples)
    if let key, !augmentations.isEmpty {
      readAugmented(examples, into: &features, key: key, threads: threads)
      return
    }
    switch normalization {
    case .none: gather(examples, scale: 1, into: &features, threads: threads)
    case .unitRange: gather(examples, scale: byteScale, into: &features, threads: threads)
    case .perFeature(let scaler) where hasDoubles: gatherExactly(examples, scaler, into: &features)
    case .perExample:
      gather(examples, scale: byteScale, into: &features, threads: threads)
      standardize(examples, in: &features, threads: threads)
    case .perFeature:
      gather(examples, scale: byteScale, into: &features, threads: threads)
      for example in 0..<examples.count {
        var row = features._mutatingExtracting(example * width..<(example + 1) * width)
        normalize(&row)
      }
    }
  }

  public func readLabels(of examples: Span<Int32>, into labels: inout MutableSpan<Int32>) {
    guard case .labels(let stored) = targets else {
      preconditionFailure("Dataset: \(provenance.name) has target values, not labels")
    }
    precondition(labels.count == examples.count, "Dataset: \(examples.count) examples, room for \(labels.count) labels")
    checkIndices(examples)
    for index in 0..<examples.count { labels[index] = stored[row(of: Int(examples[index]))] }
  }

  /// Writes the target values of the given examples, one row each.
  public func readTargets(of examples: Span<Int32>, into targets: inout MutableSpan<Float>) {
    if case .doubles(let stored, let width) = self.targets {
      checkIndices(examples)
      for index in 0..<examples.count {
        let start = row(of: Int(examples[index])) * width
        for column in 0..<width {
          let value = stored[start + column]
          targets[index * width + column] = Float(targetScaler?.scaled(value) ?? value)
        }
      }
      return
    }
    guard case .values(let stored, let width) = self.targets else {
      preconditionFailure("Dataset: \(provenance.name) has labels, not target values")
    }
    precondition(
      targets.count == examples.count * width,
      "Dataset: \(examples.count) examples of \(width) target values, room for \(targets.count)")
    checkIndices(examples)
    for index in 0..<examples.count {
      let start = row(of: Int(examples[index])) * width
      for column in 0..<width { targets[index * width + column] = stored[start + column] }
    }
  }

  /// Copies rows as `value · scale`; floats are copied as they are.
  func gather(
    _ examples: Span<Int32>, scale: Float, into features: inout MutableSpan<Float>, threads: ThreadPool
  ) {
    let width = featureShape.count
    switch self.features {
    case .bytes(let bytes):
      let rows = rows ?? []
      gatherBytes(
        source: bytes.span, rowLength: width, rows: rows.span, indices: examples, scale: scale, shift: 0,
        into: &features, threads: threads)
    case .doubles(let doubles):
      for example in 0..<examples.count {
        let start = row(of: Int(examples[example])) * width
        for column in 0..<width { features[example * width + column] = Float(doubles[start + column]) }
      }
    case .floats(let floats):
      guard let rows else {
        gatherFloats(source: floats.span, rowLength: width, indices: examples, into: &features, threads: threads)
        return
      }
      // One row at a time, with its index read from `rows`, so that a subset needs no list of stored rows.
      for example in 0..<examples.count {
        let index = Int(examples[example])
        var row = features._mutatingExtracting(example * width..<(example + 1) * width)
        gatherFloats(
          source: floats.span, rowLength: width, indices: rows.span.extracting(index..<index + 1), into: &row,
          threads: threads)
      }
    }
  }

  private var hasDoubles: Bool { if case .doubles = features { true } else { false } }

  /// Standardises in double precision, where the stored values are no floats.
  private func gatherExactly(_ examples: Span<Int32>, _ scaler: FeatureScaler, into features: inout MutableSpan<Float>)
  {
    guard case .doubles(let doubles) = self.features else { return }
    let width = featureShape.count
    for example in 0..<examples.count {
      let start = row(of: Int(examples[example])) * width
      for column in 0..<width {
        let value = (doubles[start + column] - scaler.exactMeans[column]) * scaler.exactScales[column]
        features[example * width + column] = Float(value)
      }
    }
  }

  private func readAugmented(
    _ examples: Span<Int32>, into features: inout MutableSpan<Float>, key: RandomKey, threads: ThreadPool
  ) {
    let width = featureShape.count
    gather(examples, scale: byteScale, into: &features, threads: threads)
    let parts = min(threads.count, examples.count)
    unsafe features.withUnsafeMutableBufferPointer { buffer in
      // Parts write different rows, so they may run in parallel.
      nonisolated(unsafe) let buffer = unsafe buffer
      threads.run(parts) { part in
        var scratch = AugmentationScratch(shape: featureShape)
        for index in examples.count * part / parts..<examples.count * (part + 1) / parts {
          let slice = unsafe UnsafeMutableBufferPointer(rebasing: buffer[index * width..<(index + 1) * width])
          var row = unsafe slice.mutableSpan
          augment(&row, example: Int(examples[index]), key: key, scratch: &scratch)
          normalize(&row)
        }
      }
    }
  }

  private func augment(
    _ row: inout MutableSpan<Float>, example: Int, key: RandomKey, scratch: inout AugmentationScratch
  ) {
    for (index, augmentation) in augmentations.enumerated() {
      var random = ExampleRandom(key, example: example, use: index)
      augmentation.apply(to: &row, shape: featureShape, random: &random, scratch: &scratch)
    }
  }

  /// Normalises one row that is in the unit range, or holds the stored floats.
  private func normalize(_ row: inout MutableSpan<Float>) {
    switch normalization {
    case .unitRange: break
    case .none:
      guard case .bytes = features else { return }
      for index in 0..<row.count { row[index] *= 255 }
    case .perExample: RowScale(row.span).apply(to: &row)
    case .perFeature(let scaler):
      let means = scaler.means.span
      let scales = scaler.scales.span
      for index in 0..<row.count { row[index] = (row[index] - means[index]) * scales[index] }
    }
  }

  private func checkIndices(_ examples: Span<Int32>) {
    let count = count
    for index in 0..<examples.count {
      precondition(
        examples[index] >= 0 && examples[index] < count,
        "Dataset: example \(examples[index]) is outside of 0..<\(count)")
    }
  }
}
