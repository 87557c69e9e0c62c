import FledgeTensors

/// One example of every layer: for contract tests and look-up of activations by name.
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

  /// The layers over images, for an input of two channels of 5×6 pixels.
  public static let images: [any Layer] = [
    Conv2d(2, 3, kernel: 3), Conv2d(2, 4, kernel: 3, stride: 2, padding: 1, bias: false), MaxPool2d(2),
    MaxPool2d(3, stride: 2, padding: 1), AveragePool2d(2), AveragePool2d(3, stride: 1, padding: 1),
  ]
}
