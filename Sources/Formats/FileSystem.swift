/// The few things that Fledge asks of a file system when it saves; a test stands in for it and makes each one fail.
public protocol FileSystem: Sendable {
  /// Where a save under a path goes.
  func target(_ path: String) throws(FormatError) -> OutputTarget
  /// Opens a new file for writing; `nil` where the name is taken.
  func create(_ path: String) throws(FormatError) -> OpenFile?
  /// Writes all bytes at the end of the file.
  func write(_ bytes: RawSpan, to file: OpenFile) throws(FormatError)
  /// Waits until the file's bytes are on the disk.
  func sync(_ file: OpenFile) throws(FormatError)
  /// Closes the file.
  func close(_ file: OpenFile) throws(FormatError)
  /// Gives a file another name at once, in place of whatever has that name.
  func rename(_ path: String, to target: String) throws(FormatError)
  /// Waits until the names in a folder are on the disk.
  func syncFolder(_ path: String) throws(FormatError)
  /// Removes a file.
  func remove(_ path: String) throws(FormatError)
  /// The names in a folder, sorted.
  func list(_ folder: String) throws(FormatError) -> [String]
}

/// A file that is open.
public struct OpenFile: Sendable, Equatable {
  /// The operating system's number for it.
  public let descriptor: Int32
  /// Its name.
  public let path: String

  public init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }
}
