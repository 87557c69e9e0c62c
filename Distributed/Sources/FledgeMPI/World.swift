internal import CFledgeMPI
internal import Fledge
import Foundation

/// The processes that the launcher has started, and what they say to each other.
final class World: GradientExchange {
  let rank: Int
  let rankCount: Int
  /// This machine's name.
  let host = ProcessInfo.processInfo.hostName
  /// The implementation of MPI, such as `Open MPI v4.1.4`.
  let library: String
  /// Seconds after which a rank that does not answer has stalled.
  var timeout = 7.0
  /// The same until the training begins, as ranks read their data at different speeds.
  var startTimeout = 120.0

  /// Initialises MPI.
  ///
  /// - Throws: `WorldError` where MPI does not start, or where the launcher is that of another MPI.
  init() throws(WorldError) {
    guard Int(fledge_mpi_start()) == FLEDGE_MPI_DONE else {
      throw WorldError("MPI does not start: \(unsafe String(cString: fledge_mpi_error()))", .failed)
    }
    fledge_mpi_catch_signals()
    (rank, rankCount) = (Int(fledge_mpi_rank()), Int(fledge_mpi_count()))
    library = unsafe String(cString: fledge_mpi_library())
    if let launched = Launcher.processes, launched.count != rankCount {
      // Each process believes to be rank 0: the launcher's own number says which one speaks.
      guard launched.rank == 0 else { throw WorldError(nil, .wrongUsage) }
      throw WorldError(
        "the launcher has started \(launched.count) processes, but MPI has \(rankCount) rank\(rankCount == 1 ? "" : "s"): this program is built with "
          + "\(library), so start it with \(library.hasPrefix("Open MPI") ? "mpirun.openmpi" : "mpirun.mpich")",
        .wrongUsage)
    }
  }

  /// Sends bytes to a rank and receives as many from it.
  ///
  /// - Throws: `WorldError` where the partner is gone or does not answer.
  func swap(_ sent: RawSpan, into received: inout MutableRawSpan, with partner: Int) throws {
    // Neighbours wait less than those who wait for them, so that the rank that has stalled is the one that is named.
    let distance = rank ^ partner
    let limit = timeout * (1 + 0.05 * Double(distance.trailingZeroBitCount))
    let code = unsafe sent.withUnsafeBytes { sent in
      unsafe received.withUnsafeMutableBytes { received in
        guard let from = sent.baseAddress, let to = received.baseAddress else { return Int32(FLEDGE_MPI_DONE) }
        return unsafe fledge_mpi_swap(from, to, sent.count, Int32(partner), limit)
      }
    }
    try check(code, waitingFor: "rank \(partner)", limit: limit)
  }

  /// The bytes of all ranks in their order, each of the same length.
  func gather(_ own: [UInt8]) throws -> [[UInt8]] {
    var all = [UInt8](repeating: 0, count: own.count * rankCount)
    let code = unsafe own.withUnsafeBytes { own in
      unsafe all.withUnsafeMutableBytes { all in
        unsafe fledge_mpi_gather(own.baseAddress!, all.baseAddress!, own.count, startTimeout)
      }
    }
    try check(code, waitingFor: "another rank", limit: startTimeout)
    return (0..<rankCount).map { Array(all[$0 * own.count..<($0 + 1) * own.count]) }
  }

  /// The bytes that rank 0 has.
  func broadcast(_ own: [UInt8]) throws -> [UInt8] {
    var length = UInt64(own.count)
    let lengthCode = unsafe withUnsafeMutableBytes(of: &length) {
      unsafe fledge_mpi_broadcast($0.baseAddress!, $0.count, startTimeout)
    }
    try check(lengthCode, waitingFor: "rank 0", limit: startTimeout)
    var bytes = rank == 0 ? own : [UInt8](repeating: 0, count: Int(length))
    if bytes.isEmpty { return [] }
    let code = unsafe bytes.withUnsafeMutableBytes {
      unsafe fledge_mpi_broadcast($0.baseAddress!, $0.count, startTimeout)
    }
    try check(code, waitingFor: "rank 0", limit: startTimeout)
    return bytes
  }

  private func check(_ code: Int32, waitingFor partner: String, limit: Double) throws(WorldError) {
    switch Int(code) {
    case FLEDGE_MPI_DONE: return
    case FLEDGE_MPI_TIMED_OUT:
      throw WorldError(
        "rank \(rank) on \(host) has waited \(Int(limit)) s for \(partner), which has stalled or died; all ranks end",
        .failed)
    default:
      throw WorldError(
        "rank \(rank) on \(host) cannot reach \(partner): \(unsafe String(cString: fledge_mpi_error()))", .failed)
    }
  }

  /// Ends all ranks at once.
  func abort(_ status: Status) -> Never {
    fledge_mpi_abort(status.rawValue)
    exit(status.rawValue)
  }

  /// Waits for all ranks, then ends this one.
  func finish(_ status: Status) -> Never {
    _ = fledge_mpi_finish()
    exit(status.rawValue)
  }
}

/// What went wrong between ranks.
struct WorldError: Error, CustomStringConvertible {
  /// `nil` where another rank says it.
  let message: String?
  let status: Status

  init(_ message: String?, _ status: Status) {
    (self.message, self.status) = (message, status)
  }

  var description: String { message ?? "" }
}
