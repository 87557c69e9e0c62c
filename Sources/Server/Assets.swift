import CFledgeWeb
import FledgeFormats
import Synchronization

/// The files of the page: those inside the program, or those of a folder while someone works on them.
enum Assets {
  private static let embedded: [String: [UInt8]] = {
    var files: [String: [UInt8]] = [:]
    for index in 0..<fledge_asset_count() {
      let asset = unsafe fledge_asset_at(index)
      let bytes = unsafe UnsafeBufferPointer(start: asset.bytes, count: asset.count)
      unsafe files[String(cString: asset.name)] = unsafe Array(bytes)
    }
    return files
  }()

  /// The bytes of a file; `nil` where there is none of this name.
  static func bytes(_ name: String, folder: String?) -> [UInt8]? {
    guard let folder else { return embedded[name] }
    let isPlain =
      !name.hasPrefix(".")
      && name.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      }
    return isPlain ? try? FileBytes.readSmall("\(folder)/\(name)", limit: 1 << 22) : nil
  }

  /// The same bytes as a gzip file, for browsers that take one: made once for each file inside the program.
  static func gzipped(_ name: String) -> [UInt8]? {
    compressed.withLock { known in
      if known[name] == nil { known[name] = embedded[name].flatMap { try? Gzip.deflate($0, .gzip, level: 9) } }
      return known[name]
    }
  }

  private static let compressed = Mutex<[String: [UInt8]]>([:])

  /// The media type that a name's ending stands for.
  static func type(of name: String) -> String {
    switch name.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "json": "application/json; charset=utf-8"
    case "csv": "text/csv; charset=utf-8"
    case "wasm": "application/wasm"
    case "svg": "image/svg+xml"
    case "png": "image/png"
    case "pdf": "application/pdf"
    default: "application/octet-stream"
    }
  }
}
