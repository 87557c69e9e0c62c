import FledgeFormats
import FledgeMetrics
import FledgeTraining
import Foundation

/// The content of `trial.json`, the file of a finished training.
struct TrialRecord: Codable {
  /// The version of the format; other versions are not read.
  static let currentVersion = 1

  var version = TrialRecord.currentVersion
  /// The trial's name, for people who read the file.
  var name: String
  var settings: String
  var seed: UInt64
  var features: Int
  var outputs: Int
  var seconds = 0.0
  var history = History()
  var testLoss = Double.nan
  var testAccuracy = Double.nan
  var report: ClassificationReport?
  var measurements = Measurements()
  /// The error of a training that diverged.
  var divergence: String?

  // The keys of stored records.
  private enum CodingKeys: String, CodingKey {
    case version, name, settings, seed, features, outputs, seconds, history, testLoss, testAccuracy, report
    case measurements = "findings"
    case divergence
  }

  /// Writes infinities and NaN as text, since JSON has no numbers for them.
  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    return encoder
  }

  /// Reads what the encoder wrote.
  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    return decoder
  }

  func write(to path: String) throws { try AtomicFile.write([UInt8](TrialRecord.encoder.encode(self)), to: path) }

  /// Reads a record; `nil` where there is none.
  ///
  /// - Throws: `PaperError.unreadable`.
  static func read(_ path: String) throws(PaperError) -> TrialRecord? {
    guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
    do {
      let record = try decoder.decode(TrialRecord.self, from: bytes)
      return record.version == currentVersion ? record : nil
    } catch {
      throw .unreadable(path: path, reason: "something else (\(error.localizedDescription))")
    }
  }
}
