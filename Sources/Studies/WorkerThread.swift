#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Threads of the system.
///
/// Foundation's `Thread` does not report that it could not be started, and a caller that waits for it hangs.
enum WorkerThread {
  private final class Task: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Starts a thread that ends with `body`.
  ///
  /// - Returns: whether it was started; limits on processes or address space may forbid it.
  static func start(stackSize: Int = 8 << 20, _ body: @escaping @Sendable () -> Void) -> Bool {
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    unsafe pthread_attr_init(attributes)
    defer {
      unsafe pthread_attr_destroy(attributes)
      unsafe attributes.deallocate()
    }
    unsafe pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
    unsafe pthread_attr_setstacksize(attributes, stackSize)
    let task = unsafe Unmanaged.passRetained(Task(body))
    #if canImport(Darwin)
      var thread: pthread_t?
      let code = unsafe pthread_create(&thread, attributes, { WorkerThread.run($0) }, task.toOpaque())
    #else
      var thread = pthread_t()
      let code = unsafe pthread_create(&thread, attributes, { unsafe WorkerThread.run($0) }, task.toOpaque())
    #endif
    if code != 0 { unsafe task.release() }
    return code == 0
  }

  private static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context = unsafe context {
      unsafe Unmanaged<Task>.fromOpaque(context).takeRetainedValue().body()
    }
    return nil
  }
}
