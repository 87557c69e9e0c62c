/// What is wrong with data: what was expected, what was found, where, and what to do next, in one line.
public struct DatasetError: Error, Equatable, CustomStringConvertible {
  /// The kind of error; it decides the command's exit code.
  public enum Category: Sendable, Equatable {
    /// A file or folder that does not exist, or a mirror that does not answer.
    case missing
    /// A file that exists but does not hold what it should.
    case badData
    /// A file that could not be written.
    case failed
  }

  public let category: Category
  /// One line.
  public let description: String

  /// The exit code of a command that ends with this error: 66 missing, 65 bad data, 1 otherwise.
  public var exitCode: Int32 {
    switch category {
    case .missing: 66
    case .badData: 65
    case .failed: 1
    }
  }

  /// An error about something that does not exist.
  public static func missing(_ message: String) -> DatasetError {
    DatasetError(category: .missing, description: message)
  }

  /// An error about a file that does not hold what it should.
  public static func badData(_ message: String) -> DatasetError {
    DatasetError(category: .badData, description: message)
  }

  /// An error about something that could not be done, such as writing to a full disk.
  public static func failed(_ message: String) -> DatasetError {
    DatasetError(category: .failed, description: message)
  }
}
