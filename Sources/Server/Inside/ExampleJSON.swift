import FledgeCharts
import FledgeDatasets
import FledgeFormats
import FledgeInspection
import FledgeModels

/// Numbers for the page's scripts, which read them without loss and much faster than as decimals.
enum PackedNumbers {
  /// Little-endian 32-bit floats as base 64.
  static func json(_ values: some Sequence<Float>) -> JSONValue {
    var bytes: [UInt8] = []
    for value in values {
      for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift)) }
    }
    return .string(Base64.encode(bytes))
  }

  /// Bytes as base 64.
  static func json(bytes: [UInt8]) -> JSONValue { .string(Base64.encode(bytes)) }
}

extension ExampleSet {
  /// One example: its picture or values, what it is, and what the network takes it for.
  func json(_ index: Int) -> JSONObject {
    var object = examples.json(index)
    guard index < answers.errors.count else { return object }
    object["error"] = .number(answers.errors[index])
    switch answers.kind {
    case .classes:
      let best = answers.predicted[index]
      object["predicted"] = .string(answers.outputNames[best])
      object["predicted_index"] = .integer(best)
      object["outputs"] = .array(answers.outputs(of: index).map { .number($0) })
    case .values: object["outputs"] = .array(answers.outputs(of: index).map { .number($0) })
    case .reconstruction: break
    }
    return object
  }
}

extension Dataset {
  /// One example: its picture or values, and what it is.
  func json(_ index: Int) -> JSONObject {
    var object: JSONObject = ["index": .integer(index)]
    if let levels = greyLevels(of: index) {
      object["pixels"] = PackedNumbers.json(bytes: levels)
    } else {
      object["features"] = PackedNumbers.json(plainFeatures([index]))
    }
    if classCount > 0 {
      let label = Int(labels[index])
      object["label"] = .string(classNames[label])
      object["label_index"] = .integer(label)
    } else {
      let values = subset(index..<index + 1).exactTargetValues
      if values.count <= 16 { object["target"] = .array(values.map { .number($0) }) }
    }
    return object
  }
}

extension TrainedRun {
  /// What one example looks like: the size of its picture, or the names of its columns.
  var exampleForm: JSONObject {
    if let size = pictureSize {
      return ["width": .integer(size.width), "height": .integer(size.height), "channels": .integer(size.channels)]
    }
    return ["names": .array(featureNames.map { .string($0) })]
  }
}
