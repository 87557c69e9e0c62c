import Fledge
import FledgeNetworks

/// What `fledge train --explain` prints: one line for each operation of the execution plan.
struct PlanExplanation {
  private let experiment: Experiment
  private let operations: [OperationExplanation]

  init(_ experiment: Experiment) {
    self.experiment = experiment
    operations = experiment.trainer.planExplanation
  }

  private var operationBytes: Int { operations.reduce(0) { $0 + $1.byteCount } }

  var text: String {
    let header = ["layers", "operation", "kernel", "split over threads", "multiply-adds", "bytes"]
    let rows = operations.map { operation in
      let (first, last) = (operation.layers.first ?? "", operation.layers.last ?? "")
      return [
        first == last ? first : "\(first) to \(last)", operation.operation, operation.kernel.name,
        operation.kernel.split, operation.multiplyAdds == 0 ? "" : grouped(operation.multiplyAdds),
        grouped(operation.byteCount),
      ]
    }
    let trainer = experiment.trainer
    let threads = experiment.settings.threads
    return """
      \(tableText([header] + rows, rightAligned: 4))

      \(experiment.network.nodes.count) layers in \(operations.count) operations; multiply-adds of an example, forward and backward
      products of linear layers: y forward, dx gradient of the input, dw gradient of the weights
      \(grouped(trainer.workspaceBytes)) bytes of workspace for batches of \(trainer.options.batchSize): \(grouped(operationBytes)) of operations, \
      \(grouped(trainer.workspaceBytes - operationBytes)) of input and scratch
      \(InstructionSet.current.rawValue), \(threads) thread\(threads == 1 ? "" : "s"), \(trainer.options.precision.rawValue)
      """
  }

  var json: JSONValue {
    .object([
      "operations": .array(
        operations.map { operation in
          .object([
            "layers": .array(operation.layers.map { .string($0) }), "operation": .string(operation.operation),
            "kernel": .string(operation.kernel.name), "split": .string(operation.kernel.split),
            "multiply_adds": .integer(operation.multiplyAdds), "bytes": .integer(operation.byteCount),
          ])
        }),
      "batch_size": .integer(experiment.trainer.options.batchSize),
      "workspace_bytes": .integer(experiment.trainer.workspaceBytes),
      "instruction_set": .string(InstructionSet.current.rawValue),
      "threads": .integer(experiment.settings.threads),
      "precision": .string(experiment.trainer.options.precision.rawValue),
    ])
  }
}
