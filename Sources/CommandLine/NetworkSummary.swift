import Fledge

/// The table of a network's layers that is printed before training.
struct NetworkSummary {
  private let rows: [[String]]
  private let footer: String
  private let network: Network

  init(_ experiment: Experiment) {
    let network = experiment.network
    self.network = network
    rows =
      [["layer", "kind", "settings", "output", "parameters", "multiply-adds"]]
      + network.nodes.map { node in
        let count = node.layer?.parameters.reduce(0) { $0 + $1.shape.count } ?? 0
        return [
          node.path, node.name, node.layer?.summary ?? "", node.outputShape.description,
          count == 0 ? "" : grouped(count), node.multiplyAdds == 0 ? "" : grouped(node.multiplyAdds),
        ]
      }
    let data = experiment.data
    let sizes = [
      "\(grouped(data.training.count)) training", data.validation.map { "\(grouped($0.count)) validation" },
      data.test.map { "\(grouped($0.count)) test" },
    ].compactMap { $0 }
    footer = """
      \(grouped(network.parameterCount)) parameters, \(grouped(network.multiplyAdds)) multiply-adds an example
      \(grouped(experiment.trainer.workspaceBytes)) bytes of workspace, \(InstructionSet.current.rawValue), \(experiment.settings.threads) \
      thread\(experiment.settings.threads == 1 ? "" : "s"), seed \(experiment.settings.seed)
      \(data.training.provenance.name): \(sizes.joined(separator: ", ")) examples
      """
  }

  var text: String { tableText(rows, rightAligned: 4) + "\n\n" + footer }

  /// The layers as JSON, with the list that describes them where there is one.
  var json: JSONValue {
    let layers = network.nodes.map { node -> JSONValue in
      let count = node.layer?.parameters.reduce(0) { $0 + $1.shape.count } ?? 0
      return [
        "path": .string(node.path), "kind": .string(node.name), "settings": .string(node.layer?.summary ?? ""),
        "output": .array(node.outputShape.dimensions.map { .integer($0) }), "parameters": .integer(count),
        "multiply_adds": .integer(node.multiplyAdds),
      ]
    }
    return [
      "input": .array(network.inputShape.dimensions.map { .integer($0) }), "layers": .array(layers),
      "network": LayerList(describing: network).map { .array($0.texts.map { .string($0) }) } ?? .null,
      "parameters": .integer(network.parameterCount), "multiply_adds": .integer(network.multiplyAdds),
    ]
  }
}

/// A table with a header row, its columns as wide as needed.
///
/// - Parameter rightAligned: the first column of numbers; all after it are right-aligned too.
func tableText(_ rows: [[String]], rightAligned first: Int) -> String {
  let widths = (0..<rows[0].count).map { column in rows.map { $0[column].count }.max() ?? 0 }
  let lines = rows.map { row in
    row.enumerated().map { column, cell in
      let space = String(repeating: " ", count: widths[column] - cell.count)
      return column >= first ? space + cell : cell + space
    }.joined(separator: "  ").trimmedAtEnd
  }
  return lines.joined(separator: "\n")
}

extension String {
  /// Without the spaces at the end, which would only be selected in a terminal.
  fileprivate var trimmedAtEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
