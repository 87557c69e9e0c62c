/// Text tables with aligned columns, and wrapped sentences.
public enum TextTable {
  /// Columns two spaces apart, those in `left` left-aligned and all others right-aligned.
  public static func aligned(_ rows: [[String]], left: Set<Int> = [0]) -> String {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return left.contains(column) ? cell + space : space + cell
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  /// Wraps a sentence at a width; all lines but the first begin with the indent.
  public static func wrapped(_ text: String, width: Int, indent: String) -> String {
    var lines = [""]
    for word in text.split(separator: " ") {
      let isFirst = lines[lines.count - 1].isEmpty || lines[lines.count - 1] == indent
      if !isFirst, lines[lines.count - 1].count + 1 + word.count > width {
        lines.append(indent + word)
      } else {
        lines[lines.count - 1] += (isFirst ? "" : " ") + word
      }
    }
    return lines.joined(separator: "\n")
  }
}
