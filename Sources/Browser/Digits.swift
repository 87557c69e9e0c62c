/// `DigitPreparation` for grey levels of 0 to 1: 784 of them, each a byte divided by 255 as the command divides it.
@_expose(wasm, "prepareDigit") @_cdecl("prepareDigit")
func prepareDigit(
  _ grey: UnsafePointer<Float>, _ width: Int, _ height: Int, _ digit: UnsafeMutablePointer<Float>,
  _ bytes: UnsafeMutablePointer<UInt8>
) {
  let count = DigitPreparation.side * DigitPreparation.side
  let ink = UnsafeBufferPointer(start: grey, count: width * height).span
  let levels = UnsafeMutableBufferPointer(start: bytes, count: count)
  var span = levels.mutableSpan
  DigitPreparation.prepare(ink, width: width, height: height, into: &span)
  for index in 0..<count { digit[index] = Float(bytes[index]) * (1 / 255 as Float) }
}
