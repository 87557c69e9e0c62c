extension LayerList {
  /// The list of a network's layers; `nil` where the network has named blocks, which a list has not.
  public init?(describing network: Network) {
    guard network.blocks.isEmpty else { return nil }
    var entries: [(path: String, item: LayerItem)] = []
    for node in network.nodes {
      if let layer = node.layer {
        guard let items = try? LayerItem.parse(layer.listing), items.count == 1 else { return nil }
        entries.append((node.path, items[0]))
        continue
      }
      let inside = entries.firstIndex { $0.path.hasPrefix(node.path + ".") } ?? entries.count
      let children = entries[inside...].map(\.item)
      entries.removeSubrange(inside...)
      entries.append((node.path, LayerItem(words: ["residual"], children: children)))
    }
    items = entries.map(\.item)
  }
}
