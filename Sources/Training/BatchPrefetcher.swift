import FledgeKernels
import FledgeNetworks
import FledgeTensors
import Synchronization

/// Reads the batch of the next step while a thread of the pool would wait for the present one.
///
/// In each step: `take` the batch that the last step submitted, `submit` the next, `wait` before the step ends.
final class BatchPrefetcher {
  private struct Request {
    let examples: AlignedBuffer<Int32>
    let range: Range<Int>
    let key: RandomKey
    let buffer: InputBuffer
  }

  private final class Mailbox: Sendable {
    let content = Mutex<Request?>(nil)
  }

  private let threads: ThreadPool
  private let mailbox: Mailbox
  private let task: BackgroundTask
  private let buffers: [InputBuffer]
  /// The input buffer that the network is not using.
  private var spare = 1
  private var isSubmitted = false
  /// The step whose batch the spare buffer holds after `wait`.
  private var step: Int?

  /// - Parameters:
  ///   - buffers: the workspace's two input buffers, the one in use first.
  ///   - serial: a pool of one thread, for the thread that reads.
  init(source: any ExampleSource, buffers: [InputBuffer], threads: ThreadPool, serial: ThreadPool) {
    self.threads = threads
    self.buffers = buffers
    let mailbox = Mailbox()
    self.mailbox = mailbox
    task = BackgroundTask {
      guard let request = mailbox.content.withLock({ $0 }) else { return }
      request.buffer.fill(batch: request.range.count, threads: serial) {
        source.readFeatures(of: request.examples.span(request.range), into: &$0, key: request.key, threads: serial)
      }
    }
  }

  /// Submits the batch of `step`, the examples of an epoch's order in `range`.
  func submit(step: Int, examples: AlignedBuffer<Int32>, range: Range<Int>, key: RandomKey) {
    mailbox.content.withLock {
      $0 = Request(examples: examples, range: range, key: key, buffer: buffers[spare])
    }
    isSubmitted = threads.submit(task)
    self.step = isSubmitted ? step : nil
  }

  /// Waits until the submitted batch is read.
  func wait() {
    if isSubmitted { threads.waitForBackground() }
    isSubmitted = false
  }

  /// Whether the spare buffer holds the batch of `step`; if so, the buffers change places.
  func take(step: Int) -> Bool {
    guard self.step == step else { return false }
    self.step = nil
    spare = 1 - spare
    return true
  }

  /// Forgets the batch that was read, as the order of the examples may change.
  func discard() { step = nil }
}
