/// What the ranks of one training send each other; MPI implements it outside of the library.
///
/// An exchange only moves bytes. All sums are the trainer's, so that every exchange gives the same bits.
public protocol GradientExchange: AnyObject {
  /// The number of this process, from 0.
  var rank: Int { get }
  /// The number of processes that share the training.
  var rankCount: Int { get }

  /// Sends bytes to a rank and receives as many from it, which makes the same call.
  ///
  /// - Throws: where the partner is gone or does not answer.
  func swap(_ sent: RawSpan, into received: inout MutableRawSpan, with partner: Int) throws
}
