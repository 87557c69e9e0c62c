import BrowserKernels

/// y = f(x); `kind` is a `fledge_activation`.
@_expose(wasm, "activation") @_cdecl("activation")
func activation(
  _ kind: Int32, _ parameter: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int
) {
  browser_activation(kind, parameter, x, y, count)
}

/// dx = dy·f′(x).
@_expose(wasm, "activationGradient") @_cdecl("activationGradient")
func activationGradient(
  _ kind: Int32, _ parameter: Float, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
  _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>, _ count: Int
) {
  browser_activation_gradient(kind, parameter, x, y, dy, dx, count)
}

/// As `PReLU.forward`.
@_expose(wasm, "prelu") @_cdecl("prelu")
func prelu(
  _ x: UnsafePointer<Float>, _ slopes: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ rows: Int,
  _ features: Int
) {
  for row in 0..<rows {
    for feature in 0..<features {
      let position = row * features + feature
      y[position] = x[position] > 0 ? x[position] : slopes[feature] * x[position]
    }
  }
}

/// As `PReLU.backward`.
@_expose(wasm, "preluGradient") @_cdecl("preluGradient")
func preluGradient(
  _ x: UnsafePointer<Float>, _ slopes: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
  _ dx: UnsafeMutablePointer<Float>, _ rows: Int, _ features: Int
) {
  for row in 0..<rows {
    for feature in 0..<features {
      let position = row * features + feature
      dx[position] = dy[position] * (x[position] > 0 ? 1 : slopes[feature])
    }
  }
}

@_expose(wasm, "softmax") @_cdecl("softmax")
func softmax(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ rows: Int, _ columns: Int) {
  browser_softmax(x, y, rows, columns)
}

@_expose(wasm, "softmaxGradient") @_cdecl("softmaxGradient")
func softmaxGradient(
  _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>, _ rows: Int,
  _ columns: Int
) {
  browser_softmax_gradient(y, dy, dx, rows, columns)
}

@_expose(wasm, "logSoftmax") @_cdecl("logSoftmax")
func logSoftmax(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ rows: Int, _ columns: Int) {
  browser_log_softmax(x, y, rows, columns)
}

@_expose(wasm, "logSoftmaxGradient") @_cdecl("logSoftmaxGradient")
func logSoftmaxGradient(
  _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>, _ rows: Int,
  _ columns: Int
) {
  browser_log_softmax_gradient(y, dy, dx, rows, columns)
}
