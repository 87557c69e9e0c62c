/// Why a report could not be reproduced; each description is one line.
public enum PaperError: Error, Equatable, CustomStringConvertible {
  /// No report has this name.
  case unknownPaper(String, nearest: String?, known: [String])
  /// None of the reports has this figure or table.
  case unknownItem(String, nearest: String?, known: [String])
  /// No run knows a class that a report names.
  case unknownClass(String, quantity: String, known: [String])
  /// The data or their network lack what a report names, as the text says.
  case unfit(String)
  /// The run was cancelled; finished trainings are kept.
  case interrupted(finished: Int, left: Int)
  /// The file of a finished run cannot be read.
  case unreadable(path: String, reason: String)
  /// A folder cannot be created.
  case folder(String)

  /// One line: what was expected, what was found, what to do.
  public var description: String {
    switch self {
    case .unknownPaper(let name, let nearest, let known):
      "there is no report '\(name)'\(Self.hint(nearest, known))"
    case .unknownItem(let name, let nearest, let known):
      "there is no figure or table '\(name)'\(Self.hint(nearest, known))"
    case .unknownClass(let name, let quantity, let known):
      "\(quantity): there is no class '\(name)' in the data; there are \(known.prefix(20).joined(separator: ", "))"
    case .unfit(let text): text
    case .interrupted(let finished, let left):
      "interrupted: \(finished) trainings are kept, \(left) are left; the same command goes on from here"
    case .folder(let path):
      "\(path): the folder cannot be made; name an output folder that you may write to"
    case .unreadable(let path, let reason):
      "\(path): expected a finished training, found \(reason); delete its folder, and it is trained again"
    }
  }

  private static func hint(_ nearest: String?, _ known: [String]) -> String {
    nearest.map { "; did you mean '\($0)'?" } ?? "; there are \(known.joined(separator: ", "))"
  }
}
