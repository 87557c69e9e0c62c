extension ProductPlan {
  /// One line: dimensions, kernel, what it does to its operands, and in how many tasks.
  package func text(threads: Int) -> String {
    var parts = [kernelText]
    if isMasked && (rowsTogether > 1 || panelsTogether > 1) {
      parts.append("\(rowsTogether) × \(panelsTogether)")
    }
    parts.append(packsRight ? "packed" : "in place")
    if prefetchesUpdate { parts.append("prefetched") }
    let tasks = split.tasks(threads: threads)
    parts.append(tasks == 1 ? "1 task" : "\(tasks) tasks")
    return parts.joined(separator: ", ")
  }

  /// The name of the kernel, and of the one for what it leaves.
  package var kernelText: String {
    var text = kernel.rawValue
    if kernel == .rankUpdate && columns % Panels.width != 0 { text += isMasked ? " + sparse" : " + dense" }
    if let compacted { text += kernel == .compacted ? " \(compacted.rawValue)" : " (compacted \(compacted.rawValue))" }
    return text
  }
}
