public import FledgeCharts
import FledgeFormats
import Foundation

extension Chart {
  /// Writes the picture and its data as `<path>.svg` and `<path>.csv`, and makes the folder where there is none.
  ///
  /// - Returns: both paths.
  /// - Throws: `StudyError.folder`, `FormatError` where a file cannot be written.
  @discardableResult
  public func write(to path: String) throws -> [String] {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw StudyError.folder(folder.path)
    }
    return try [("svg", svg()), ("csv", csv)].map { kind, text in
      try AtomicFile.write(Array(text.utf8), to: "\(path).\(kind)")
      return "\(path).\(kind)"
    }
  }
}
