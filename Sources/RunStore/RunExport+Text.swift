import FledgeFormats

extension RunExport {
  /// The table as CSV (RFC 4180, lines end with CR LF).
  ///
  /// Columns: `study`, `cell`, each setting by key path, `seed`, each final metric by name, then the provenance if
  /// requested. A setting or metric whose name is taken becomes `setting.NAME` or `metric.NAME`. A field without a
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
      fields += metricNames.map { name in row.run.metrics[name].map(Self.field) ?? "" }
      if includesProvenance { fields += Self.provenance(of: row.run).map { $0 == .null ? "" : $0.plainText } }
      text += Self.line(fields)
    }
    return text
  }

  /// The table as a JSON array with one object in each line.
  ///
  /// `{"study":…,"cell":…,"settings":{key path: value},"seed":…,"metrics":{name: value}}`, and `"provenance"` if
  /// requested. Keys are sorted; a metric that is infinite or not a number is null, since JSON cannot express it.
  public var json: String {
    let lines = objects
    return lines.isEmpty ? "[]\n" : "[\n" + lines.joined(separator: ",\n") + "\n]\n"
  }

  /// The objects of `json`, one on each line, without brackets and commas.
  public var jsonLines: String { objects.map { $0 + "\n" }.joined() }

  private var objects: [String] {
    rows.map { row in
      var settings = JSONObject()
      for entry in row.settings.entries { settings[entry.path] = entry.value }
      var metrics = JSONObject()
      for name in metricNames { metrics[name] = row.run.metrics[name].map { .metric($0) } }
      var object: JSONObject = [
        "study": row.run.study.map { .string($0) } ?? .null, "cell": row.run.cellIndex.map { .integer($0) } ?? .null,
        "settings": .object(settings), "seed": .seed(row.run.seed), "metrics": .object(metrics),
      ]
      if includesProvenance {
        var provenance = JSONObject()
        for (name, value) in zip(Self.provenanceColumns, Self.provenance(of: row.run)) { provenance[name] = value }
        object["provenance"] = .object(provenance)
      }
      return JSONValue.object(object).text()
    }
  }

  private static func field(_ metric: Double) -> String { Int(exactly: metric).map { "\($0)" } ?? "\(metric)" }

  private static func line(_ fields: [String]) -> String {
    fields.map(CSVCell.field).joined(separator: ",") + "\r\n"
  }
}
