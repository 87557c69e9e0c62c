import FledgeDatasets
import FledgeNetworks
public import FledgeTraining

extension TrainingSettings {
  /// The optimizer with its learning rate, hyper-parameters and, where it has one, weight decay.
  public var makeOptimizer: any Optimizer { OptimizerChoice.optimizer(self) }

  /// The penalties that the loss is minimised with; decoupled weight decay is none.
  package var penalties: Penalties {
    var penalties = Penalties()
    penalties.l1 = l1
    if !OptimizerChoice.isDecoupled(optimizer) { penalties.l2 = weightDecay }
    penalties.includesBiases = decaysBiases
    return penalties
  }

  /// The trainer's options for these settings.
  ///
  /// - Parameter classCounts: the number of training examples of each class; empty without labels.
  /// - Throws: `SettingError.conflict`.
  public func options(classCounts: [Int], hasValidation: Bool) throws(SettingError) -> TrainingOptions {
    var options = TrainingOptions()
    options.epochs = epochs
    options.batchSize = batchSize
    options.shards = shards
    options.schedule = schedule.schedule
    options.penalties = penalties
    options.clipping.value = clipValue
    options.clipping.norm = clipNorm
    options.maxNorm = maxNorm
    if let patience {
      guard hasValidation else {
        throw .conflict("patience: early stopping needs a validation set; set validation to a count or a fraction")
      }
      options.earlyStopping = EarlyStopping(
        monitor: monitor, patience: patience, minDelta: minDelta, rule: stopRule)
    }
    options.order = order
    options.dropsLastBatch = dropsLastBatch
    options.target = isAutoencoder ? .features : .given
    options.measuresTrainingSet = measuresTrainingSet
    options.precision = precision
    options.seed = seed
    if balancesClasses {
      guard !classCounts.isEmpty else { throw .conflict("balance-classes: the data have no classes") }
      let total = Double(classCounts.reduce(0, +))
      options.classWeights = classCounts.map { Float(total / Double(classCounts.count * max($0, 1))) }
    }
    return options
  }
}
