import FledgeAnalysis
import FledgeDatasets
package import FledgeFormats
import FledgeMetrics
import FledgeTensors

extension LatentInspection {
  /// The results for other programs.
  package var json: JSONObject {
    var object: JSONObject = [
      "dataset": .string(training.provenance.name), "is_mnist": .bool(training.provenance.isMNIST),
      "part": .string(testPart), "training_examples": .integer(training.count), "examples": .integer(test.count),
      "code_width": .integer(autoencoder.codeWidth), "components": .integer(components),
      "reconstruction_error": .number(coded.error), "component_error": .number(control.error),
    ]
    if test.classCount > 0 {
      object["class_errors"] = numbers(coded.classErrors(test.labels, classes: test.classCount))
      object["component_class_errors"] = numbers(control.classErrors(test.labels, classes: test.classCount))
    }
    object["neighbors"] = coded.neighbors.map { $0.json } ?? .null
    object["component_neighbors"] = control.neighbors.map { $0.json } ?? .null
    object["map"] = maps.map { $0.coded.json } ?? .null
    object["component_map"] = maps.map { $0.control.json } ?? .null
    object["input_silhouette"] = inputSilhouette.map { .number($0) } ?? .null
    object["noise"] = noise.map { .array($0.measured.map(\.json)) } ?? .null
    return object
  }
}

private func numbers(_ values: [Double]) -> JSONValue { .array(values.map { $0.isFinite ? .number($0) : .null }) }

extension LatentCodes {
  /// Both accuracies, and how often each class was taken for each.
  fileprivate var json: JSONValue {
    [
      "k": .integer(Self.neighbors), "accuracy": .number(confusion.classificationAccuracy),
      "one_vs_rest_accuracy": .number(confusion.meanOneVersusRestAccuracy),
      "confusion": .array(confusion.rows.map { .array($0.map { .integer($0) }) }),
    ]
  }
}

extension CodeMap {
  fileprivate var json: JSONValue {
    [
      "method": .string(method), "points": .integer(positions.shape[0]),
      "kl_divergence": klDivergence.map { .number($0) } ?? .null, "silhouette": silhouette.map { .number($0) } ?? .null,
      "code_quality": codes.json, "map_quality": drawing.map { $0.json } ?? .null,
    ]
  }
}

extension MapQuality {
  fileprivate var json: JSONValue {
    [
      "neighbors": .integer(neighbors), "trustworthiness": .number(trustworthiness),
      "continuity": .number(continuity), "neighborhood_preservation": .number(neighborhoodPreservation),
    ]
  }
}

extension NoiseMeasurement {
  fileprivate var json: JSONValue {
    let first = { (values: [Double]) -> JSONValue in values.first.map { .number($0) } ?? .null }
    return [
      "deviation": .number(standardDeviation), "noisy_error": first(noisyErrors),
      "denoised_error": first(denoisedErrors),
      "component_error": first(componentErrors), "noisy_accuracy": first(noisyAccuracies),
      "denoised_accuracy": first(denoisedAccuracies), "component_accuracy": first(componentAccuracies),
      "neighbor_accuracy": first(neighborAccuracies),
    ]
  }
}
