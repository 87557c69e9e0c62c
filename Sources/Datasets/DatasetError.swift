/// What is wrong with data: what was expected, what was found, where, and what to do next, in one line.
public struct DatasetError: Error, Equatable, CustomStringConvertible {
  /// What kind of trouble it is; it decides the command's exit code.
  public enum Category: Sendable, Equatable {
    /// A file or folder that is not there, or a mirror that does not answer.
    case missing
    /// A file that is there and is not what it should be.
    case badData
    /// A file that could not be written.
    case failed
  }

  /// What kind of trouble it is.
  public let category: Category
  /// The whole message, one line.
  public let description: String

  /// The exit code of a command that ends with this error: 66 missing, 65 bad data, 1 otherwise.
  public var exitCode: Int32 {
    switch category {
    case .missing: 66
    case .badData: 65
    case .failed: 1
    }
  }

  /// An error about something that is not there.
  public static func missing(_ message: String) -> DatasetError {
    DatasetError(category: .missing, description: message)
  }

  /// An error about a file that is not what it should be.
  public static func badData(_ message: String) -> DatasetError {
    DatasetError(category: .badData, description: message)
  }

  /// An error about something that could not be done, such as writing to a full disk.
  public static func failed(_ message: String) -> DatasetError {
    DatasetError(category: .failed, description: message)
  }
}
