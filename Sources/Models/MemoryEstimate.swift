package import FledgeFormats
package import FledgeNetworks
import FledgeTensors
package import FledgeTraining
import Foundation

/// An estimate of a network's memory, made before any of it is allocated.
///
/// The allocator may promise more memory than the machine has and the process is killed when it uses it, so sizes that
/// do not fit are refused first.
package struct MemoryEstimate: Sendable {
  /// Bytes of weights and activations.
  package let bytes: Double

  /// Adds up the memory for batches of `batch` examples.
  ///
  /// - Parameter copies: the number of buffers of the size of the parameters: gradients, snapshots, the optimizer's
  ///   state.
  package init(_ network: Network, batch: Int, copies: Int) {
    let width = (0...network.nodes.count).reduce(0.0) { $0 + Double(network.shape(ofValue: $1).count) }
    let weights = Double(network.parameterLayout.bufferCount + network.statisticsLayout.bufferCount)
    // Each activation has a gradient.
    bytes = 4 * (weights * Double(copies) + 2 * width * Double(batch))
  }

  /// The buffers that a training needs: weights, gradients, state and best weights; all but the gradients again in the
  /// snapshot of a checkpoint; the tensor that is being written; and the first weights or the result.
  package static func copies(_ optimizer: any Optimizer, stopsEarly: Bool) -> Int {
    5 + 2 * optimizer.stateCount + (stopsEarly ? 2 : 0)
  }

  /// Refuses what is more than the machine, the container or the limits of the process have free.
  ///
  /// - Throws: `SettingError.conflict`.
  package func check(limit: AvailableMemory.Limit? = AvailableMemory.now) throws(SettingError) {
    guard let limit, bytes > Double(limit.bytes) else { return }
    func gigabytes(_ bytes: Double) -> String { String(format: bytes < 1e10 ? "%.1f GB" : "%.0f GB", bytes / 1e9) }
    throw .conflict(
      "this network needs about \(gigabytes(bytes)) of memory, \(limit.subject) \(gigabytes(Double(limit.bytes))); "
        + "make layers or batch-size smaller")
  }
}
