import FledgeStudies

extension ReportNumbers {
  /// The id that a number has on the page.
  func itemID(of entry: Entry) -> String {
    let isWhole = number == nil && ownReadings.isEmpty
    return isWhole ? entry.id : [id, entry.id].filter { !$0.isEmpty }.joined(separator: ".")
  }

  /// The number of an earlier block that `item` names; `nil` where there is no `item`.
  static func known(
    _ reader: ReportBlockReader, isRead: Bool, _ earlier: [ReportNumbers]
  ) throws -> Entry? {
    guard let place = reader.entry("item"), let item = try reader.text("item") else { return nil }
    guard isRead else {
      throw reader.file.fail(place.line, "item: a number of an earlier block belongs into a table with 'readings'")
    }
    if let other = reader.entries.first(where: { !["item", "id", "text"].contains($0.key) }) {
      throw reader.file.fail(other.line, "a number with 'item' has no '\(other.key)' of its own")
    }
    let known = earlier.flatMap { block in block.entries.map { (id: block.itemID(of: $0), entry: $0) } }
    guard let found = known.first(where: { $0.id == item })?.entry else {
      throw reader.file.noSuch("number above", item, among: known.map(\.id), line: place.line)
    }
    return Entry(
      id: try reader.entry("id") == nil ? found.id : reader.id(), name: try reader.text("text") ?? found.name,
      selector: found.selector, quantity: found.quantity, published: found.published, source: found.source,
      otherExamples: found.otherExamples, contradiction: found.contradiction, item: item)
  }
}
