import Foundation

/// What a launcher says of its processes in their environment.
enum Launcher {
  /// The number of processes that `mpirun` has started, and this one's; `nil` where the program was started by itself.
  static var processes: (rank: Int, count: Int)? {
    let environment = ProcessInfo.processInfo.environment
    func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
    // Open MPI's mpirun, and MPICH's (Hydra).
    for (rank, count) in [("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"), ("PMI_RANK", "PMI_SIZE")] {
      if let rank = number(rank), let count = number(count) { return (rank, count) }
    }
    return nil
  }
}
