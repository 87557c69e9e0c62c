import BrowserKernels

// Every function here is called from engine.js with addresses in the module's memory and counts; engine.js knows the
// shapes, and checks them when a network is loaded.

/// The product of a linear layer; `panels` are those of `packRows` or `packColumns`.
@_expose(wasm, "linear") @_cdecl("linear")
func linear(
  _ x: UnsafePointer<Float>, _ panels: UnsafePointer<Float>, _ bias: UnsafePointer<Float>?,
  _ y: UnsafeMutablePointer<Float>, _ rows: Int, _ inner: Int, _ columns: Int
) {
  browser_linear(x, panels, bias, y, rows, inner, columns)
}

@_expose(wasm, "activation") @_cdecl("activation")
func activation(
  _ kind: Int32, _ parameter: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int
) {
  browser_activation(kind, parameter, x, y, count)
}
