/// Why a setting was refused; each description is one line that says what is expected.
public enum SettingError: Error, Equatable, CustomStringConvertible {
  /// No setting has this name.
  case unknownKey(String, nearest: String?, location: String)
  /// The value is not one that the setting takes.
  case invalidValue(key: String, expected: String, found: String)
  /// Two settings that exclude each other, or that do not fit the data.
  case conflict(String)

  /// One line: where, what was expected, what was found.
  public var description: String {
    switch self {
    case .unknownKey(let key, let nearest, let location):
      "\(location)there is no setting '\(key)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .invalidValue(let key, let expected, let found):
      "\(key): expected \(expected), found \(found.isEmpty || found == "''" ? "nothing" : found)"
    case .conflict(let reason):
      reason
    }
  }
}
