import BrowserKernels

// Every function of these files is called from engine.js with addresses in the module's memory and counts. engine.js
// knows the shapes and checks them when a network is loaded.

/// Columns of a panel.
let lanes = 16

/// y = x·w + bias, `[rows, inner]` times `[inner, columns]`; `panels` are those of `packLinear`.
@_expose(wasm, "linear") @_cdecl("linear")
func linear(
  _ x: UnsafePointer<Float>, _ panels: UnsafePointer<Float>, _ bias: UnsafePointer<Float>?,
  _ y: UnsafeMutablePointer<Float>, _ rows: Int, _ inner: Int, _ columns: Int
) {
  browser_linear(x, panels, bias, y, rows, inner, columns)
}

/// The floats of a matrix in panels.
@_expose(wasm, "linearPanelCount") @_cdecl("linearPanelCount")
func linearPanelCount(_ inner: Int, _ columns: Int) -> Int {
  (columns + lanes - 1) / lanes * lanes * inner
}

/// Packs w, where w(k, c) is `weight[k * innerStride + c * columnStride]`, in panels of sixteen columns.
///
/// A linear layer's weight `[outputs, inputs]` has the strides 1 and `inputs`. Its transpose, for tied layers and input
/// gradients, has `inputs` and 1.
@_expose(wasm, "packLinear") @_cdecl("packLinear")
func packLinear(
  _ weight: UnsafePointer<Float>, _ panels: UnsafeMutablePointer<Float>, _ inner: Int, _ columns: Int,
  _ innerStride: Int, _ columnStride: Int
) {
  var to = panels
  var panel = 0
  while panel < columns {
    for k in 0..<inner {
      for lane in 0..<lanes {
        let column = panel + lane
        to[lane] = column < columns ? weight[k * innerStride + column * columnStride] : 0
      }
      to += lanes
    }
    panel += lanes
  }
}

/// y = a·b + c, rounded once.
@_expose(wasm, "fusedMultiplyAdd") @_cdecl("fusedMultiplyAdd")
func fusedMultiplyAdd(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ count: Int
) {
  browser_fma(a, b, c, y, count)
}

/// y = a + b.
@_expose(wasm, "add") @_cdecl("add")
func add(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int
) {
  browser_add(a, b, y, count)
}
