import FledgeFormats
import FledgeNetworks

/// The values of the setting `network`: a list of layers, its text, or a file that holds one.
enum LayerListSetting {
  static let form = "layers|file"

  /// The layers of a value, one text each.
  ///
  /// - Throws: `SettingError` where the list cannot be read; layers that do not fit are found with the data.
  static func layers(_ value: SettingValue) throws(SettingError) -> [String] {
    switch value {
    case .list([]): return []
    case .list(let items): return try layers { () throws(NetworkError) in try LayerList(items) }
    case .scalar where value.isNone: return []
    case .scalar(let text):
      if [".yaml", ".yml"].contains(where: text.lowercased().hasSuffix) { return try layers(fileAt: text) }
      return try layers { () throws(NetworkError) in try LayerList(parsing: text) }
    }
  }

  private static func layers(_ list: () throws(NetworkError) -> LayerList) throws(SettingError) -> [String] {
    do throws(NetworkError) {
      return try list().texts
    } catch {
      throw .conflict("\(error)")
    }
  }

  /// The list in a YAML file: the whole document, or its key `network`.
  private static func layers(fileAt path: String) throws(SettingError) -> [String] {
    let bytes: [UInt8]
    do throws(FormatError) {
      bytes = try FileBytes.readSmall(path, limit: YAMLText.largestByteCount)
    } catch {
      throw .conflict("network: \(error.inFile(path))")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .conflict("\(path): expected UTF-8 text, found other bytes; save the file as UTF-8")
    }
    guard let root = try SettingsFile.root(text, name: path) else {
      throw .conflict("\(path): expected a list of layers, found an empty file")
    }
    if let list = try SettingsFile.layers(root, location: path) { return try layers(list) }
    let entries = try SettingsFile.entries(of: root, name: path)
    guard entries.count == 1, entries[0].0 == "network" else {
      throw .conflict(
        "\(path): expected a list of layers or the key network alone, found "
          + entries.prefix(4).map { "'\($0.0)'" }.joined(separator: ", ")
          + "; a file of settings is the argument of `fledge train`")
    }
    return try layers(entries[0].1)
  }
}
