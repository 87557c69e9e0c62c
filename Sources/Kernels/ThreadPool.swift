internal import CFledgeKernels

/// Threads that kernels split their work over; the caller is one of them.
///
/// Between parallel regions workers spin for a moment and then sleep, so an idle pool costs nothing. A pool serves one
/// caller at a time: another caller, or a task of the pool itself, does its work alone. Results have the same bits for
/// any number of threads.
@safe
public final class ThreadPool: Sendable {
  /// The number of threads, the caller included.
  public let count: Int
  /// The instruction set of kernels that are called with this pool.
  public let instructionSet: InstructionSet
  /// What product plans depend on.
  package let processor: ProductPlan.Processor
  private let splitsSmallWork: Bool
  private nonisolated(unsafe) let pool: OpaquePointer
  nonisolated(unsafe) let kernels: UnsafePointer<fledge_kernels>

  /// The caller alone; any number of threads may use it at once.
  public static let serial = ThreadPool(threads: 1)

  /// Starts a pool of 1 to 1024 threads.
  public convenience init(threads: Int) {
    self.init(threads: threads, instructionSet: .current)
  }

  /// Starts a pool whose kernels use an instruction set, which this processor must have.
  ///
  /// With `splitsSmallWork` it splits even what one thread alone would do faster, for tests.
  package init(threads: Int, instructionSet: InstructionSet, splitsSmallWork: Bool = false) {
    precondition(threads >= 1 && threads <= 1024, "ThreadPool: expected 1 to 1024 threads, found \(threads)")
    guard let kernels = unsafe instructionSet.kernels else {
      preconditionFailure("ThreadPool: this processor lacks \(instructionSet.rawValue)")
    }
    count = threads
    self.instructionSet = instructionSet
    processor = ProductPlan.Processor(instructionSet, hasTwoFMAPorts: instructionSet.hasTwoFMAPorts)
    unsafe precondition(
      processor.tileRows == kernels.pointee.tile_rows && processor.blockPanels == kernels.pointee.block_panels,
      "ThreadPool: the tiles of \(instructionSet.rawValue) are not those that plans are made for")
    self.splitsSmallWork = splitsSmallWork
    unsafe self.kernels = unsafe kernels
    unsafe pool = fledge_thread_pool_create(Int32(threads))
  }

  deinit {
    unsafe fledge_thread_pool_destroy(pool)
  }

  /// Calls `body` with every number below `tasks`; a free thread takes the next one.
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
    let tasks =
      splitsSmallWork ? min(self.count, count) : ThreadPool.tasks(of: count, minimum: minimum, threads: self.count)
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

  /// The ranges that `split` makes.
  static func tasks(of count: Int, minimum: Int, threads: Int) -> Int {
    min(threads, max(1, count / max(1, minimum)))
  }
}

/// Work that a worker does beside parallel regions, whenever it is submitted. It must not use the same pool.
package final class BackgroundTask: Sendable {
  let body: @Sendable () -> Void

  package init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
  }
}

/// Calls two closures, each on a thread of its own, and returns when both have.
package func concurrently<First, Second>(_ first: () -> First, _ second: () -> Second) -> (First, Second) {
  var (one, other): (First?, Second?) = (nil, nil)
  ThreadPool(threads: 2).run(2) { if $0 == 0 { one = first() } else { other = second() } }
  guard let one, let other else { preconditionFailure("a pool runs all of its tasks") }
  return (one, other)
}

// C gets the closure as its function and its context, so that nothing is boxed.
@_silgen_name("fledge_thread_pool_run")
private func runPool(_ pool: OpaquePointer, _ tasks: Int, _ body: (Int) -> Void)
