package import FledgeNetworks
import FledgeTensors

/// A network with every kind of node: a named block, a residual block, a tied weight, normalisation and dropout.
package func everyKindOfNode() throws -> Network {
  try Network(
    input: [2, 6],
    [
      Flatten(), Block("encoder", [Linear(12, 40), BatchNorm(40), ReLU(), Dropout(0.2), Linear(40, 8)]),
      Residual([LayerNorm(8), Linear(8, 8, bias: false), GELU()]), GaussianNoise(0.05),
      Block("decoder", [TiedLinear(8, 40, tiedTo: "encoder.4.weight"), Tanh(), Linear(40, 5)]),
    ])
}
