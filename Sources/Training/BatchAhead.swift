import FledgeKernels
import FledgeNetworks
import FledgeTensors
import Synchronization

/// Reads the batch of the next step while a thread of the team would wait for the present one.
final class BatchAhead {
  /// What is read, and where it goes.
  struct Request {
    let examples: IndexArena
    let range: Range<Int>
    let draw: Draw
    let place: InputPlace
  }

  private let team: ThreadTeam
  private let request: Mailbox
  private let work: SideWork
  private let places: [InputPlace]
  private var spare = 1
  private var isOffered = false
  /// The step whose batch is in the spare place, or will be after `finish`.
  private var step: Int?

  /// - Parameters:
  ///   - places: the workspace's place in use and its spare one.
  ///   - alone: a team of one, for whoever reads.
  init(source: any ExampleSource, places: [InputPlace], team: ThreadTeam, alone: ThreadTeam) {
    self.team = team
    self.places = places
    let request = Mailbox()
    self.request = request
    work = SideWork {
      guard let request = request.content.withLock({ $0 }) else { return }
      request.place.fill(batch: request.range.count, team: alone) {
        source.readFeatures(of: request.examples.span(request.range), into: &$0, draw: request.draw, team: alone)
      }
    }
  }

  /// Offers to read the batch of `step`; `finish` comes before the next step.
  func offer(step: Int, examples: IndexArena, range: Range<Int>, draw: Draw) {
    request.content.withLock {
      $0 = Request(examples: examples, range: range, draw: draw, place: places[spare])
    }
    isOffered = team.offer(work)
    self.step = isOffered ? step : nil
  }

  /// Waits until what is offered is done.
  func finish() {
    if isOffered { team.finishOffer() }
    isOffered = false
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
