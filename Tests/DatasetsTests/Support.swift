import FledgeDatasets
import FledgeKernels
import FledgeTensors
import Foundation
import Testing

/// Writes bytes to a file.
func write(_ bytes: [UInt8], to path: String) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}

/// The error that `body` throws.
func datasetError(_ body: () throws -> Void) -> DatasetError? {
  do {
    try body()
    return nil
  } catch {
    return error as? DatasetError
  }
}

extension Dataset {
  /// The features of the named examples, one row each.
  func read(_ examples: [Int32], key: RandomKey? = nil, threads: Int = 1) -> [Float] {
    var values = [Float](repeating: .nan, count: examples.count * featureShape.count)
    var span = values.mutableSpan
    readFeatures(of: examples.span, into: &span, key: key, threads: ThreadPool(threads: threads))
    return values
  }

  /// All features in order.
  var allFeatures: [Float] { read((0..<Int32(count)).map { $0 }) }

  /// The labels as a trainer reads them.
  func readLabels(_ examples: [Int32]) -> [Int32] {
    var values = [Int32](repeating: -1, count: examples.count)
    var span = values.mutableSpan
    readLabels(of: examples.span, into: &span)
    return values
  }
}

/// A set of `labels.count` one-by-two pictures; picture i holds the bytes 2i and 2i + 1.
func countingDataset(labels: [Int32], classes: Int) throws -> Dataset {
  try Dataset(
    shape: [1, 2], bytes: (0..<labels.count * 2).map { UInt8($0 % 256) }, labels: labels,
    classNames: (0..<classes).map { "class \($0)" },
    provenance: Provenance(name: "counting", origin: .generated(seed: 0)))
}

func makeFolder(_ path: String) throws {
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
}

func removeFile(_ path: String) throws { try FileManager.default.removeItem(atPath: path) }
