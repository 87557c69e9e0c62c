import FledgeFormats

/// An error of a run store; each description is one line that ends with what to do next.
public enum RunStoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no file, and none was to be created.
  case missing(path: String)
  /// The file is not an SQLite database.
  case notADatabase(path: String, found: String)
  /// The file is the SQLite database of another program.
  case foreignDatabase(path: String, applicationID: Int)
  /// The store was written by a newer version of Fledge.
  case newerVersion(path: String, found: Int, supported: Int)
  /// The store was written by an older version and may only be read.
  case olderVersion(path: String, found: Int, supported: Int)
  /// Another process kept the store locked for longer than the time-out.
  case locked(path: String, seconds: Double)
  /// The file is damaged.
  case damaged(path: String, detail: String)
  /// The file or its folder may not be written.
  case readOnly(path: String)
  /// The file or its folder cannot be opened.
  case cannotOpen(path: String, detail: String)
  /// No space is left.
  case diskFull(path: String)
  /// The system failed to read or write.
  case inputOutput(path: String, detail: String)
  /// A file exists where a new one was to be written.
  case alreadyExists(path: String)
  /// A study of this name exists with other cells.
  case studyDiffers(name: String, difference: StudyDifference)
  /// No study has this number.
  case unknownStudy(Study.ID)
  /// No cell has this number.
  case unknownStudyRun(StudyRun.ID)
  /// No run has this number.
  case unknownRun(Run.ID)
  /// The run's worker is alive.
  case runInUse(Run.ID)
  /// A configuration is not a JSON object.
  case badConfiguration(source: String, reason: String)
  /// The client library of PostgreSQL is not installed.
  case noServerLibrary(detail: String)
  /// The address of a server cannot be read; it is not repeated, since it may hold a password.
  case badAddress
  /// The server refuses the user, the password, the database or the encryption.
  case serverRefused(name: String, reason: String)
  /// The server did not answer for so long.
  case unreachable(name: String, seconds: Double, reason: String)
  /// The server reported an error that none of the others covers.
  case server(name: String, detail: String)
  /// An SQLite error that none of the above covers.
  case unexpected(path: String, detail: String)

  /// One line: what was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .missing(let path): "\(path): there is no run store; give another one with --store"
    case .notADatabase(let path, let found):
      "\(path): expected a run store (an SQLite file), found \(found); it was left as it is, choose another --store"
    case .foreignDatabase(let path, let applicationID):
      "\(path): this SQLite file belongs to another program (application id \(applicationID), expected "
        + "\(Schema.applicationID)); it was left as it is, choose another --store"
    case .newerVersion(let path, let found, let supported):
      "\(path): written by a newer Fledge (store version \(found), this one knows up to \(supported)); "
        + "it was left as it is, update Fledge or choose another --store"
    case .olderVersion(let path, let found, let supported):
      "\(path): written by an older Fledge (store version \(found), now \(supported)) and opened for reading only; "
        + "open it once for writing to bring it up to date"
    case .locked(let path, let seconds):
      "\(path): locked by another process for more than \(seconds) s; wait for it to end or stop it, then try again"
    case .damaged(let path, let detail):
      "\(path): the store is damaged (\(detail)); copy what can be read into a new file with "
        + "`fledge runs check --store \(shellWord(path)) --salvage NEW.db`"
    case .readOnly(let path):
      "\(path): the file or its folder may not be written; change its permissions or copy it elsewhere"
    case .cannotOpen(let path, let detail):
      "\(path): cannot be opened (\(detail)); check that the folder exists and may be written"
    case .diskFull(let path): "\(path): the disk is full; nothing was lost, free some space and try again"
    case .inputOutput(let path, let detail):
      "\(path): reading or writing failed (\(detail)); check the disk, then run `fledge runs check`"
    case .alreadyExists(let path): "\(path): expected no file there, found one; name a new file"
    case .studyDiffers(let name, let difference):
      "study “\(name)” exists with other runs: \(difference); give the study another name or delete the old one"
    case .unknownStudy(let id): "no study has the number \(id); list them with `fledge study list`"
    case .unknownStudyRun(let id): "no cell has the number \(id); look at its study with `fledge study show`"
    case .unknownRun(let id): "no run has the number \(id); list them with `fledge runs list`"
    case .runInUse(let id): "run \(id) is being trained; stop its process first"
    case .badConfiguration(let source, let reason):
      "\(source): expected a configuration as a JSON object, \(reason)"
    case .noServerLibrary(let detail):
      "--store: a PostgreSQL store needs the library libpq, which cannot be loaded (\(detail)); install it: "
        + "apt-get install libpq5"
    case .badAddress:
      "--store: expected postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require, found an address that libpq cannot "
        + "read; write special characters as %XX, or leave the password to PGPASSWORD"
    case .serverRefused(let name, let reason):
      "\(name): refused (\(reason)); check user, password, database and sslmode of --store and of PGUSER, PGPASSWORD, …"
    case .unreachable(let name, let seconds, let reason):
      "\(name): expected a PostgreSQL server, found none in \(Int(seconds)) s (\(reason)); check host and port"
    case .server(let name, let detail): "\(name): the server said: \(detail); look at the server's log"
    case .unexpected(let path, let detail):
      "\(path): SQLite said: \(detail); run `fledge runs check --store \(shellWord(path))`"
    }
  }
}
