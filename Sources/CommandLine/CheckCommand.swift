import ArgumentParser
import Fledge

/// `fledge check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compare a network's gradients with finite differences, in double and in single precision.",
    discussion: """
      The network is that of the settings, on random features; dropout and noise are off. In double precision the \
      reference's backpropagation is compared with central differences; in single precision the kernels' gradients are \
      compared with the reference's, and with differences of their own loss with --step.

      EXAMPLES
        fledge check --layers 6 --activation tanh
        fledge check --layers 16,8 --activation gelu --norm layer --inputs 12
        fledge check --convolutions 4,8 --kernel-size 3 --layers 16 --inputs 256
        fledge check --autoencoder 8,3 --loss sigmoid-binary-cross-entropy --json
      """)

  @Argument(help: "A YAML file of settings.")
  var file: String?
  @OptionGroup(title: "Settings") var flags: SettingFlags
  @OptionGroup var output: OutputFlags
  @Option(name: .customLong("inputs"), help: "Features of each example; 20, or 784 with convolutions.")
  var givenInputs: Int?
  @Option(help: "Classes.")
  var classes = 10
  @Option(help: "Examples in the batch.")
  var batch = 1
  @Option(help: "Elements of each parameter that are checked.")
  var elements = 3
  @Option(help: "The step of the differences in single precision.")
  var step = 1e-2

  func run() throws {
    let settings = try flags.settings(file: file)
    let inputs = givenInputs ?? (settings.convolutions.isEmpty ? 20 : 784)
    for (name, value) in [("inputs", inputs), ("classes", classes), ("batch", batch), ("elements", elements)]
    where !(1...1_000_000).contains(value) {
      throw SettingError.invalidValue(key: "--\(name)", expected: "1 to 1000000", found: "'\(value)'")
    }
    guard step > 0, step.isFinite else {
      throw SettingError.invalidValue(key: "--step", expected: "above 0", found: "'\(step)'")
    }
    let console = Console(output)
    let loss = settings.makeLoss(hasLabels: true)
    let network = try settings.network(features: inputs, outputs: classes)
    // The reference holds everything in double precision, weights and values several times over.
    try MemoryEstimate(network, batch: 4 * batch, copies: 12).check()
    let check = try GradientCheck(
      network: network, loss: loss,
      parameters: network.initialized(with: settings.initializer.initializer, seed: settings.seed),
      batch: randomBatch(settings, inputs: inputs))
    let chosen = GradientCheck.Elements.sample(perParameter: elements, seed: settings.seed)
    let tables = [
      ("double precision: finite differences and backpropagation", "double", try check.inDouble(chosen), 1e-5),
      ("single precision: the reference in double and the kernels", "single", try check.inSingle(chosen), 1e-4),
      (
        "single precision: differences with ε \(step) and the kernels", "single_differences",
        check.inSingleByDifferences(chosen, step: Float(step)), 0.05
      ),
    ]
    var object: JSONObject = [:]
    var isPassed = true
    for (title, key, table, tolerance) in tables {
      let worst = table.worst?.relativeError ?? 0
      let passes = table.isPassed(tolerance: tolerance)
      console.say(
        "\(title)\n\n\(text(table))\nworst relative error \(scientific(worst)): \(passes ? "agree" : "DIFFER")\n")
      object[key] = .object(json(table, tolerance: tolerance))
      // Differences in single precision have errors of their own, so they are shown but not judged.
      if key != "single_differences" { isPassed = isPassed && passes }
    }
    object["passed"] = .bool(isPassed)
    if output.json { console.give(.object(object)) }
    guard isPassed else { throw ExitStatusError(status: .failed) }
  }

  private func randomBatch(_ settings: TrainingSettings, inputs: Int) -> CheckedBatch {
    var features = Tensor(shape: [batch, inputs])
    var span = features.mutableSpan
    fillUniform(&span, key: RandomKey(seed: settings.seed, stream: .data))
    if settings.isAutoencoder { return CheckedBatch(features: features, targets: features) }
    let key = RandomKey(seed: settings.seed, stream: .data, layer: 1)
    return CheckedBatch(
      features: features, labels: (0..<batch).map { Int(key.bits(UInt64($0)) % UInt64(classes)) })
  }

  private func text(_ table: GradientComparison) -> String {
    let rows =
      [["parameter", "element", "numerical", "backprop", "difference", "relative"]]
      + table.rows.map { row in
        [
          row.path, "\(row.index)", scientific(row.numerical), scientific(row.backprop), scientific(row.difference),
          scientific(row.relativeError),
        ]
      }
    let widths = (0..<6).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + space : space + cell
      }.joined(separator: "  ") + "\n"
    }.joined()
  }

  private func json(_ table: GradientComparison, tolerance: Double) -> JSONObject {
    [
      "worst_relative_error": .number(table.worst?.relativeError ?? 0), "tolerance": .number(tolerance),
      "rows": .array(
        table.rows.map { row in
          [
            "parameter": .string(row.path), "element": .integer(row.index), "numerical": .number(row.numerical),
            "backprop": .number(row.backprop), "difference": .number(row.difference),
            "relative_error": .number(row.relativeError),
          ]
        }),
    ]
  }
}
