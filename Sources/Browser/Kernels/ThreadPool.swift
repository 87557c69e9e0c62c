internal import BrowserKernels
internal import CFledgeKernels

/// The caller alone, in place of the pool of Sources/Kernels: WebAssembly has one thread and one table of kernels.
///
/// The files of Sources/Kernels that the browser needs are compiled with it, unchanged.
public struct ThreadPool: Sendable {
  public static var serial: ThreadPool { ThreadPool() }

  var kernels: UnsafePointer<fledge_kernels> { unsafe browser_kernels() }

  func split(_ count: Int, multiple: Int = 16, minimum: Int, _ body: (Int, Int) -> Void) {
    if count > 0 { body(0, count) }
  }
}
