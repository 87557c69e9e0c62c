import FledgeTensors

/// Every layer: one example of each for contract tests, and how each is written in a list.
public enum LayerCatalogue {
  /// Every activation, with default settings.
  public static let activations: [any ElementwiseLayer] = [
    ReLU(), LeakyReLU(), ELU(), SELU(), GELU(), TanhGELU(), SiLU(), Sigmoid(), Tanh(), Softplus(), HardTanh(),
  ]

  /// Every layer, for an input of six features.
  public static let all: [any Layer] =
    activations.map { $0 as any Layer } + [
      Linear(6, 4), Linear(6, 3, bias: false), Softmax(), LogSoftmax(), Dropout(0.4), GaussianNoise(0.1),
      BatchNorm(6), LayerNorm(6), RMSNorm(6), PReLU(6), Flatten(), Reshape([2, 3]),
    ]

  /// How each kind of layer is written in a list of layers.
  public static let forms: [LayerForm] =
    [
      Linear.form, Conv2d.form, MaxPool2d.form, AveragePool2d.form, BatchNorm.form, LayerNorm.form, RMSNorm.form,
      Dropout.form, GaussianNoise.form, Flatten.form, Reshape.form, PReLU.form, TiedLinear.form, Softmax.form,
      LogSoftmax.form, LeakyReLU.form, ELU.form,
    ]
    + activations.filter { $0.summary.isEmpty }.map { layer in
      LayerForm(layer.name, "the activation \(layer.name)") { (_, _) throws(NetworkError) in layer }
    }

  /// The form whose first word this is.
  public static func form(_ name: String) -> LayerForm? { forms.first { $0.name == name } }

  /// The layers over images, for an input of two channels of 5×6 pixels.
  public static let images: [any Layer] = [
    Conv2d(2, 3, kernel: 3), Conv2d(2, 4, kernel: 3, stride: 2, padding: 1, bias: false), MaxPool2d(2),
    MaxPool2d(3, stride: 2, padding: 1), AveragePool2d(2), AveragePool2d(3, stride: 1, padding: 1), BatchNorm(2),
  ]
}
