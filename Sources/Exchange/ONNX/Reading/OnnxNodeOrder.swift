import FledgeFormats

/// The nodes of a graph that lead to its output, each behind those whose values it reads.
struct OnnxNodeOrder {
  private let graph: OnnxGraph
  /// The node that makes each value.
  private var makers: [String: Int] = [:]

  /// - Throws: `FormatError` where two nodes make one value, a value is made by none, or nodes wait for each other.
  static func sorted(_ graph: OnnxGraph, to output: String) throws(FormatError) -> [OnnxNode] {
    try OnnxNodeOrder(graph).nodes(to: output)
  }

  private init(_ graph: OnnxGraph) throws(FormatError) {
    self.graph = graph
    let given = Set(graph.inputs.map(\.name) + graph.initializers.map(\.name))
    guard Set(graph.initializers.map(\.name)).count == graph.initializers.count else {
      throw FormatError(.malformed, expected: "initializers of different names", found: "one name twice")
    }
    for (index, node) in graph.nodes.enumerated() {
      for output in node.outputs where !output.isEmpty {
        guard !given.contains(output), makers.updateValue(index, forKey: output) == nil else {
          throw FormatError(
            .malformed, expected: "one node for each value",
            found: "value \(quoted(output)) a second time in \(node.title)")
        }
      }
    }
    for node in graph.nodes {
      for input in node.inputs where !input.isEmpty && !given.contains(input) && makers[input] == nil {
        throw FormatError(
          .malformed, expected: "a value \(quoted(input)), which \(node.title) reads", found: "nothing that makes it")
      }
    }
  }

  private func nodes(to output: String) throws(FormatError) -> [OnnxNode] {
    var needed = [Bool](repeating: false, count: graph.nodes.count)
    var open = [output]
    while let value = open.popLast() {
      guard let maker = makers[value], !needed[maker] else { continue }
      needed[maker] = true
      open += graph.nodes[maker].inputs
    }
    var waits = graph.nodes.map { node in node.inputs.count { makers[$0] != nil } }
    var readers: [[Int]] = Array(repeating: [], count: graph.nodes.count)
    for (index, node) in graph.nodes.enumerated() where needed[index] {
      for input in node.inputs { if let maker = makers[input] { readers[maker].append(index) } }
    }
    var ready = graph.nodes.indices.filter { needed[$0] && waits[$0] == 0 }
    var sorted: [OnnxNode] = []
    var next = 0
    while next < ready.count {
      sorted.append(graph.nodes[ready[next]])
      for reader in readers[ready[next]] {
        waits[reader] -= 1
        if waits[reader] == 0 { ready.append(reader) }
      }
      next += 1
    }
    if let waiting = graph.nodes.indices.first(where: { needed[$0] && waits[$0] > 0 }) {
      throw FormatError(
        .malformed, expected: "nodes that follow on each other",
        found: "a cycle through \(graph.nodes[waiting].title)")
    }
    return sorted
  }
}
