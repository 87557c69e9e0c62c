public import FledgeFormats
public import FledgeTraining
import Foundation

extension RunFolder {
  static let interventionsName = "interventions.json"

  /// The changes that were made by hand, in the order of their steps; none where the file is missing.
  ///
  /// - Throws: `FormatError` where the file is damaged.
  public func interventions() throws(FormatError) -> [Intervention] {
    let path = file(RunFolder.interventionsName)
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    let bytes = try FileBytes.readSmall(path, limit: 1 << 26)
    do {
      let found = try JSONDecoder().decode([Intervention].self, from: Data(bytes))
      guard zip(found, found.dropFirst()).allSatisfy({ $0.step <= $1.step }) else {
        throw FormatError(.malformed, path: path, expected: "steps in ascending order", found: "others")
      }
      return found
    } catch let error as FormatError {
      throw error
    } catch {
      throw FormatError(
        .malformed, path: path, expected: "a list of interventions, such as [{\"step\": 100, \"learning-rate\": 0.01}]",
        found: "\"\(String(decoding: bytes.prefix(40), as: UTF8.self))\"",
        advice: "without the file the run goes on as if nothing had been changed")
    }
  }

  /// Writes the changes; on the disk before the first step that they change.
  ///
  /// - Throws: `FormatError`.
  public func write(_ interventions: [Intervention]) throws(FormatError) {
    let value = JSONValue.array(interventions.map(RunFolder.json))
    try AtomicFile.write(Array((value.text() + "\n").utf8), to: "\(workPath)/\(RunFolder.interventionsName)")
  }

  /// One change as JSON.
  public static func json(_ intervention: Intervention) -> JSONValue {
    var object: JSONObject = ["step": .integer(intervention.step)]
    object["learning-rate"] = intervention.learningRate.map { .number($0) }
    object["dropout"] = intervention.dropout.map { .number($0) }
    return .object(object)
  }
}

extension RunRecord {
  /// Makes sure that a run which is found finished is the one that its settings describe.
  ///
  /// - Throws: `RunFolderError.unusable` where it was changed by hand while it trained.
  public func checkUntouched(in folder: String) throws(RunFolderError) {
    guard let interventions, !interventions.isEmpty else { return }
    throw .unusable(
      "\(folder): expected a run of these settings alone, found one that was changed by hand while it trained "
        + "(interventions.json); move it to another folder")
  }
}
