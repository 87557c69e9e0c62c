import FledgeDatasets
import FledgeFormats
import FledgeNetworks
import FledgeTraining

extension TrainingSettings {
  /// Every setting: its name, its values, and its field.
  ///
  /// Flags, configuration files, studies and the frozen configuration of a run are all read through this list.
  public static let schema: [Setting] =
    section(dataSettings + tableSettings + splitSettings + [foldBalanceSetting], deciding: .data)
    + section(networkSettings, deciding: .model)
    + section(lossSettings + optimizerSettings + loopSettings, deciding: .training)

  private static func section(_ settings: [Setting], deciding roles: Setting.Roles) -> [Setting] {
    settings.map { $0.roles.isEmpty ? $0.deciding(roles) : $0 }
  }

  private static let dataSettings: [Setting] = [
    .name("dataset", \.dataset, among: ExperimentData.names, "The kind of data."),
    .parsed(
      "data", \.data, form: "path", "The folder or file that holds the data; searched for when left out.",
      text: { $0.map { .string($0) } ?? .null }, parse: { value in value.isNone ? nil : value.text }
    ).deciding([.data, .operation]),
    .optionalInteger(
      "examples", \.examples, .between(1, and: 10_000_000), "The most training examples to use; the first ones."),
    .optionalInteger(
      "test-examples", \.testExamples, .between(1, and: 10_000_000), "The most test examples to use; the first ones."),
    .parsed(
      "validation", \.validation, form: "count|fraction", "How much of the training set is held out.",
      text: { size in
        switch size {
        case .count(let count): .integer(count)
        case .fraction(let fraction): .number(fraction)
        }
      }, parse: { (value) throws(SettingError) in try heldOut("validation", value) }),
    .flag("stratified", \.isStratified, "Whether each class gives its share of the validation set."),
    scaling,
    .parsed(
      "augment", \.augmentation, form: "shift=PIXELS,rotate=DEGREES,scale=SHARE,elastic=STRENGTH,noise=σ",
      "Random changes to the training images.", text: { .array($0.map { .string($0) }) },
      parse: { (value) throws(SettingError) in
        let items = value.isNone ? [] : value.items
        for item in items { _ = try AugmentationChoice(item) }
        return items
      }),
    .number("noise", \.noise, .atLeast(0), "Standard deviation of normal noise on the input in training: a denoiser.")
      .deciding(.model),
  ]

  /// Stored as `unit` where that is what `auto` means, as the first version wrote it.
  private static var scaling: Setting {
    let choice = Setting.choice(
      "scaling", \.scaling, "How features are scaled: auto standardises tables by column and takes pictures to 0…1.")
    return Setting(
      key: choice.key, help: choice.help, form: choice.form, defaultText: "auto",
      read: {
        .string(
          $0.scaling == .auto && !["csv", "npz", "npy"].contains($0.dataset)
            ? Scaling.unit.rawValue : $0.scaling.rawValue)
      },
      write: choice.write)
  }

  /// How a table of one's own is read.
  private static let tableSettings: [Setting] = [
    text("label", \.table.label, form: "column", "The column to learn, by name or by number from 1."),
    .parsed(
      "features", \.table.features, form: "columns", "The columns to learn from; all others when left out.",
      text: { .array($0.map { .string($0) }) }, parse: { $0.isNone ? [] : $0.items }),
    text("id", \.table.id, form: "column", "A column that names the rows and is no feature."),
    text("test", \.test, form: "path", "The file of the test set, measured once at the end.")
      .deciding([.data, .operation]),
    .choice(
      "task", \.table.task, "What the label column holds; auto refuses numbers that look like real values."),
    .choice("missing", \.table.missing, "What is done where a value is missing; mean is that of the training rows."),
    .choice("header", \.table.header, "Whether the first line names the columns."),
    .parsed(
      "delimiter", \.table.delimiter, form: "comma|semicolon|tab|pipe|space|character",
      "What stands between fields; found out when left out.", text: { $0.map { .string($0) } ?? .null },
      parse: { (value) throws(SettingError) in
        if value.text != " ", value.isNone { return nil }
        guard TableOptions.delimiterByte(value.text) != nil else {
          throw .invalidValue(
            key: "delimiter", expected: "comma, semicolon, tab, pipe, space or one character", found: "'\(value.text)'")
        }
        return value.text
      }),
    .parsed(
      "class-names", \.classNames, form: "names|file",
      "Other names for the classes, in their natural order; or a text file with one name in each line.",
      text: { .array($0.map { .string($0) }) },
      parse: { (value) throws(SettingError) in
        if value.isNone { return [] }
        return try ClassNameFile.names(value) ?? value.items
      }),
    text(
      "label-file", \.labelFile, form: "path", "The file of the labels (idx, npy), where its name does not lead to it."
    )
    .deciding([.data, .operation]),
    .parsed(
      "image-size", \.imageSize, form: "side|WIDTHxHEIGHT",
      "The size to which pictures of a folder are scaled; the one that most have when left out.",
      text: { $0.map { .string($0.text) } ?? .null },
      parse: { (value) throws(SettingError) in
        if value.isNone { return nil }
        guard let size = PictureSize(parsing: value.text) else {
          throw .invalidValue(
            key: "image-size", expected: "a side such as 28, or WIDTHxHEIGHT such as 32x28, from 1 to 4096 pixels",
            found: "'\(value.text)'")
        }
        return size
      }),
  ].map { $0.added(in: 3) }

  /// How examples are divided.
  private static let splitSettings: [Setting] = [
    text(
      "split-by", \.table.splitBy, form: "column",
      "A column whose equal values stay on one side of every split; no feature unless --features names it."),
    text(
      "split-time", \.table.splitTime, form: "column",
      "A column of times: validation and test set are the latest rows; no feature unless --features names it."),
    .parsed(
      "test-size", \.testSize, form: "count|fraction", "How much is held out as the test set where the data have none.",
      text: { size in
        switch size {
        case .count(let count): .integer(count)
        case .fraction(let fraction): .number(fraction)
        }
      }, parse: { (value) throws(SettingError) in try heldOut("test-size", value) }),
    .optionalInteger(
      "folds", \.folds, .between(2, and: 1000),
      "Trainings of a cross-validation, each with another part as its test set."),
    .optionalInteger(
      "fold", \.fold, .between(1, and: 1000), "The part that is the test set, from 1; all in turn when left out."),
  ].map { $0.added(in: 4) }

  /// An optional text.
  private static func text(_ key: String, _ field: any Setting.Field<String?>, form: String, _ help: String) -> Setting
  {
    .parsed(
      key, field, form: form, help, text: { $0.map { .string($0) } ?? .null },
      parse: { value in value.isNone ? nil : value.text })
  }

  private static let networkSettings: [Setting] = [
    .parsed(
      "network", \.layerList, form: LayerListSetting.form,
      "All layers in order, such as 'conv 8 3, relu, flatten, linear 10', or a YAML file that lists them.",
      text: { .array($0.map { .string($0) }) },
      parse: { (value) throws(SettingError) in try LayerListSetting.layers(value) }
    ).added(in: 5),
    .parsed(
      "convolutions", \.convolutions, form: "channels",
      "Output channels of convolutions over square images, before the hidden layers.",
      text: { .array($0.map { .integer($0) }) },
      parse: { (value) throws(SettingError) in try sizes("convolutions", value) }
    ).added(in: 2),
    .integer("kernel-size", \.kernelSize, .between(1, and: 1_000), "The side of every convolution's window.").added(
      in: 2),
    .integer(
      "pooling", \.pooling, .between(1, and: 1_000),
      "Side and stride of the max-pooling after each convolution; 1 is none."
    ).added(in: 2),
    .parsed(
      "layers", \.layers, form: "sizes", "Sizes of the hidden layers; empty is softmax regression.",
      text: { .array($0.map { .integer($0) }) }, parse: { (value) throws(SettingError) in try sizes("layers", value) }),
    .parsed(
      "autoencoder", \.autoencoder, form: "sizes", "Sizes of an autoencoder's encoder, the code's last.",
      text: { .array($0.map { .integer($0) }) },
      parse: { (value) throws(SettingError) in try sizes("autoencoder", value) }),
    .flag("tied", \.isTied, "Whether an autoencoder's decoder uses the encoder's weights transposed."),
    .name("activation", \.activation, among: ActivationChoice.names, "The activation after each hidden layer."),
    .name(
      "code-activation", \.codeActivation, among: ["none"] + ActivationChoice.names,
      "The activation after the code of an autoencoder."),
    .name(
      "output-activation", \.outputActivation, among: ["auto", "none"] + ActivationChoice.names,
      "The activation after the last layer; auto lets the loss decide."),
    .number("dropout", \.dropout, .within(0, below: 1), "The share of hidden features that are dropped."),
    .choice("norm", \.norm, "What normalises hidden features before the activation."),
    .parsed(
      "init", \.initializer, form: InitializerChoice.form, "The distribution of the first weights.",
      text: { .string($0.name) }, parse: { (value) throws(SettingError) in try InitializerChoice(value) }),
    text(
      "weights", \.weights, form: "path",
      "A file of weights (.safetensors, .npz) or a run's folder to begin with, in place of drawn ones."
    ).deciding([.model, .operation]).added(in: 5),
    text(
      "weights-sha256", \.weightsDigest, form: "digest", "The SHA-256 of that file; filled in, and compared later."
    ).added(in: 5),
  ]

  private static let lossSettings: [Setting] = [
    .name("loss", \.loss, among: ["auto"] + LossChoice.names, "What is minimised."),
    .choice("reduction", \.reduction, "Whether losses on values are a mean over elements or a sum over features."),
    .number(
      "label-smoothing", \.labelSmoothing, .within(0, below: 1), "The share of each target spread over all classes."),
    .flag("balance-classes", \.balancesClasses, "Whether classes weigh the same however many examples they have."),
  ]

  private static let optimizerSettings: [Setting] =
    ruleSettings + OptimizerChoice.hyperparameters.map { .hyperparameter($0) } + penaltySettings

  private static let ruleSettings: [Setting] = [
    .name("optimizer", \.optimizer, among: OptimizerChoice.names, "The rule of each step."),
    declared("learning-rate", \.learningRate, help: "The base learning rate."),
    .parsed(
      "schedule", \.schedule, form: ScheduleChoice.form, "How the learning rate changes.",
      text: { .string($0.text) }, parse: { (value) throws(SettingError) in try ScheduleChoice(value) }),
  ]

  /// A setting that every training has, with the bound that optimizers declare for it.
  private static func declared(_ key: String, _ field: any Setting.Field<Double>, help: String) -> Setting {
    .number(key, field, OptimizerChoice.declaration(of: key).bound, help)
  }

  private static let penaltySettings: [Setting] = [
    declared(
      "weight-decay", \.weightDecay,
      help: "Weight decay: in the gradient (L2), or decoupled in "
        + OptimizerChoice.rules(with: "weight-decay").map(\.name).joined(separator: " and ") + "."),
    .number("l1", \.l1, .atLeast(0), "L1 penalty in the gradient."),
    .flag("decay-biases", \.decaysBiases, "Whether penalties pull on biases too."),
    .optionalNumber("clip-value", \.clipValue, .above(0), "The greatest absolute value of a gradient element."),
    .optionalNumber("clip-norm", \.clipNorm, .above(0), "The greatest norm of all gradients together."),
    .optionalNumber("max-norm", \.maxNorm, .above(0), "The greatest norm of the weights that feed one unit."),
  ]

  private static let loopSettings: [Setting] = [
    .integer("epochs", \.epochs, .between(1, and: 1_000_000), "The most epochs."),
    .integer("batch-size", \.batchSize, .between(1, and: 10_000_000), "Examples per step."),
    .parsed(
      "shards", \.shards, form: TrainingOptions.shardCounts.map(String.init).joined(separator: "|"),
      "Leaves that each batch is cut into, whose gradients are added along a fixed tree; as many ranks of fledge-mpi can share them.",
      text: { .integer($0) },
      parse: { (value) throws(SettingError) in
        guard let count = Int(value.text), TrainingOptions.shardCounts.contains(count) else {
          throw .invalidValue(key: "shards", expected: "1, 2, 4 or 8", found: "'\(value.text)'")
        }
        return count
      }
    ).added(in: 6),
    .optionalInteger(
      "patience", \.patience, .between(1, and: 1_000_000), "Epochs without improvement after which training ends."),
    .choice("monitor", \.monitor, "What has to improve."),
    .number("minimal-change", \.minDelta, .atLeast(0), "By how much it has to improve."),
    .choice("stop-rule", \.stopRule, "What counts against patience: no new best value, or a rise in a row."),
    .choice("order", \.order, "The order in which examples are visited."),
    .flag("drop-last", \.dropsLastBatch, "Whether a last batch that is not full is left out."),
    .flag("measure-training", \.measuresTrainingSet, "Whether the training set is measured after each epoch too."),
    .choice(
      "precision", \.precision,
      "What the factors of dense layers' products are rounded to; bf16 needs a processor with AMX or AVX512-BF16."
    ).added(in: 2),
    .parsed(
      "seed", \.seed, form: "integer", "The root of all random streams.", text: { .integer(Int($0)) },
      parse: { (value) throws(SettingError) in
        guard let seed = Int(value.text), seed >= 0 else {
          throw .invalidValue(
            key: "seed", expected: "a whole number from 0 to \(Int.max)", found: "'\(value.text)'")
        }
        return UInt64(seed)
      }
    ).deciding([.data, .model, .training]),
    .integer(
      "threads", \.threads, .between(1, and: 1024), "How many threads compute; the result never depends on it."
    ).deciding(.operation),
    .parsed(
      "checkpoint-every", \.checkpointEvery, form: CheckpointInterval.form,
      "How often the training writes a checkpoint; always when interrupted.", text: { .string($0.text) },
      parse: { (value) throws(SettingError) in try CheckpointInterval(value) }
    ).deciding(.operation),
  ]

  private static func heldOut(_ key: String, _ value: SettingValue) throws(SettingError) -> SplitSize {
    if let count = Int(value.text), count >= 0 { return .count(count) }
    if let number = Double(value.text) {
      if let count = Int(exactly: number), count >= 2 { return .count(count) }
      if number >= 0, number < 1 { return .fraction(number) }
    }
    throw .invalidValue(
      key: key, expected: "a count of examples, or a fraction from 0 to below 1", found: "'\(value.text)'")
  }

  private static func sizes(_ key: String, _ value: SettingValue) throws(SettingError) -> [Int] {
    if value.isNone { return [] }
    var sizes: [Int] = []
    for item in value.items {
      sizes.append(try NumberBound.between(1, and: 1_000_000).integer(.scalar(item), key: key))
    }
    return sizes
  }
}
