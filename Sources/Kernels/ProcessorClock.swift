internal import CFledgeKernels

/// Processor time, which other programs on the machine do not use up.
package enum ProcessorClock: Sendable {
  /// That of the calling thread.
  case thread
  /// That of all threads of the process.
  case process

  /// The seconds used so far.
  package var seconds: Double { fledge_processor_seconds(self == .process ? 1 : 0) }
}
