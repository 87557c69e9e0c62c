import FledgeFormats

/// The nodes that an export of Fledge has before and behind the network.
enum OnnxOwnNodes {
  /// Takes scaling, probabilities and unscaling out of a graph, and says so.
  static func remove(from graph: inout OnnxGraph) throws(FormatError) -> [String] {
    var notes: [String] = []
    if graph.nodes.contains(where: { $0.name.hasPrefix("scaling/") }), let input = graph.inputs.first {
      let made = Set(graph.nodes.filter { $0.name.hasPrefix("scaling/") }.flatMap(\.outputs))
      graph.nodes.removeAll { $0.name.hasPrefix("scaling/") }
      let read = Set(graph.nodes.flatMap(\.inputs)).intersection(made)
      guard read.count == 1, let value = read.first else { throw mistake("one value that scaling/ gives", read.count) }
      for index in graph.nodes.indices {
        graph.nodes[index].inputs = graph.nodes[index].inputs.map { $0 == value ? input.name : $0 }
      }
      graph.inputs[0].type = OnnxType.float.rawValue
      notes.append("the graph's scaling of raw features is left out; data are scaled as the settings say")
    }
    let endings = ["probabilities/", "unscaling/"].filter { ending in
      graph.nodes.contains { $0.name.hasPrefix(ending) }
    }
    if !endings.isEmpty, !graph.outputs.isEmpty {
      func isEnding(_ node: OnnxNode) -> Bool { endings.contains { node.name.hasPrefix($0) } }
      let constants = Set(graph.initializers.map(\.name))
      let ending = graph.nodes.filter(isEnding)
      let made = Set(ending.flatMap(\.outputs))
      let read = Set(ending.flatMap(\.inputs)).subtracting(made).subtracting(constants)
      guard made.contains(graph.outputs[0].name), read.count == 1, let value = read.first else {
        throw mistake("one value that \(endings.joined(separator: " and ")) read, and the output behind", read.count)
      }
      graph.nodes.removeAll(where: isEnding)
      graph.outputs[0].name = value
      if endings.contains("probabilities/") {
        notes.append("the graph's last function, which gives probabilities, is left out")
      }
      if endings.contains("unscaling/") { notes.append("the graph's scaling back of values is left out") }
    }
    return notes
  }

  private static func mistake(_ expected: String, _ found: Int) -> FormatError {
    FormatError(
      .malformed, expected: expected, found: "\(found)", advice: "the file was changed; export the run again")
  }
}
