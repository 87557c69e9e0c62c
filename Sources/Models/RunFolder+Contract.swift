public import FledgeDatasets
public import FledgeFormats
import Foundation

extension RunFolder {
  /// What the training learned about its data.
  public var contractPath: String { file(RunFolder.contractName) }

  /// Writes `data.json`.
  ///
  /// - Throws: `FormatError` where it cannot be written.
  public func writeContract(_ contract: DataContract) throws {
    let value = try contract.json
    try AtomicFile.write(
      Array((value.text(.indented) + "\n").utf8), to: "\(workPath)/\(RunFolder.contractName)")
  }

  /// The contract of the run; `nil` for a run of an earlier version.
  ///
  /// - Throws: `FormatError` where it is damaged or of a later version.
  public func contract() throws -> DataContract? {
    guard FileManager.default.fileExists(atPath: contractPath) else { return nil }
    let bytes = try FileBytes.readSmall(contractPath, limit: 1 << 28)
    do throws(FormatError) {
      let value = try JSONValue(parsing: bytes, limits: RunFolder.contractLimits)
      guard let format = value["format"]?.integerValue else {
        throw FormatError(.malformed, expected: "a data contract with the key format", found: "none")
      }
      guard format <= DataContract.currentFormat else {
        throw FormatError(
          .unsupported, expected: "a data contract of format \(DataContract.currentFormat) or earlier",
          found: "format \(format)", advice: "a later version of Fledge wrote it")
      }
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      guard let contract = try? decoder.decode(DataContract.self, from: Data(bytes)) else {
        throw FormatError(
          .malformed, expected: "the keys of a data contract", found: "others",
          advice: "the file was changed or damaged; restore it from a copy or train again")
      }
      if let mistake = contract.mistake {
        throw FormatError(
          .malformed, expected: "a data contract whose numbers fit together", found: mistake,
          advice: "the file was changed; restore it from a copy or train again")
      }
      return contract
    } catch {
      throw error.inFile(contractPath)
    }
  }

  // Three numbers for each feature of a wide table.
  fileprivate static let contractLimits = JSONValue.Limits(values: 50_000_000)
}

extension DataContract {
  /// The contract as `data.json` has it.
  public var json: JSONValue {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      encoder.keyEncodingStrategy = .convertToSnakeCase
      return try JSONValue(parsing: [UInt8](encoder.encode(self)), limits: RunFolder.contractLimits)
    }
  }
}
