import FledgeFormats
public import FledgeNetworks
import FledgeTensors

/// What became of each array of a file and of each parameter and statistic of a network.
public struct LoadReport: Sendable, Equatable {
  /// Paths in the network that got their values, in its order.
  public var applied: [String] = []
  /// Paths in the network that the file has no array for.
  public var missing: [String] = []
  /// Paths whose array has another shape, with both shapes.
  public var mismatched: [String] = []
  /// Arrays of the file that the network has no place for.
  public var unused: [String] = []
  /// Where names differ, how they were matched; `nil` where they are equal.
  public var matching: String?

  /// Whether every value of the network comes from the file.
  public var isComplete: Bool { missing.isEmpty && mismatched.isEmpty }

  /// The report, one line for each kind that is not empty.
  public var lines: [String] {
    var lines = ["applied: \(applied.count) of \(applied.count + missing.count + mismatched.count) arrays"]
    if let matching { lines.append("matched by shape and order, as names differ: \(matching)") }
    for (kind, names) in [("missing in the file", missing), ("of another shape", mismatched), ("unused", unused)]
    where !names.isEmpty {
      lines.append("\(kind): \(WeightsFile.list(names))")
    }
    return lines
  }
}

extension WeightsFile {
  /// Puts the arrays into parameters and statistics of one network.
  ///
  /// Names are the network's paths, such as `0.weight`. Where none is, layers are matched by shape in the natural
  /// order of their names if each finds one; the report says so. What has no array keeps its value.
  public func load(into parameters: inout Parameters, _ statistics: inout Parameters) throws(NetworkError) -> LoadReport
  {
    let entries = parameters.layout.entries + statistics.layout.entries
    let known = Set(entries.map(\.path))
    var source = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) })
    var names = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.name) })
    var report = LoadReport()
    if !tensors.contains(where: { known.contains($0.name) }), let pairs = matchedByOrder(entries) {
      source = [:]
      names = [:]
      for (path, name) in pairs.members {
        (source[path], names[path]) = (tensors.first { $0.name == name }?.tensor, name)
      }
      report.matching = pairs.text
    }
    for entry in entries {
      guard let tensor = source.removeValue(forKey: entry.path) else {
        report.missing.append(entry.path)
        continue
      }
      guard tensor.shape == entry.spec.shape else {
        report.mismatched.append("\(entry.path) (expected \(entry.spec.shape), found \(tensor.shape))")
        continue
      }
      if parameters.layout.index(of: entry.path) != nil {
        try parameters.set(entry.path, to: tensor)
      } else {
        try statistics.set(entry.path, to: tensor)
      }
      report.applied.append(entry.path)
    }
    let taken = Set(report.matching == nil ? [] : names.values.map { $0 })
    report.unused = tensors.map(\.name).filter { report.matching == nil ? source[$0] != nil : !taken.contains($0) }
    return report
  }

  private typealias Matching = (members: [(path: String, name: String)], text: String)

  /// For each layer of the network the first one of the file with arrays of the same names and shapes.
  private func matchedByOrder(_ entries: [ParameterLayout.Entry]) -> Matching? {
    func grouped(_ names: [(String, [Int])]) -> [(prefix: String, arrays: [String: [Int]])] {
      var groups: [(prefix: String, arrays: [String: [Int]])] = []
      for (name, shape) in names {
        let prefix = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? ""
        let last = name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? name
        if let index = groups.firstIndex(where: { $0.prefix == prefix }) {
          groups[index].arrays[last] = shape
        } else {
          groups.append((prefix, [last: shape]))
        }
      }
      return groups
    }
    let ours = grouped(entries.map { ($0.path, $0.spec.shape.dimensions) })
    let theirs = grouped(tensors.map { ($0.name, $0.tensor.shape.dimensions) })
    guard !ours.isEmpty else { return nil }
    // The first of the file's layers that has the same arrays and was not taken yet.
    var rest = theirs
    var partners: [(prefix: String, arrays: [String: [Int]])] = []
    for our in ours {
      guard let index = rest.firstIndex(where: { $0.arrays == our.arrays }) else { return nil }
      partners.append(rest.remove(at: index))
    }
    let members = zip(ours, partners).flatMap { our, their in
      our.arrays.keys.map { last in
        (path: "\(our.prefix).\(last)", name: their.prefix.isEmpty ? last : "\(their.prefix).\(last)")
      }
    }
    return (members, WeightsFile.list(zip(ours, partners).map { "\($1.prefix) to \($0.prefix)" }))
  }
}
