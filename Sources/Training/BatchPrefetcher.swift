import FledgeKernels
import FledgeNetworks
import FledgeTensors
import Synchronization

/// Reads the batch of the next step while a thread of the team would wait for the present one.
final class BatchPrefetcher {
  /// What is read, and where it goes.
  struct Request {
    let examples: AlignedBuffer<Int32>
    let range: Range<Int>
    let key: RandomKey
    let position: InputBuffer
  }

  private let threads: ThreadPool
  private let request: Mailbox
  private let work: BackgroundTask
  private let positions: [InputBuffer]
  private var spare = 1
  private var isSubmitted = false
  /// The step whose batch is in the spare place, or will be after `finish`.
  private var step: Int?

  /// - Parameters:
  ///   - places: the workspace's place in use and its spare one.
  ///   - alone: a team of one, for whoever reads.
  init(source: any ExampleSource, positions: [InputBuffer], threads: ThreadPool, alone: ThreadPool) {
    self.threads = threads
    self.positions = positions
    let request = Mailbox()
    self.request = request
    work = BackgroundTask {
      guard let request = request.content.withLock({ $0 }) else { return }
      request.position.fill(batch: request.range.count, threads: alone) {
        source.readFeatures(of: request.examples.span(request.range), into: &$0, key: request.key, threads: alone)
      }
    }
  }

  /// Offers to read the batch of `step`; `finish` comes before the next step.
  func offer(step: Int, examples: AlignedBuffer<Int32>, range: Range<Int>, key: RandomKey) {
    request.content.withLock {
      $0 = Request(examples: examples, range: range, key: key, position: positions[spare])
    }
    isSubmitted = threads.submit(work)
    self.step = isSubmitted ? step : nil
  }

  /// Waits until what is offered is done.
  func finish() {
    if isSubmitted { threads.waitForBackground() }
    isSubmitted = false
  }

  /// Whether the spare place has the batch of `step`; if so, it is the place in use from now on.
  func take(step: Int) -> Bool {
    guard self.step == step else { return false }
    self.step = nil
    spare = 1 - spare
    return true
  }

  /// Forgets what has been read, as the order of the examples may change.
  func forget() { step = nil }

  private final class Mailbox: Sendable {
    let content = Mutex<Request?>(nil)
  }
}
