import Fledge
import FledgeKernels
import FledgeNetworks
import FledgeTraining

/// The plans of a workload's matrix products, with the sparsity that a few steps of training find.
///
/// Convolutions have no plan: they are always computed alike.
struct BenchExplanation {
  /// Steps before sparsity is read: the first batches have other dead units than later ones.
  private static let steps = 20

  private let work: Workload
  private let processor: ProductPlan.Processor
  private let threads: Int
  private let layers: [LinearProducts]

  init(of work: Workload, _ settings: TrainingSettings) throws {
    var settings = settings
    settings.examples = min(settings.examples, BenchExplanation.steps * settings.batchSize)
    settings.epochs = 1
    // Of networks side by side each has one thread.
    if work.networks > 1 { settings.threads = 1 }
    let experiment = try Experiment(settings)
    try experiment.trainer.run()
    self.work = work
    processor = ThreadPool.serial.processor
    threads = settings.threads
    layers = experiment.trainer.linearProducts
  }

  var text: String {
    let rows =
      [["layer", "product", "m × n × k", "not 0", "kernel"]]
      + layers.flatMap { layer in
        layer.products.enumerated().map { index, product in
          let plan = ProductPlan(product, on: processor)
          return [
            index == 0 ? layer.layer : "", product.operation.rawValue, "\(plan.rows) × \(plan.columns) × \(plan.k)",
            product.density.map { decimals(100 * $0, 0) + " %" } ?? "", plan.text(threads: threads),
          ]
        }
      }
    let widths = (0..<rows[0].count).map { column in rows.map { $0[column].count }.max() ?? 0 }
    let table = rows.map { row in
      zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
    }
    return """
      \(work.name): \(work.title)
      \(processor.instructionSet.rawValue), \(threads) thread\(threads == 1 ? "" : "s")\(
        processor.hasTwoFMAPorts ? ", two FMA ports" : "")

      \(table.map { String($0.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n"))
      """
  }

  var json: JSONValue {
    .object([
      "workload": .string(work.name), "isa": .string(processor.instructionSet.rawValue), "threads": .integer(threads),
      "products": .array(
        layers.flatMap { layer in
          layer.products.map { product in
            let plan = ProductPlan(product, on: processor)
            return .object([
              "layer": .string(layer.layer), "product": .string(product.operation.rawValue), "m": .integer(plan.rows),
              "n": .integer(plan.columns), "k": .integer(plan.k),
              "density": product.density.map { .number($0) } ?? .null,
              "kernel": .string(plan.kernelText), "packed": .bool(plan.packsRight),
              "tasks": .integer(plan.split.tasks(threads: threads)),
            ])
          }
        }),
    ])
  }
}
