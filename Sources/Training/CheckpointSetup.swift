import FledgeFormats
import FledgeKernels
import FledgeNetworks
import FledgeTensors

extension Trainer {
  /// Everything that determines the rest of the training.
  ///
  /// Stored checkpoints have these texts, so they must not change.
  func describeSetup() -> JSONObject {
    var setup: JSONObject = ["network input": .string("\(network.inputShape)")]
    for (index, node) in network.nodes.enumerated() {
      setup["layer \(node.path) (\(index))"] = .string(describe(node, index: index))
    }
    setup["loss"] = .string("\(loss)")
    setup["optimizer"] = .string(optimizer.checkpointText)
    // Absent for single precision, as in checkpoints from before there was another.
    if options.precision != .fp32 {
      setup["precision"] = .string(options.precision.order(with: threads.instructionSet))
    }
    // Absent for one leaf, as in checkpoints from before there were more.
    if options.shards != 1 { setup["shards"] = .string("\(options.shards)") }
    for (name, text) in describeOptions() { setup[name] = .string(text) }
    setup["training data"] = .string(describe(training))
    setup["validation data"] = .string(validation.map { describe($0) } ?? "none")
    return setup
  }

  private func describe(_ node: Node, index: Int) -> String {
    let settings: String
    switch node.operation {
    case .layer(let layer): settings = layer.summary.isEmpty ? layer.name : "\(layer.name) \(layer.summary)"
    case .add: settings = "add"
    }
    let isNext = node.inputs == [index]
    return "\(settings), \(node.outputShape)" + (isNext ? "" : " of values \(node.inputs)")
  }

  private func describeOptions() -> [(name: String, text: String)] {
    [
      ("epochs", "\(options.epochs)"),
      ("batch size", "\(options.batchSize)"),
      ("learning rate", "\(optimizer.learningRate)"),
      ("schedule", "\(options.schedule)"),
      ("penalties", describe(options.penalties)),
      ("clipping by value", options.clipping.value.map { "\($0)" } ?? "none"),
      ("clipping by norm", options.clipping.norm.map { "\($0)" } ?? "none"),
      ("greatest norm", options.maxNorm.map { "\($0)" } ?? "none"),
      ("early stopping", options.earlyStopping.map(describe) ?? "none"),
      ("order", options.order.rawValue),
      ("drops last batch", "\(options.dropsLastBatch)"),
      ("target", "\(options.target)"),
      ("class weights", options.classWeights.map { "\($0)" } ?? "none"),
      ("example weights", options.exampleWeights.map { digest($0.span).hex } ?? "none"),
      ("measures training set", "\(options.measuresTrainingSet)"),
      ("seed", "\(options.seed)"),
    ]
  }

  /// Penalties and decoupled weight decay, in the form that version 1 of the checkpoint format has them.
  private func describe(_ penalties: Penalties) -> String {
    "Penalties(l1: \(penalties.l1), l2: \(penalties.l2), decoupled: \(optimizer.weightDecay), "
      + "includesBiases: \(penalties.includesBiases))"
  }

  private func describe(_ rule: EarlyStopping) -> String {
    let patience = rule.patience.map { "patience \($0)" } ?? "no patience"
    return "\(rule.monitor.rawValue), \(patience), \(rule.rule.rawValue), change of \(rule.minDelta)"
  }

  /// Count, shape, and the SHA-256 of all labels or targets and of the features of 256 examples.
  private func describe(_ source: any ExampleSource) -> String {
    let width = source.featureShape.count
    var hash = SHA256()
    let sampled = min(source.count, 256)
    for position in 0..<sampled {
      let example = [Int32(position * source.count / sampled)]
      var features = [Float](repeating: 0, count: width)
      var span = features.mutableSpan
      source.readFeatures(of: example.span, into: &span, key: nil, threads: .serial)
      hash.update(littleEndian(features.span))
    }
    let all = (0..<Int32(source.count)).map { $0 }
    let kind: String
    switch source.targetKind {
    case .labels(let classes):
      kind = "\(classes) classes"
      var labels = [Int32](repeating: 0, count: source.count)
      var span = labels.mutableSpan
      source.readLabels(of: all.span, into: &span)
      hash.update(labels.flatMap { bytes(of: UInt32(bitPattern: $0)) })
    case .values(let shape):
      kind = "targets of \(shape)"
      var targets = [Float](repeating: 0, count: source.count * shape.count)
      var span = targets.mutableSpan
      source.readTargets(of: all.span, into: &span)
      hash.update(littleEndian(targets.span))
    }
    return "\(source.count) examples of \(source.featureShape) with \(kind), SHA-256 \(hash.finalize().hex)"
  }

  private func digest(_ values: Span<Float>) -> SHA256Digest { SHA256.hash(littleEndian(values)) }

  private func littleEndian(_ values: Span<Float>) -> [UInt8] {
    var all: [UInt8] = []
    all.reserveCapacity(values.count * 4)
    for index in values.indices { all += bytes(of: values[index].bitPattern) }
    return all
  }

  private func bytes(of word: UInt32) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) }
  }
}
