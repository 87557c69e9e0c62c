import CFledgeWeb

/// A file of the live page that the program carries.
package enum WebAsset {
  /// The bytes of a file by its name; `nil` where there is none.
  package static func bytes(_ name: String) -> [UInt8]? {
    for index in 0..<fledge_asset_count() {
      let asset = unsafe fledge_asset_at(index)
      guard unsafe String(cString: asset.name) == name else { continue }
      return unsafe Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))
    }
    return nil
  }

  /// The text of a file that the program is built with.
  static func text(_ name: String) -> String {
    guard let bytes = bytes(name) else {
      preconditionFailure("web.c: expected \(name) among the page's files, found none")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
