import FledgeTensors

/// One example of every layer: what contract tests run over, and where names of activations are looked up.
public enum LayerCatalogue {
  /// The activations, with their default settings.
  public static let activations: [any ElementwiseLayer] = [
    ReLU(), LeakyReLU(), ELU(), SELU(), GELU(), TanhGELU(), SiLU(), Sigmoid(), Tanh(), Softplus(), HardTanh(),
  ]

  /// Every layer, for an input of six features.
  public static let all: [any Layer] =
    activations.map { $0 as any Layer } + [
      Linear(6, 4), Linear(6, 3, bias: false), Softmax(), LogSoftmax(), Dropout(0.4), GaussianNoise(0.1),
      BatchNorm(6), LayerNorm(6), RMSNorm(6), PReLU(6), Flatten(), Reshape([2, 3]),
    ]
}
