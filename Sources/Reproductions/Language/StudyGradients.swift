import FledgeChecking
import FledgeDatasets
import FledgeLatent
import FledgeModels
import FledgeNetworks
import FledgeStudies
import FledgeTensors
import Yams

/// Weights whose gradients are checked, by the names that the report has for them: a study's `gradients`.
///
/// The network is untrained, with the weights of seed 0, and the check is of one example, the first of the training set.
package struct StudyGradients: Sendable {
  /// In which precision gradients and differences are taken.
  enum Precision: String, CaseIterable { case single, double }

  /// A weight and its gradient, by a difference and by back-propagation.
  struct Row {
    let name: String
    let weight: String
    let numerical: Double
    let backprop: Double
    var difference: Double { abs(numerical - backprop) }
  }

  private struct Weight {
    let name: String
    let path: String
    let position: [Int]

    var title: String { "\(path) \(position.map(String.init).joined(separator: ", "))" }

    /// The place in a parameter of a shape; `nil` where it has none.
    func index(in shape: TensorShape) -> Int? {
      guard position.count == shape.rank, zip(position, 0..<shape.rank).allSatisfy({ $0 < shape[$1] }) else {
        return nil
      }
      return zip(position, 0..<shape.rank).reduce(0) { $0 * shape[$1.1] + $1.0 }
    }
  }

  private let weights: [Weight]
  private let location: String

  /// Reads `{output bias: 2.bias 9, first weight: 0.weight 0 350}`.
  init(_ entry: StudyFile.Entry, _ file: StudyFile) throws {
    let items = try file.entries(of: entry.value, what: "gradients", line: entry.line)
    guard !items.isEmpty else { throw file.fail(entry.line, "gradients: expected 'name: 0.weight 3 5', found nothing") }
    location = file.location(entry.line)
    weights = try items.map { item in
      let words = try file.text(item.value, key: item.key, line: item.line).split(separator: " ")
      let position = words.dropFirst().map { Int($0) ?? -1 }
      guard !position.isEmpty, position.allSatisfy({ $0 >= 0 }) else {
        throw file.fail(
          item.line,
          "\(item.key): expected a parameter and its position from 0, such as 0.weight 3 5, found "
            + StudyFile.kind(item.value))
      }
      return Weight(name: item.key, path: String(words[0]), position: position)
    }
  }

  /// Refuses weights that the network of a variant does not have, as far as its settings tell.
  func check(_ settings: TrainingSettings) throws {
    if let reason = settings.noClassifier { throw fail(reason) }
    guard ["mnist", "fashion-mnist", "kmnist", "digits"].contains(settings.dataset) else { return }
    _ = try elements(of: settings.network(features: 784, outputs: 10))
  }

  private func fail(_ reason: String) -> PaperError { .unfit("\(location): gradients: \(reason)") }

  private func elements(of network: Network) throws -> [GradientCheck.Element] {
    let layout = network.parameterLayout
    return try weights.map { weight in
      guard let entry = layout.entries.first(where: { $0.path == weight.path }) else {
        throw fail(
          "\(weight.name): there is no parameter '\(weight.path)' in the network; there are "
            + layout.paths.joined(separator: ", "))
      }
      guard let index = weight.index(in: entry.spec.shape) else {
        throw fail(
          "\(weight.name): expected a position within \(weight.path) \(entry.spec.shape), found \(weight.title)")
      }
      return GradientCheck.Element(weight.path, index)
    }
  }

  /// Both gradients of each weight.
  func rows(
    _ selector: RunSelector, _ precision: Precision, step: Double, _ context: ReproductionContext, of report: String
  ) throws -> [Row] {
    let check = try check(selector, context, of: report)
    let elements = try elements(of: check.network)
    let table =
      switch precision {
      case .single: check.inSingleByDifferences(.listed(elements), step: Float(step))
      case .double: try check.inDoubleByDifferences(.listed(elements), step: step)
      }
    return zip(weights, elements).map { weight, element in
      let row = table.rows.first { $0.path == element.path && $0.index == element.index }
      return Row(
        name: weight.name, weight: weight.title, numerical: row?.numerical ?? .nan, backprop: row?.backprop ?? .nan)
    }
  }

  private func check(_ selector: RunSelector, _ context: ReproductionContext, of report: String) throws -> GradientCheck
  {
    let (study, variant) = (selector.study, selector.variants[0])
    let settings = try study.scales.settings(variant.settings, at: context.scale)
    let sample = try study.trainings(of: report, at: context.scale).data.make(context, settings).training.prefix(1)
    guard sample.classCount > 1 else { throw fail("expected classes, found data without them") }
    let network = try settings.network(features: sample.featureShape.count, outputs: sample.classCount)
    return try GradientCheck(
      network: network, loss: settings.makeLoss(hasLabels: true),
      parameters: network.initialized(with: settings.initializer.initializer, seed: 0),
      batch: CheckedBatch(features: sample.featureRows(), labels: sample.labels.map { Int($0) }))
  }
}

extension RunSelector {
  /// The weights that the study of one variant checks.
  func gradients(in file: StudyFile, line: Int) throws -> StudyGradients {
    guard let gradients = study.gradients else {
      throw file.fail(
        line,
        "study '\(study.name)' names no weights whose gradients are checked; give it 'gradients: {name: 0.weight 3 5}'")
    }
    try gradients.check(variants[0].settings)
    return gradients
  }
}
