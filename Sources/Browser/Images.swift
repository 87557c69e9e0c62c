import BrowserKernels

/// A window over images `[channels, height, width]`.
private func window(
  _ channels: Int, _ height: Int, _ width: Int, _ kernel: Int, _ stride: Int, _ padding: Int
) -> fledge_window {
  fledge_window(
    channels: channels, height: height, width: width, out_height: (height + 2 * padding - kernel) / stride + 1,
    out_width: (width + 2 * padding - kernel) / stride + 1, kernel: kernel, stride: stride, padding: padding)
}

/// The floats of a convolution's packed weights.
@_expose(wasm, "convolutionPackedCount") @_cdecl("convolutionPackedCount")
func convolutionPackedCount(
  _ channels: Int, _ height: Int, _ width: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ outputs: Int
) -> Int {
  var window = window(channels, height, width, kernel, stride, padding)
  return fledge_convolution_packed_count(&window, outputs)
}

/// The floats of scratch memory that a convolution needs.
@_expose(wasm, "convolutionScratchCount") @_cdecl("convolutionScratchCount")
func convolutionScratchCount(
  _ channels: Int, _ height: Int, _ width: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ outputs: Int
) -> Int {
  var window = window(channels, height, width, kernel, stride, padding)
  return fledge_convolution_scratch_count(&window, outputs)
}

@_expose(wasm, "packConvolution") @_cdecl("packConvolution")
func packConvolution(
  _ weight: UnsafePointer<Float>, _ bias: UnsafePointer<Float>?, _ packed: UnsafeMutablePointer<Float>,
  _ channels: Int, _ height: Int, _ width: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ outputs: Int
) {
  let window = window(channels, height, width, kernel, stride, padding)
  var job = job(window, outputs, weight, packed, scratch: packed, batch: 0)
  job.bias = bias
  browser_convolution_pack(&job)
}

/// As `Conv2d.forward`, for a batch.
@_expose(wasm, "convolution") @_cdecl("convolution")
func convolution(
  _ x: UnsafePointer<Float>, _ packed: UnsafeMutablePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ scratch: UnsafeMutablePointer<Float>, _ batch: Int, _ channels: Int, _ height: Int, _ width: Int, _ kernel: Int,
  _ stride: Int, _ padding: Int, _ outputs: Int
) {
  let window = window(channels, height, width, kernel, stride, padding)
  var job = job(window, outputs, x, packed, scratch: scratch, batch: batch)
  job.output = y
  browser_convolution(&job)
}

/// The input gradient of `Conv2d.backward`, for a batch.
@_expose(wasm, "convolutionGradient") @_cdecl("convolutionGradient")
func convolutionGradient(
  _ dy: UnsafePointer<Float>, _ packed: UnsafeMutablePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
  _ scratch: UnsafeMutablePointer<Float>, _ batch: Int, _ channels: Int, _ height: Int, _ width: Int, _ kernel: Int,
  _ stride: Int, _ padding: Int, _ outputs: Int
) {
  let window = window(channels, height, width, kernel, stride, padding)
  var job = job(window, outputs, dy, packed, scratch: scratch, batch: batch)
  job.output_gradient = dy
  job.input_gradient = dx
  browser_convolution_gradient(&job)
}

/// A job in one group; `input` is also its weight, which only packing reads.
private func job(
  _ window: fledge_window, _ outputs: Int, _ input: UnsafePointer<Float>, _ packed: UnsafeMutablePointer<Float>,
  scratch: UnsafeMutablePointer<Float>, batch: Int
) -> fledge_convolution {
  fledge_convolution(
    window: window, outputs: outputs, batch: batch, groups: 1, input: input, weight: input, bias: nil, output: nil,
    output_gradient: nil, input_gradient: nil, weight_gradient: nil, bias_gradient: nil, packed: packed,
    scratch: scratch, partial: nil)
}

@_expose(wasm, "maxPool") @_cdecl("maxPool")
func maxPool(
  _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ batch: Int, _ channels: Int, _ height: Int,
  _ width: Int, _ kernel: Int, _ stride: Int, _ padding: Int
) {
  var window = window(channels, height, width, kernel, stride, padding)
  browser_max_pool(&window, x, y, batch * channels)
}

@_expose(wasm, "maxPoolGradient") @_cdecl("maxPoolGradient")
func maxPoolGradient(
  _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>, _ batch: Int,
  _ channels: Int, _ height: Int, _ width: Int, _ kernel: Int, _ stride: Int, _ padding: Int
) {
  var window = window(channels, height, width, kernel, stride, padding)
  browser_max_pool_gradient(&window, x, dy, dx, batch * channels)
}

@_expose(wasm, "averagePool") @_cdecl("averagePool")
func averagePool(
  _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ batch: Int, _ channels: Int, _ height: Int,
  _ width: Int, _ kernel: Int, _ stride: Int, _ padding: Int
) {
  var window = window(channels, height, width, kernel, stride, padding)
  browser_average_pool(&window, x, y, batch * channels)
}

@_expose(wasm, "averagePoolGradient") @_cdecl("averagePoolGradient")
func averagePoolGradient(
  _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>, _ batch: Int, _ channels: Int, _ height: Int,
  _ width: Int, _ kernel: Int, _ stride: Int, _ padding: Int
) {
  var window = window(channels, height, width, kernel, stride, padding)
  browser_average_pool_gradient(&window, dy, dx, batch * channels)
}
