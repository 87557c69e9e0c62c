extension RunExport {
  /// The table as CSV (RFC 4180, lines end with CR LF).
  ///
  /// Columns: `study`, `cell`, each setting by key path, `seed`, each final metric by name, then the provenance if
  /// asked for. A setting or metric whose name is taken stands as `setting.NAME` or `metric.NAME`. A field without a
  /// value is empty; numbers are the shortest text that reads back as the same bits (`nan`, `inf`, `-inf`).
  public var csv: String {
    var taken: Set<String> = ["study", "cell", "seed"]
    if includesProvenance { taken.formUnion(Self.provenanceColumns) }
    let settingColumns = settingPaths.map { taken.contains($0) ? "setting." + $0 : $0 }
    taken.formUnion(settingColumns)
    let metricColumns = metricNames.map { taken.contains($0) ? "metric." + $0 : $0 }
    var columns = ["study", "cell"] + settingColumns + ["seed"] + metricColumns
    if includesProvenance { columns += Self.provenanceColumns }

    var text = Self.line(columns)
    for row in rows {
      let values = Dictionary(row.settings.entries.map { ($0.path, $0.value) }) { first, _ in first }
      var fields = [row.run.study ?? "", row.run.cellIndex.map { "\($0)" } ?? ""]
      fields += settingPaths.map { values[$0]?.plainText ?? "" }
      fields.append("\(row.run.seed)")
      fields += metricNames.map { name in row.run.metrics[name].map { "\($0)" } ?? "" }
      if includesProvenance { fields += Self.provenance(of: row.run).map { $0 == .null ? "" : $0.plainText } }
      text += Self.line(fields)
    }
    return text
  }

  /// The table as a JSON array with one object in each line.
  ///
  /// `{"study":…,"cell":…,"settings":{key path: value},"seed":…,"metrics":{name: value}}`, and `"provenance"` if asked
  /// for. Keys are sorted; a metric that is infinite or not a number is null, since JSON has no word for it.
  public var json: String {
    guard !rows.isEmpty else { return "[]\n" }
    let lines = rows.map { row in
      var members = [
        JSONValue.Member(key: "study", value: row.run.study.map(JSONValue.string) ?? .null),
        JSONValue.Member(key: "cell", value: row.run.cellIndex.map { .number($0) } ?? .null),
        JSONValue.Member(
          key: "settings",
          value: .object(row.settings.entries.map { JSONValue.Member(key: $0.path, value: $0.value) })),
        JSONValue.Member(key: "seed", value: .number(row.run.seed)),
        JSONValue.Member(
          key: "metrics",
          value: .object(
            metricNames.compactMap { name in
              row.run.metrics[name].map { JSONValue.Member(key: name, value: .number($0)) }
            })),
      ]
      if includesProvenance {
        let values = zip(Self.provenanceColumns, Self.provenance(of: row.run))
        members.append(
          JSONValue.Member(key: "provenance", value: .object(values.map { JSONValue.Member(key: $0, value: $1) })))
      }
      return JSONValue.object(members).text
    }
    return "[\n" + lines.joined(separator: ",\n") + "\n]\n"
  }

  private static func line(_ fields: [String]) -> String {
    fields.map(quote).joined(separator: ",") + "\r\n"
  }

  private static func quote(_ field: String) -> String {
    guard field.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
