import FledgeDatasets
import FledgeLatent
package import FledgeModels
import FledgeNetworks
package import FledgeTensors
import FledgeTraining

/// Outputs of a network as the report's code interprets them.
package struct ThresholdedOutputs {
  private let values: [Float]
  private let width: Int

  /// `outputs` are probabilities, `[images, outputs]`; with thresholds, ≥ 0.75 becomes 1 and ≤ 0.25 becomes 0.
  package init(_ outputs: Tensor, isThresholded: Bool = true) {
    width = outputs.shape[1]
    values = isThresholded ? outputs.elements.map { $0 >= 0.75 ? 1 : $0 <= 0.25 ? 0 : $0 } : outputs.elements
  }

  /// The outputs of a network on a whole set.
  init(_ predictor: Predictor, _ dataset: Dataset, meaning: OutputMeaning, isThresholded: Bool = true) throws {
    let outputs = try predictor.output(for: dataset.featureRows())
    self.init(probabilityRows(outputs, meaning: meaning), isThresholded: isThresholded)
  }

  /// The index of each image's largest output; ties go to the lowest.
  package var classes: [Int] {
    stride(from: 0, to: values.count, by: width).map { start in
      var best = 0
      for index in 1..<width where values[start + index] > values[start + best] { best = index }
      return best
    }
  }

  /// The share of images whose class is not their label.
  package func errorFraction(_ labels: [Int32]) -> Double {
    Double(zip(classes, labels).count { $0 != Int($1) }) / Double(max(1, labels.count))
  }

  /// The mean squared pixel error of each image.
  package func reconstructionErrors(_ images: Tensor) -> [Double] {
    stride(from: 0, to: values.count, by: width).map { start in
      var sum = 0.0
      for index in start..<start + width {
        let difference = Double(values[index]) - Double(images.elements[index])
        sum += difference * difference
      }
      return sum / Double(width)
    }
  }
}

extension Probe {
  /// The curves that both probes measure.
  package static let trainingError = MeasurementKey("error, training")
  package static let testError = MeasurementKey("error, test")

  /// Errors of thresholded outputs after epochs 1, 11, 21, …, labelled 0, 10, 20, …; stops at a test error of 0.001.
  static let thresholded = Probe("thresholded errors at every tenth epoch") { event, trainer, data, measurements in
    guard case .epoch(let record, _) = event, record.epoch % 10 == 1, let test = data.test else { return .proceed }
    let predictor = trainer.predictor()
    let isAutoencoder = trainer.options.target == .features
    let errors = try [data.training, test].map { set in
      let outputs = try ThresholdedOutputs(predictor, set, meaning: trainer.loss.outputMeaning)
      return isAutoencoder
        ? outputs.reconstructionErrors(set.featureRows()).mean : outputs.errorFraction(set.labels)
    }
    measurements.add(errors[0], at: Double(record.epoch - 1), to: trainingError)
    measurements.add(errors[1], at: Double(record.epoch - 1), to: testError)
    return errors[1] <= 0.001 ? .stop : .proceed
  }

  /// Errors of raw outputs, without a stop; of the present weights, not the best.
  static let plain = Probe("plain errors at every tenth epoch") { event, trainer, data, measurements in
    guard case .epoch(let record, _) = event, record.epoch % 10 == 1, let test = data.test else { return .proceed }
    for (set, name) in [(data.training, trainingError), (test, testError)] {
      let evaluation = trainer.evaluate(set)
      let pixels = Double(trainer.network.outputShape.count)
      let error = trainer.options.target == .features ? evaluation.loss / pixels : 1 - (evaluation.accuracy ?? .nan)
      measurements.add(error, at: Double(record.epoch - 1), to: name)
    }
    return .proceed
  }
}

extension [Double] {
  /// The mean; NaN where there are no values.
  package var mean: Double { isEmpty ? .nan : reduce(0, +) / Double(count) }

  /// The population standard deviation, with n in the denominator.
  package var populationDeviation: Double {
    let mean = mean
    return map { ($0 - mean) * ($0 - mean) }.mean.squareRoot()
  }
}
