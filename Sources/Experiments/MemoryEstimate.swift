package import FledgeFormats
package import FledgeNetworks
import FledgeTensors
import Foundation

/// The memory that a network takes, reckoned before any of it is asked for.
///
/// The allocator may promise more than the machine has, and end the process when it is used: sizes that somebody
/// mistyped are better refused here.
package struct MemoryEstimate: Sendable {
  /// Bytes of weights and activations.
  package let bytes: Double

  /// Adds up what a batch of `batch` examples needs.
  ///
  /// - Parameter copies: how many buffers as large as the parameters there will be: gradients, snapshots, the
  ///   optimizer's state.
  package init(_ network: Network, batch: Int, copies: Int) {
    let width = (0...network.nodes.count).reduce(0.0) { $0 + Double(network.shape(ofValue: $1).count) }
    let weights = Double(network.parameterLayout.bufferCount + network.statisticsLayout.bufferCount)
    // Each value has a gradient beside it.
    bytes = 4 * (weights * Double(copies) + 2 * width * Double(batch))
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
