import FledgeDatasets
public import FledgeFormats
public import FledgeModels
import FledgeNetworks

/// A Python script that builds a run's network and loads its weights from the safetensors file beside it.
public struct PythonScript: Sendable {
  /// The lines of the script, at most 30 for networks that fit.
  public let lines: [String]
  /// What the reader of the file must know, one line each.
  public let notes: [String]

  /// Writes the script, and the weights beside it under the same name with the ending `.safetensors`.
  ///
  /// - Returns: the path of the weights.
  /// - Throws: `FormatError` where a file cannot be written.
  public func write(to path: String, weightsOf folder: RunFolder) throws(FormatError) -> String {
    let weights = PythonScript.weightsPath(path)
    try AtomicFile.write(FileBytes.read(folder.modelPath), to: weights)
    try AtomicFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: path)
    return weights
  }

  /// The file of the weights beside a script.
  public static func weightsPath(_ script: String) -> String {
    (script.hasSuffix(".py") ? String(script.dropLast(3)) : script) + ".safetensors"
  }

  /// The first words of every script, by which one is known that may be replaced.
  public static let mark = "# Written by fledge: "

  /// The comments that say what goes in and what comes out.
  static func header(_ run: TrainedRun, input: String) -> [String] {
    let scaling = run.contract?.scaling.rule.rawValue ?? run.settings.scaling.rawValue
    var lines = [
      "\(mark)the network of \(PrintableText.line(run.path)) with its weights.",
      "# Input: \(input), scaled as in training (\(scaling)); output: what the last layer gives.",
    ]
    let names = run.contract?.classNames ?? []
    if (1...40).contains(names.count) {
      lines.append("classes = " + JSONValue.array(names.map { .string($0) }).text())
    }
    return lines
  }

  /// Entries with commas, in lines of at most 110 characters.
  static func wrapped(_ entries: [String], indent: String = "    ") -> [String] {
    var lines: [String] = []
    for entry in entries {
      if let last = lines.last, last.count + entry.count < 108 {
        lines[lines.count - 1] = last + " " + entry + ","
      } else {
        lines.append(indent + entry + ",")
      }
    }
    return lines
  }
}

/// The nodes of a network as they are nested: layers, and blocks that add their input.
indirect enum ScriptPart {
  case layer(any Layer, node: Node)
  case residual([ScriptPart])

  /// The parts of nodes that stand behind each other.
  static func parts(_ nodes: ArraySlice<Node>) -> [ScriptPart] {
    var parts: [(path: String, part: ScriptPart)] = []
    for node in nodes {
      if let layer = node.layer {
        parts.append((node.path, .layer(layer, node: node)))
      } else {
        let first = parts.firstIndex { $0.path.hasPrefix(node.path + ".") } ?? parts.count
        let inside = parts[first...].map(\.part)
        parts.removeSubrange(first...)
        parts.append((node.path, .residual(inside)))
      }
    }
    return parts.map(\.part)
  }
}
