internal import CFledgeKernels

/// A group of threads that kernels share their work among; the caller is one of them.
///
/// The threads wait a moment by spinning and then asleep, so an idle team costs nothing. A team serves one caller
/// at a time: whoever finds it busy, be it another thread or one of the team's own tasks, does the work alone. The
/// results have the same bits for any number of threads.
@safe
public final class ThreadPool: Sendable {
  /// The number of threads, the caller included.
  public let count: Int
  /// The instructions that kernels called with this team use.
  public let instructionSet: InstructionSet
  private let splitsSmallWork: Bool
  private nonisolated(unsafe) let pool: OpaquePointer
  nonisolated(unsafe) let kernels: UnsafePointer<fledge_kernels>

  /// A team of the caller alone; any number of threads may use it at once.
  public static let serial = ThreadPool(threads: 1)

  /// Starts a team of the given size.
  public convenience init(threads: Int) {
    self.init(threads: threads, instructionSet: .current)
  }

  /// Starts a team that is bound to an instruction set, which this processor must have.
  ///
  /// With `splitsSmallWork` it shares out even what one thread alone would do faster, as tests want it.
  package init(threads: Int, instructionSet: InstructionSet, splitsSmallWork: Bool = false) {
    precondition(threads >= 1 && threads <= 1024, "ThreadPool: expected 1 to 1024 threads, found \(threads)")
    guard let kernels = unsafe instructionSet.kernels else {
      preconditionFailure("ThreadPool: this processor lacks \(instructionSet.rawValue)")
    }
    count = threads
    self.instructionSet = instructionSet
    self.splitsSmallWork = splitsSmallWork
    unsafe self.kernels = unsafe kernels
    unsafe pool = fledge_thread_pool_create(Int32(threads))
  }

  deinit {
    unsafe fledge_thread_pool_destroy(pool)
  }

  /// Calls `body` with every number below `tasks`; whoever is free takes the next.
  ///
  /// Allocates nothing. Calls may come in any order and at the same time.
  package func run(_ tasks: Int, _ body: (Int) -> Void) {
    unsafe runPool(pool, tasks, body)
  }

  /// Submits a task that an idle worker runs in the background, after its share of the next parallel region.
  ///
  /// Returns `false` while another task is pending. After `true`, `waitForBackground` must follow.
  package func submit(_ task: BackgroundTask) -> Bool {
    let context = unsafe Unmanaged.passUnretained(task).toOpaque()
    return unsafe fledge_thread_pool_submit(
      pool, { unsafe Unmanaged<BackgroundTask>.fromOpaque($0).takeUnretainedValue().body() }, context) != 0
  }

  /// Waits for the submitted task; the caller runs it if no worker has started it.
  package func waitForBackground() {
    unsafe fledge_thread_pool_wait(pool)
  }

  /// Cuts `0..<count` into one range for each thread, at multiples of `multiple`, and calls `body` with each.
  ///
  /// There are fewer ranges where they would hold less than `minimum` elements.
  func split(_ count: Int, multiple: Int = 16, minimum: Int, _ body: (Int, Int) -> Void) {
    guard count > 0 else { return }
    let tasks = min(self.count, splitsSmallWork ? count : max(1, count / max(1, minimum)))
    guard tasks > 1 else {
      body(0, count)
      return
    }
    let units = (count + multiple - 1) / multiple
    run(tasks) { task in
      let begin = units * task / tasks * multiple
      let end = min(units * (task + 1) / tasks * multiple, count)
      if begin < end { body(begin, end) }
    }
  }
}

// The closure arrives in C as its function and its context, so that no box has to be made for it.
@_silgen_name("fledge_thread_pool_run")
private func runPool(_ pool: OpaquePointer, _ tasks: Int, _ body: (Int) -> Void)
