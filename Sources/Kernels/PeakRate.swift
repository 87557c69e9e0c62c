internal import CFledgeKernels

/// How many floating-point operations a second the team can do in registers: the limit of every product.
///
/// The best of several short tries, since whatever else runs on the machine only makes a try slower.
public func measuredPeakRate(_ team: ThreadTeam, tries: Int = 8) -> Double {
  let (kernel, operations) = unsafe (team.kernels.pointee.peak, team.kernels.pointee.peak_operations)
  let clock = ContinuousClock()
  var (best, rounds) = (0.0, 1 << 12)
  for _ in 0..<tries {
    var seconds = 0.0
    repeat {
      let count = rounds
      let time = clock.measure {
        team.run(team.threads) { _ in precondition(kernel(count) != 0, "a chain of sums never vanishes") }
      }
      seconds = time / .seconds(1)
      if seconds < 0.01 { rounds *= 2 }
    } while seconds < 0.01
    best = max(best, Double(rounds * operations * team.threads) / seconds)
  }
  return best
}
