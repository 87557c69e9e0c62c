import Foundation

/// The program `fledge` of the build that the tests belong to.
package enum BuiltProgram {
  /// Its path, or `nil` where it was not built.
  ///
  /// Only the folder of the test bundle is searched: a release suite never runs a debug program, or the other way round.
  package static let path: String? = {
    let bundles = [CommandLine.arguments[0]] + Bundle.allBundles.map(\.bundlePath)
    return bundles.map { ($0 as NSString).deletingLastPathComponent + "/fledge" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }()

  /// Its folder.
  package static var folder: String? { path.map { ($0 as NSString).deletingLastPathComponent } }
}
