/// A help text with its examples at the end, below the long list of options.
struct HelpText {
  let text: String

  init(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(of: "EXAMPLES"),
      let end = lines[start...].firstIndex(where: { $0.hasPrefix("USAGE:") })
    else {
      self.text = text
      return
    }
    var rest = Array(lines[..<start] + lines[end...])
    while rest.last?.isEmpty == true { rest.removeLast() }
    var examples: [String] = []
    for line in lines[start..<end] where !line.isEmpty {
      // Only whole lines can be copied: join examples that were wrapped.
      if examples.count < 2 || line.hasPrefix("  ") {
        examples.append(String(line))
      } else {
        examples[examples.count - 1] += " \(line)"
      }
    }
    self.text = (rest.map(String.init) + [""] + examples).joined(separator: "\n")
  }
}
