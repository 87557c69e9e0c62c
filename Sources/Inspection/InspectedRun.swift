package import FledgeDatasets
package import FledgeModels
import FledgeNetworks
package import FledgeTensors

/// A trained network of a table or of pictures with the rows that it is judged on.
package struct InspectedRun: Sendable {
  package let path: String
  package let rows: InspectedRows
  package let answers: RowAnswers
  /// The names of the outputs: classes, or the target's column.
  package let outputNames: [String]
  /// Whether outputs are probabilities of classes.
  package let areProbabilities: Bool
  private let run: TrainedRun

  /// Takes a run and the rows to judge it on.
  ///
  /// - Parameters:
  ///   - block: the side of a block of pixels, where the network was trained on pictures.
  ///   - training: the training rows, read only where the contract has no columns.
  /// - Throws: `SettingError` for what has neither columns nor pictures: autoencoders, runs of earlier versions.
  package init(_ run: TrainedRun, rows examples: Dataset, block: Int = 4, training: @autoclosure () throws -> Dataset)
    throws
  {
    let contract = try InspectedRun.checkedContract(of: run)
    let columns =
      contract.hasPictures
      ? PixelBlock.columns(ofShape: contract.shape, side: block)
      : try InspectedColumn.columns(of: contract, training: training())
    self.run = run
    path = run.path
    rows = InspectedRows(examples, columns: columns)
    let meaning = run.settings.makeLoss(hasLabels: contract.target.kind == .classes).outputMeaning
    switch contract.target.kind {
    case .classes:
      answers = .labels(examples.labels, classes: contract.classNames.count)
      outputNames = contract.classNames
      areProbabilities = meaning != .values
    case .values:
      answers = .values(examples.exactTargetValues)
      outputNames = [contract.target.name ?? "value"]
      areProbabilities = false
    }
  }

  /// The contract of a run whose columns or pictures can be explained.
  package static func checkedContract(of run: TrainedRun) throws -> DataContract {
    guard let contract = run.contract else {
      throw SettingError.conflict(
        "\(run.path): an earlier version trained this run and kept no columns (data.json); train it again")
    }
    guard !run.settings.isAutoencoder else {
      throw SettingError.conflict(
        "\(run.path): expected a network that predicts classes or values, found an autoencoder; `fledge latent \(run.path)` "
          + "shows what its codes hold")
    }
    guard !contract.hasPictures || contract.shape.count >= 2 else {
      throw SettingError.conflict(
        "\(run.path): expected pictures with rows and columns, found \(contract.width) pixels in a line, which make no square; "
          + "`fledge evaluate \(run.path) --page DIR` shows which classes are confused")
    }
    guard contract.target.kind == .classes || contract.target.width == 1 else {
      throw SettingError.conflict(
        "\(run.path): expected one value to predict, found \(contract.target.width ?? 0); explain takes one target")
    }
    return contract
  }

  /// Outputs that decide: scores of classes before any softmax, or values in the unit of the target.
  package func outputs(_ inputs: Tensor) -> [Double] {
    let elements = raw(inputs).elements
    guard case .values = answers else { return elements.map { Double($0) } }
    return elements.map(value)
  }

  /// Outputs that are read: probabilities of classes, or values in the unit of the target.
  package func predictions(_ inputs: Tensor) -> [Double] {
    guard case .labels = answers else { return outputs(inputs) }
    let meaning = run.settings.makeLoss(hasLabels: true).outputMeaning
    return probabilityRows(raw(inputs), meaning: meaning).elements.map { Double($0) }
  }

  private func raw(_ inputs: Tensor) -> Tensor {
    guard let outputs = try? run.predictor.output(for: inputs) else {
      preconditionFailure("the rows have the features of the contract, which the network takes")
    }
    return outputs
  }

  private func value(_ output: Float) -> Double {
    run.contract?.target.scaler?.unscaled(Double(output)) ?? Double(output)
  }
}
