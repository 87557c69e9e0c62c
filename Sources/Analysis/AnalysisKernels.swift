internal import CFledgeKernels
internal import FledgeKernels

/// The C functions for a team's instruction set.
@safe
struct AnalysisKernels {
  let table: UnsafePointer<fledge_analysis_kernels>
  let base: UnsafePointer<fledge_kernels>

  init(_ threads: ThreadPool) {
    let number = threads.instructionSet.number
    guard let table = unsafe fledge_analysis_kernels_for(number), let base = unsafe fledge_kernels_for(number)
    else { preconditionFailure("AnalysisKernels: this processor lacks \(threads.instructionSet.rawValue)") }
    unsafe self.table = table
    unsafe self.base = base
  }
}

extension ThreadPool {
  /// Calls `body` with ranges that cover `0..<count`, each of `grain` elements but the last.
  func run(over count: Int, grain: Int, _ body: (Int, Int) -> Void) {
    run((count + grain - 1) / grain) { task in
      body(task * grain, min(count, (task + 1) * grain))
    }
  }
}
