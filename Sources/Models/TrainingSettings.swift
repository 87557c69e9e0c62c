public import FledgeDatasets
public import FledgeKernels
public import FledgeNetworks
public import FledgeTraining

/// The settings that decide what one training does; flags and configuration files fill them in.
///
/// `TrainingSettings.schema` lists the fields again, with their names, bounds and help.
public struct TrainingSettings: Sendable {
  // Data.
  /// The dataset's name in `DatasetCatalogue`.
  public var dataset = "mnist"
  /// The folder or file that holds the data; searched for when left out.
  public var data: String?
  /// The most training examples to use; the first ones.
  public var examples: Int?
  /// The most test examples to use; the first ones.
  public var testExamples: Int?
  /// The file of a table's test set.
  public var test: String?
  /// How a table is read.
  public var table = TableOptions()
  /// Other names for the classes, in their natural order.
  public var classNames: [String] = []
  /// The file of the labels, where its name does not lead to it.
  public var labelFile: String?
  /// The size to which pictures of a folder are scaled; the one that most have when left out.
  public var imageSize: PictureSize?
  /// How much of the training set is held out for validation.
  public var validation = SplitSize.fraction(0.1)
  /// Whether each class gives its share of the validation set.
  public var isStratified = false
  /// How much of the training set is held out as the test set, where the data have none.
  public var testSize = SplitSize.count(0)
  /// The number of parts of a cross-validation, each of which is the test set of one training.
  public var folds: Int?
  /// The part that is the test set of this training, counted from 1.
  public var fold: Int?
  /// What folds of whole groups keep even.
  public var foldBalance = FoldBalance.auto
  /// How features are scaled.
  public var scaling = Scaling.auto
  /// Random changes to the training images, such as `shift=2,rotate=10`.
  public var augmentation: [String] = []
  /// The standard deviation of normal noise on the network's input in training.
  public var noise = 0.0

  // Network.
  /// The layers in order, such as `conv 8 3`, as `LayerList` reads them.
  ///
  /// They replace all settings below but `initializer`.
  public var layerList: [String] = []
  /// The output channels of convolutions over images, before the hidden layers; each is followed by an activation and
  /// max-pooling.
  public var convolutions: [Int] = []
  /// The side of every convolution's window.
  public var kernelSize = 5
  /// The side and stride of the max-pooling after each convolution; 1 leaves it out.
  public var pooling = 2
  /// The sizes of the hidden layers.
  public var layers = [128]
  /// The sizes of an autoencoder's encoder, the code's last; replaces `layers`.
  public var autoencoder: [Int] = []
  /// Whether the decoder uses the encoder's weights transposed.
  public var isTied = false
  /// The activation after each hidden layer.
  public var activation = "relu"
  /// The activation after the code of an autoencoder.
  public var codeActivation = "none"
  /// The activation after the last layer; `auto` lets the loss decide.
  public var outputActivation = "auto"
  /// The share of hidden features that dropout sets to 0.
  public var dropout = 0.0
  /// The normalisation of hidden features, before the activation.
  public var norm = Norm.none
  /// The distribution of the initial weights.
  public var initializer = InitializerChoice(name: "he")
  /// The file or run folder whose weights the training begins with; by default they are drawn.
  public var weights: String?
  /// The SHA-256 of that file; a training fills it in, and later ones compare.
  public var weightsDigest: String?

  // Loss and optimizer.
  /// The loss; `auto` is softmax cross-entropy for labels and squared error otherwise.
  public var loss = "auto"
  /// How the losses on values are reduced to one number.
  public var reduction = ElementReduction.meanOverElements
  /// The share of each target spread over all classes.
  public var labelSmoothing = 0.0
  /// The optimizer's rule.
  public var optimizer = "adam"
  /// η₀.
  public var learningRate = Adam().learningRate
  /// The rule's other numbers that were given, by the names that settings have, such as `beta2`; the rule's defaults
  /// where they are left out.
  public var hyperparameters: [String: Double] = [:]
  /// Weight decay: decoupled where the rule has it (AdamW, Lion), else an L2 penalty in the gradient.
  ///
  /// 0 unless given.
  public var weightDecay = 0.0
  /// λ of the L1 penalty in the gradient.
  public var l1 = 0.0
  /// Whether penalties also pull on biases.
  public var decaysBiases = false
  /// The greatest absolute value of each gradient element.
  public var clipValue: Double?
  /// The greatest norm of all gradients together.
  public var clipNorm: Double?
  /// The greatest norm of the weights that feed one unit.
  public var maxNorm: Double?
  /// How the learning rate changes.
  public var schedule = ScheduleChoice(text: "constant", schedule: .constant)

  // Loop.
  /// The most epochs.
  public var epochs = 10
  /// Examples per step.
  public var batchSize = 128
  /// The leaves that each batch is cut into, whose gradients are added along one fixed tree.
  public var shards = 1
  /// Epochs without improvement after which training ends.
  public var patience: Int?
  /// The quantity that early stopping watches.
  public var monitor = Monitor.validationLoss
  /// The least improvement that counts.
  public var minDelta = 0.0
  /// How early stopping counts bad epochs.
  public var stopRule = EarlyStopping.Rule.withoutBest
  /// The order of examples.
  public var order = TrainingOptions.Order.shuffled
  /// Whether a last batch that is not full is left out.
  public var dropsLastBatch = false
  /// Whether classes weigh the same in the loss however many examples they have.
  public var balancesClasses = false
  /// Whether the training set is also measured in evaluation mode after each epoch.
  public var measuresTrainingSet = false
  /// What the factors of dense layers' products are rounded to.
  public var precision = Precision.fp32
  /// The root of all random streams.
  public var seed: UInt64 = 0
  /// The number of threads.
  public var threads = 1
  /// How often the training writes a checkpoint.
  public var checkpointEvery = CheckpointInterval.standard

  public init() {}
}

/// How features are scaled.
public enum Scaling: String, Sendable, CaseIterable {
  /// Tables by `perFeature`, all else by `unit`.
  case auto
  /// Grey levels 0…255 become 0…1; other values stay.
  case unit
  /// Each example by its own mean and standard deviation.
  case perImage = "per-image"
  /// Each feature by its mean and standard deviation over the training set.
  case perFeature = "per-feature"
  /// As they are.
  case none
}

/// The normalisation of hidden features.
public enum Norm: String, Sendable, CaseIterable {
  case none
  /// `BatchNorm`.
  case batch
  /// `LayerNorm`.
  case layer
}
