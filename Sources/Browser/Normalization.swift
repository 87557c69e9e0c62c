import BrowserKernels

/// ε of every normalisation.
private let epsilon: Float = 1e-5

/// As `LayerNorm.forward`; keeps each row's mean and 1 / σ in `saved`, `[2, rows]`.
@_expose(wasm, "layerNorm") @_cdecl("layerNorm")
func layerNorm(
  _ x: UnsafePointer<Float>, _ scale: UnsafePointer<Float>, _ shift: UnsafePointer<Float>,
  _ y: UnsafeMutablePointer<Float>, _ saved: UnsafeMutablePointer<Float>, _ rows: Int, _ columns: Int
) {
  var job = job(x, scale, into: y, saved, rows, columns)
  job.shift = shift
  browser_layer_norm(&job)
}

/// The input gradient of `LayerNorm.backward`.
@_expose(wasm, "layerNormGradient") @_cdecl("layerNormGradient")
func layerNormGradient(
  _ x: UnsafePointer<Float>, _ scale: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
  _ dx: UnsafeMutablePointer<Float>, _ saved: UnsafeMutablePointer<Float>, _ rows: Int, _ columns: Int
) {
  var job = job(x, scale, into: dx, saved, rows, columns)
  job.output_gradient = dy
  browser_layer_norm_gradient(&job)
}

private func job(
  _ x: UnsafePointer<Float>, _ scale: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
  _ saved: UnsafeMutablePointer<Float>, _ rows: Int, _ columns: Int
) -> fledge_normalization {
  fledge_normalization(
    input: x, output_gradient: nil, output: y, mean: saved, inverse_deviation: saved + rows, variance: nil,
    scale: scale, shift: nil, scale_gradient: nil, shift_gradient: nil, epsilon: epsilon, rows: rows, columns: columns)
}

/// As `RMSNorm.forward`; keeps each row's 1 / r in `saved`, `[rows]`.
@_expose(wasm, "rmsNorm") @_cdecl("rmsNorm")
func rmsNorm(
  _ x: UnsafePointer<Float>, _ scale: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ saved: UnsafeMutablePointer<Float>, _ rows: Int, _ features: Int
) {
  for row in 0..<rows {
    let first = row * features
    var squares: Float = 0
    for position in first..<first + features { squares += x[position] * x[position] }
    let inverse = 1 / (squares / Float(features) + epsilon).squareRoot()
    saved[row] = inverse
    for feature in 0..<features { y[first + feature] = scale[feature] * (x[first + feature] * inverse) }
  }
}

/// The input gradient of `RMSNorm.backward`.
@_expose(wasm, "rmsNormGradient") @_cdecl("rmsNormGradient")
func rmsNormGradient(
  _ x: UnsafePointer<Float>, _ scale: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
  _ dx: UnsafeMutablePointer<Float>, _ saved: UnsafePointer<Float>, _ rows: Int, _ features: Int
) {
  for row in 0..<rows {
    let (first, inverse) = (row * features, saved[row])
    var product: Float = 0
    for feature in 0..<features {
      product += x[first + feature] * inverse * (scale[feature] * dy[first + feature])
    }
    let mean = product / Float(features)
    for position in first..<first + features {
      let gradient = scale[position - first] * dy[position]
      dx[position] = (gradient - x[position] * inverse * mean) * inverse
    }
  }
}

/// As `BatchNorm.forward` in evaluation, for `[rows, features, positions]`.
@_expose(wasm, "batchNorm") @_cdecl("batchNorm")
func batchNorm(
  _ x: UnsafePointer<Float>, _ scale: UnsafePointer<Float>, _ shift: UnsafePointer<Float>,
  _ mean: UnsafePointer<Float>, _ variance: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ rows: Int,
  _ features: Int, _ positions: Int
) {
  for row in 0..<rows {
    for feature in 0..<features {
      let inverse = 1 / (variance[feature] + epsilon).squareRoot()
      let first = (row * features + feature) * positions
      for position in first..<first + positions {
        y[position] = (x[position] - mean[feature]) * inverse * scale[feature] + shift[feature]
      }
    }
  }
}

/// The input gradient of `BatchNorm.backward` in evaluation.
@_expose(wasm, "batchNormGradient") @_cdecl("batchNormGradient")
func batchNormGradient(
  _ scale: UnsafePointer<Float>, _ variance: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
  _ dx: UnsafeMutablePointer<Float>, _ rows: Int, _ features: Int, _ positions: Int
) {
  for row in 0..<rows {
    for feature in 0..<features {
      let inverse = 1 / (variance[feature] + epsilon).squareRoot()
      let first = (row * features + feature) * positions
      for position in first..<first + positions { dx[position] = scale[feature] * inverse * dy[position] }
    }
  }
}
