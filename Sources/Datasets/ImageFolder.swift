import FledgeFormats
import FledgeTensors
import Foundation

/// Reads images from a folder with one sub-folder for each class, named after the class.
public enum ImageFolder {
  /// Reads every PNG file as grey levels.
  ///
  /// Classes are in the order of their names (by number where all names are whole numbers), images in the order of
  /// their file names. Transparent pixels become black.
  /// - Throws: where the folder is missing or has no sub-folder with a PNG file, or where an image is damaged or of
  ///   another size than the first.
  public static func read(_ folder: String) throws(DatasetError) -> Dataset {
    guard FileBytes.entry(at: folder) == .folder else {
      throw .missing("\(folder): expected a folder with one sub-folder for each class, found none; check the path")
    }
    var classNames: [String] = []
    var first: (path: String, image: GrayImage)?
    var bytes: [UInt8] = []
    var labels: [Int32] = []
    var files: [Provenance.File] = []
    for name in inOrder(try entries(of: folder)) where FileBytes.entry(at: "\(folder)/\(name)") == .folder {
      let pictures = try entries(of: "\(folder)/\(name)").filter { $0.lowercased().hasSuffix(".png") }.sorted()
      guard !pictures.isEmpty else { continue }
      for picture in pictures {
        let path = "\(folder)/\(name)/\(picture)"
        let file = try FileBytes.all(of: path, size: try FileBytes.size(of: path))
        let image = try decode(file, path: path)
        if let first, first.image.width != image.width || first.image.height != image.height {
          throw .badData(
            "\(path): expected \(first.image.width)×\(first.image.height) pixels as in \(first.path), "
              + "found \(image.width)×\(image.height); bring all pictures to one size")
        }
        if first == nil { first = (path, image) }
        bytes += image.pixels
        labels.append(Int32(classNames.count))
        files.append(Provenance.File(path: path, sha256: SHA256.hash(file).hex))
      }
      classNames.append(name)
    }
    guard let first else {
      throw .badData("\(folder): expected sub-folders with PNG files, one for each class, found none")
    }
    return try Dataset(
      shape: [first.image.height, first.image.width], bytes: bytes, labels: labels, classNames: classNames,
      provenance: Provenance(name: folder, origin: .files, files: files))
  }

  private static func decode(_ file: [UInt8], path: String) throws(DatasetError) -> GrayImage {
    do {
      return try PNG.readGray(file, background: 0, path: path)
    } catch {
      throw DatasetError(error, path: path)
    }
  }

  private static func entries(of folder: String) throws(DatasetError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
    } catch {
      throw .missing("\(folder): the folder cannot be read (\(error.localizedDescription)); check its permissions")
    }
  }

  private static func inOrder(_ names: [String]) -> [String] {
    let numbers = names.compactMap { Int($0) }
    guard numbers.count == names.count else { return names.sorted() }
    return zip(numbers, names).sorted { $0 < $1 }.map(\.1)
  }
}
