import FledgeFormats
import FledgeKernels
import Foundation

/// Decodes PNG files on all processors and brings them to one size and number of channels.
struct PictureReader {
  /// What was done to the files.
  struct Counts {
    var scaled = 0
    var stretched = 0
    var gray = 0
    var colored = 0
    var deep = 0
    var transparent = 0
  }

  let paths: [String]
  private(set) var counts = Counts()
  /// The samples of all pictures, one row each, `[channels, height, width]`.
  private(set) var bytes: [UInt8] = []
  /// The SHA-256 of each file.
  private(set) var digests: [SHA256Digest] = []

  /// Reads all files.
  ///
  /// - Parameter channels: 1 or 3; the fewest that hold all pictures where it is `nil`.
  /// - Throws: where a file is no PNG file, damaged or too large; the first one is named.
  init(_ paths: [String], size: PictureSize, channels: Int?) throws(DatasetError) {
    self.paths = paths
    let pixels = size.width * size.height
    let channels = channels ?? 3
    let width = pixels * channels
    try DataFile.checkMemory(paths.count * width, copies: 1.5, path: paths.first ?? "")
    let tasks = (paths.count + PictureReader.chunk - 1) / PictureReader.chunk
    var results = [Result<(Counts, [SHA256Digest]), DatasetError>?](repeating: nil, count: tasks)
    bytes = [UInt8](repeating: 0, count: paths.count * width)
    let pool = ThreadPool(threads: min(16, ProcessInfo.processInfo.activeProcessorCount))
    unsafe bytes.withUnsafeMutableBufferPointer { target in
      unsafe results.withUnsafeMutableBufferPointer { results in
        pool.run(tasks) { task in
          let range = task * PictureReader.chunk..<min(paths.count, (task + 1) * PictureReader.chunk)
          // Each task writes rows and a result of its own.
          let rows = unsafe UnsafeMutableBufferPointer(
            rebasing: target[range.lowerBound * width..<range.upperBound * width])
          var span = unsafe rows.mutableSpan
          unsafe results[task] = Result { () throws(DatasetError) in
            try PictureReader.read(paths[range], into: &span, size: size, channels: channels)
          }
        }
      }
    }
    digests.reserveCapacity(paths.count)
    for case let result? in results {
      let (part, hashes) = try result.get()
      counts.scaled += part.scaled
      counts.stretched += part.stretched
      counts.gray += part.gray
      counts.colored += part.colored
      counts.deep += part.deep
      counts.transparent += part.transparent
      digests += hashes
    }
  }

  /// Keeps one channel of pictures none of which has colour.
  mutating func dropColor(size: PictureSize) {
    let pixels = size.width * size.height
    var gray = [UInt8](repeating: 0, count: paths.count * pixels)
    for index in paths.indices {
      for pixel in 0..<pixels { gray[index * pixels + pixel] = bytes[index * pixels * 3 + pixel] }
    }
    bytes = gray
  }

  /// Few enough that the threads end together, many enough that taking one costs nothing.
  private static let chunk = 64

  private static func read(
    _ paths: ArraySlice<String>, into target: inout MutableSpan<UInt8>, size: PictureSize, channels: Int
  ) throws(DatasetError) -> (Counts, [SHA256Digest]) {
    var counts = Counts()
    var digests: [SHA256Digest] = []
    var scalers: [PictureSize: PictureScaler] = [:]
    let pixels = size.width * size.height
    for (index, path) in paths.enumerated() {
      let file = try file(path)
      digests.append(SHA256.hash(file))
      let picture: Picture
      do throws(FormatError) {
        picture = try PNG.readPicture(file, path: path)
      } catch {
        throw DatasetError(error, path: path)
      }
      let found = PictureSize(width: picture.width, height: picture.height)
      var samples = picture.samples
      if found != size {
        counts.scaled += 1
        if found.width * size.height != found.height * size.width { counts.stretched += 1 }
        let scaler = scalers[found] ?? PictureScaler(from: found, to: size)
        scalers[found] = scaler
        samples = scaler.scaled(picture)
      }
      if picture.channels == 1 { counts.gray += 1 } else { counts.colored += 1 }
      if picture.isDeep { counts.deep += 1 }
      if picture.hasTransparency { counts.transparent += 1 }
      let start = index * pixels * channels
      for pixel in 0..<pixels {
        switch (picture.channels, channels) {
        case (1, 1): target[start + pixel] = samples[pixel]
        case (3, 1): target[start + pixel] = luma(samples, 3 * pixel)
        default:
          for channel in 0..<3 {
            target[start + channel * pixels + pixel] = samples[picture.channels == 1 ? pixel : 3 * pixel + channel]
          }
        }
      }
    }
    return (counts, digests)
  }

  /// Grey as `PNG.readGray` has it.
  private static func luma(_ samples: [UInt8], _ index: Int) -> UInt8 {
    let sum = 19595 * Int(samples[index]) + 38470 * Int(samples[index + 1]) + 7471 * Int(samples[index + 2])
    return UInt8((sum + 32768) >> 16)
  }

  private static func file(_ path: String) throws(DatasetError) -> [UInt8] {
    let file: [UInt8]
    do throws(FormatError) {
      file = try FileBytes.read(path, limit: 1 << 30)
    } catch {
      throw DatasetError(error, path: path)
    }
    if !file.starts(with: [0x89, 0x50]), let found = ForeignFile.recognise(file, path: path) {
      throw .badData("\(path): expected a PNG picture, found \(found)")
    }
    return file
  }

  /// The sizes of all files and how many have each, and whether one may have colour.
  ///
  /// - Throws: where a file is no PNG file.
  static func survey(_ paths: [String]) throws(DatasetError) -> (sizes: [PictureSize: Int], mayHaveColor: Bool) {
    let half = paths.count / 2
    func result(_ part: ArraySlice<String>) -> Result<([PictureSize: Int], Bool), DatasetError> {
      Result { () throws(DatasetError) in try PictureReader.survey(part) }
    }
    let both = concurrently({ result(paths[..<half]) }, { result(paths[half...]) })
    let (first, second) = (try both.0.get(), try both.1.get())
    return (first.0.merging(second.0) { $0 + $1 }, first.1 || second.1)
  }

  private static func survey(_ paths: ArraySlice<String>) throws(DatasetError) -> ([PictureSize: Int], Bool) {
    var sizes: [PictureSize: Int] = [:]
    var mayHaveColor = false
    for path in paths {
      do throws(FormatError) {
        let head = try FileBytes.head(path, count: 33).bytes
        if !head.starts(with: [0x89, 0x50]), let found = ForeignFile.recognise(head, path: path) {
          throw FormatError(.unsupported, path: path, expected: "a PNG picture", found: found)
        }
        let size = try PNG.readSize(head)
        sizes[PictureSize(width: size.width, height: size.height), default: 0] += 1
        if size.mayHaveColor { mayHaveColor = true }
      } catch {
        throw DatasetError(error, path: path)
      }
    }
    return (sizes, mayHaveColor)
  }
}
