import ArgumentParser
import Fledge

/// Which part of the runs a worker has, where launchers number their tasks.
struct TaskShare: Equatable {
  /// From 0.
  let index: Int
  let count: Int

  /// As it is written: `3/16`.
  var text: String { "\(index)/\(count)" }

  private init?(_ index: Int, of count: Int) {
    guard count > 1, (0..<count).contains(index) else { return nil }
    (self.index, self.count) = (index, count)
  }

  /// Reads `K/N`.
  init?(_ text: String?) throws {
    guard let text else { return nil }
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let index = numbers[0], let count = numbers[1], count >= 1, (0..<count).contains(index)
    else {
      throw ValidationError("--task: expected K/N with K from 0 to N - 1, such as 3/16, found '\(text)'")
    }
    (self.index, self.count) = (index, count)
  }

  /// Reads the numbers that launchers give: Slurm's arrays and steps, Open MPI, MPICH, Indexed Jobs of Kubernetes.
  ///
  /// - Returns: `nil` where no launcher numbers its tasks, or only some of an array were submitted; workers then claim runs.
  init?(_ environment: [String: String], _ tasks: Int?) {
    func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
    func pair(_ index: String, _ count: String) -> (Int, Int)? {
      guard let index = number(index), let count = tasks ?? number(count) else { return nil }
      return (index, count)
    }
    let process =
      pair("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE") ?? pair("PMI_RANK", "PMI_SIZE")
      ?? pair("SLURM_PROCID", "SLURM_NTASKS")
    if let task = number("SLURM_ARRAY_TASK_ID"), let count = number("SLURM_ARRAY_TASK_COUNT") {
      let step = max(1, number("SLURM_ARRAY_TASK_STEP") ?? 1)
      let index = (task - (number("SLURM_ARRAY_TASK_MIN") ?? 0)) / step
      let (inner, size) = process ?? (0, 1)
      guard index < count else { return nil }
      self.init(index * size + inner, of: count * size)
      return
    }
    if let (index, count) = process {
      self.init(index, of: count)
    } else if let index = number("JOB_COMPLETION_INDEX"), let tasks {
      self.init(index, of: tasks)
    } else {
      return nil
    }
  }
}
