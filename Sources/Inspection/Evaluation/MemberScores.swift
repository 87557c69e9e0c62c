package import FledgeDatasets
package import FledgeModels
import FledgeNetworks
package import FledgeTensors
import FledgeTraining

/// The probabilities that one network gives to the classes of each example.
package struct MemberScores: Sendable {
  /// `[examples, classes]`.
  package let probabilities: Tensor
  /// Whether the classes of an example share a probability of 1; they do not where each has a sigmoid of its own.
  package let areShared: Bool

  /// Measures a network of classes on a set.
  ///
  /// - Parameter shift: the mean of the probabilities of all (2·shift + 1)² copies of each picture that are moved by at most
  ///   `shift` pixels along each axis; 0 takes the pictures as they are.
  /// - Throws: `SettingError` for a network without classes; `DatasetError` for a shift of what is no picture.
  package init(_ run: TrainedRun, on examples: Dataset, shift: Int = 0) throws {
    guard examples.classCount > 0, !run.settings.isAutoencoder else {
      throw SettingError.conflict("\(run.path): expected a network of classes, found one of values")
    }
    let loss = run.settings.makeLoss(hasLabels: true)
    areShared = loss.outputMeaning != .independentLogits
    let evaluator = Evaluator(
      network: run.network, loss: loss, parameters: run.parameters, statistics: run.statistics)
    var sum: [Double] = []
    for (down, right) in MemberScores.shifts(shift) {
      let source: any ExampleSource =
        down == 0 && right == 0 ? examples : try ShiftedExamples(examples, down: down, right: right)
      guard let outputs = evaluator.evaluate(source, keepsOutputs: true).outputs else { break }
      let values = probabilityRows(outputs, meaning: loss.outputMeaning).elements
      if sum.isEmpty { sum = Array(repeating: 0, count: values.count) }
      for index in values.indices { sum[index] += Double(values[index]) }
    }
    let count = Double(MemberScores.shifts(shift).count)
    probabilities = Tensor(shape: [examples.count, examples.classCount], elements: sum.map { Float($0 / count) })
  }

  /// The moves (down, right) in the order in which their probabilities are added.
  static func shifts(_ most: Int) -> [(down: Int, right: Int)] {
    (-most...most).flatMap { down in (-most...most).map { (down, $0) } }
  }
}
