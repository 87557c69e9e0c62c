internal import Fledge

/// An error of one rank, as all ranks know it.
struct RankError: Error, CustomStringConvertible {
  let description: String
  let status: Status
}

extension World {
  /// Does something that may fail on some ranks, and fails on all where it fails on one.
  ///
  /// - Throws: `RankError`, that of the first rank that failed; `WorldError`.
  func agree<Value>(_ body: () throws -> Value) throws -> Value {
    let outcome = Result { try body() }
    var report: JSONObject = ["host": .string(host)]
    if case .failure(let error) = outcome {
      // Long messages are cut: the block that ranks gather has one size.
      report["error"] = .string(String("\(error)".prefix(1500)))
      report["status"] = .integer(Int(Status(of: error).rawValue))
    }
    for (rank, report) in try gather(report).enumerated() {
      guard let message = report["error"]?.stringValue else { continue }
      let place = rank == 0 ? "" : "rank \(rank) on \(report["host"]?.stringValue ?? "another host"): "
      let status = report["status"]?.integerValue.flatMap { Status(rawValue: Int32($0)) } ?? .failed
      throw RankError(description: place + message, status: status)
    }
    return try outcome.get()
  }

  /// The objects of all ranks, in their order.
  func gather(_ object: JSONObject) throws -> [JSONObject] {
    let size = 8192
    var bytes = Array(JSONValue.object(object).canonicalText.utf8)
    precondition(bytes.count <= size, "World.gather: expected at most \(size) bytes, found \(bytes.count)")
    bytes += [UInt8](repeating: UInt8(ascii: " "), count: size - bytes.count)
    return try gather(bytes).map { try JSONValue(parsing: $0).objectValue ?? JSONObject() }
  }

  /// Makes sure that all ranks train the same: program, settings and data.
  ///
  /// - Throws: `RankError` that names the first difference and its two hosts.
  func compare(_ fingerprint: Fingerprint) throws {
    let all = try gather(fingerprint.object.merging(["host": .string(host)]))
    for (key, noun, advice, status) in Fingerprint.parts {
      guard let first = all[0][key]?.stringValue else { continue }
      for (rank, object) in all.enumerated() where object[key]?.stringValue != first {
        let name = host(object)
        if key == "settings", let changed = differences(object, all[0]) {
          throw RankError(
            description:
              "rank \(rank) on \(name) and rank 0 on \(host(all[0])) have different settings: \(changed); \(advice)",
            status: status)
        }
        throw RankError(
          description:
            "rank \(rank) on \(name) has \(noun) \(object[key]?.stringValue?.prefix(12) ?? "none"), rank 0 on \(host(all[0])) has "
            + "\(first.prefix(12)); \(advice)", status: status)
      }
    }
  }

  /// The settings in which a rank differs from rank 0, where both say theirs.
  private func differences(_ object: JSONObject, _ first: JSONObject) -> String? {
    let key = Fingerprint.changedSettings
    guard let there = object[key]?.objectValue, let here = first[key]?.objectValue else { return nil }
    func text(_ value: JSONValue?) -> String { value.map { $0.stringValue ?? $0.text() } ?? "the default" }
    let keys = there.keys + here.keys.filter { there[$0] == nil }
    let changes = keys.filter { there[$0] != here[$0] }.map { "\($0) \(text(there[$0])) and \(text(here[$0]))" }
    return changes.isEmpty ? nil : changes.joined(separator: ", ")
  }

  private func host(_ object: JSONObject) -> String { object["host"]?.stringValue ?? "another host" }
}

extension JSONObject {
  fileprivate func merging(_ other: JSONObject) -> JSONObject {
    var object = self
    for member in other.members { object[member.key] = member.value }
    return object
  }
}
