import FledgeKernels
import Testing

@Test func `one times one is one`() {
  var y = [Float](repeating: 0, count: 1)
  var ys = y.mutableSpan
  multiply([1.0].span, [1.0].span, into: &ys, rows: 1, inner: 1, columns: 1)
  #expect(y[0] == 1)
}
