import FledgeFormats
import FledgeModels
import Synchronization

/// The networks that the page looks inside, the last used kept open.
final class OpenNetworks: Sendable {
  /// How many are kept: each holds its data, 60 MB for MNIST.
  private static let limit = 2
  private let kept = Mutex<[OpenNetwork]>([])
  private let trainingIndex = TrainingIndex()

  /// The network of a run, read again where its files have changed.
  ///
  /// - Throws: what reading a run throws, in one line each.
  func network(_ entry: RunEntry) throws -> OpenNetwork {
    let stamp = RunEntry.modified(entry.path + "/model.safetensors")
    let known = kept.withLock { kept -> OpenNetwork? in
      guard let index = kept.firstIndex(where: { $0.path == entry.path && $0.stamp == stamp }) else { return nil }
      let found = kept.remove(at: index)
      kept.append(found)
      return found
    }
    if let known { return known }
    let run = try RunFolder(existing: entry.path).load()
    let opened = OpenNetwork(run, stamp: stamp, trainingIndex: trainingIndex)
    kept.withLock { kept in
      kept.removeAll { $0.path == entry.path }
      kept = Array(kept.suffix(OpenNetworks.limit - 1)) + [opened]
    }
    return opened
  }
}
