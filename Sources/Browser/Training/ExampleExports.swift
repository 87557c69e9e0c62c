import BrowserKernels
import FledgeKernels

/// Writes the points of a toy as `Toys` makes them: `[count, 2]`, for the line x and y.
@_expose(wasm, "toyPoints") @_cdecl("toyPoints")
func toyPoints(_ kind: Int32, _ seed: Int64, _ count: Int, _ points: UnsafeMutablePointer<Float>) {
  guard let toy = Toy(rawValue: Int(kind)) else { return }
  for index in 0..<count {
    var random = toy.random(seed: UInt64(bitPattern: seed), example: index)
    let point = toy.standardPoint(label: index % 2, &random)
    points[2 * index] = point.x
    points[2 * index + 1] = point.y
  }
}

/// The order in which a split draws: 0 ..< count, shuffled by the seed's stream for splits.
@_expose(wasm, "splitOrder") @_cdecl("splitOrder")
func splitOrder(_ seed: Int64, _ count: Int, _ order: UnsafeMutablePointer<Int32>) {
  let mark = fledge_mark()
  let indices = shuffledIndices(count, RandomKey(seed: UInt64(bitPattern: seed), stream: .split))
  for index in 0..<count { order[index] = indices[index] }
  fledge_release(mark)
}
