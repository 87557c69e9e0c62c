import FledgeFormats
import FledgeModels
import Foundation

extension RunFolder {
  /// What is going on in a run's folder.
  enum State: String {
    case running, paused, finished, unfinished
  }

  static func state(at path: String) -> State {
    if FileManager.default.fileExists(atPath: path + "/record.json") { return .finished }
    guard let text = try? FileBytes.readSmall(path + "/.lock", limit: 4096) else { return .unfinished }
    let words = String(decoding: text, as: UTF8.self).split(separator: " ")
    guard words.count > 1, let process = Int32(words[1]), kill(process, 0) == 0 || errno == EPERM else {
      return .unfinished
    }
    return progress(at: path)?["state"]?.stringValue == "paused" ? .paused : .running
  }

  static func progress(at path: String) -> JSONValue? {
    guard let bytes = try? FileBytes.readSmall(path + "/progress.json", limit: 1 << 16) else { return nil }
    return try? JSONValue(parsing: bytes)
  }
}
