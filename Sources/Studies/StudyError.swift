/// An error of a study's file, run or results; each description is one line that ends with what to do next.
public enum StudyError: Error, Equatable, CustomStringConvertible {
  /// The study's file is missing.
  case missing(String)
  /// The study's file has a mistake; `location` names file and line.
  case badDefinition(location: String, reason: String)
  /// No study of this name is in the store.
  case unknownStudy(String, nearest: String?)
  /// None of the chosen runs has a metric of this name.
  case unknownMetric(String, nearest: String?, known: [String])
  /// A metric that the runs of a study never measure.
  case neverMeasured(study: String, key: String, metric: String, reason: String, known: [String])
  /// Every run of a study failed.
  case allFailed(study: String, count: Int, reason: String)
  /// A file changed after runs were trained on it.
  case dataChanged(study: String, path: String, stored: String, found: String)
  /// A stored study cannot be read.
  case unreadable(study: String, reason: String)
  /// The data differ from those that the study began with.
  case otherData(study: String, stored: String, found: String)
  /// A training ended without an error, but one of its metrics is not finite.
  case notFinite(metric: String, value: Double)
  /// A study whose workers must see each other's results has a store in which they do not.
  case needsSharedStore(study: String)
  /// A folder cannot be made.
  case folder(String)
  /// The system starts no thread.
  case noThread

  /// One line: where, what was expected, what was found, what to do.
  public var description: String {
    switch self {
    case .missing(let path): "\(path): expected the file of a study, found none; check the path"
    case .badDefinition(let location, let reason): "\(location): \(reason)"
    case .unknownStudy(let name, let nearest):
      "there is no study '\(name)' in this store"
        + (nearest.map { "; did you mean '\($0)'?" } ?? "; `fledge study list` names all")
    case .unknownMetric(let name, let nearest, let known):
      "no run that was asked for has a metric '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
        + "; " + (known.isEmpty ? "no run has finished" : "measured are \(known.joined(separator: ", "))")
    case .neverMeasured(let study, let key, let metric, let reason, let known):
      "study '\(study)': \(key): \(metric) is never measured, since \(reason); measured are "
        + known.joined(separator: ", ")
    case .allFailed(let study, let count, let reason):
      "study '\(study)': all \(count) runs failed, the first with: \(reason)"
    case .dataChanged(let study, let path, let stored, let found):
      "\(path): expected the file that study '\(study)' began with, SHA-256 \(stored.prefix(16))…, found "
        + "\(found.prefix(16))…; put the first file back, or give the study another name"
    case .unreadable(let study, let reason):
      "study '\(study)': \(reason); run it with the version of Fledge that wrote it, or delete it"
    case .otherData(let study, let stored, let found):
      "study '\(study)' was begun on \(stored), and \(found) are here now; bring the first data back, or give the "
        + "study another name"
    case .notFinite(let metric, let value):
      "training diverged in its last steps: \(metric) is \(value); lower the learning rate or clip the gradients"
    case .needsSharedStore(let study):
      "study '\(study)': halving compares the results of all workers; expected a file or a server as --store, found a folder"
    case .folder(let path):
      "\(path): the folder cannot be made; check the path, the rights and the room on the disk"
    case .noThread:
      "expected to start a thread, the system refused; raise the limits on processes and address space (ulimit -u, -v)"
    }
  }
}
