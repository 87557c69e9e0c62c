/// What the bytes of a model look like.
public enum OnnxFile {
  /// Whether the first bytes of a file can be those of a model: its version, and then another of its fields.
  public static func isModel(_ head: [UInt8]) -> Bool {
    // The keys of the producer, its version, the domain, the version, the text, the graph, and operator sets.
    let next: [UInt8] = [0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42]
    return head.count > 2 && head[0] == 0x08 && (1...32).contains(head[1]) && next.contains(head[2])
  }
}
