import FledgeKernels
import Testing

/// Products of numbers rounded to bf16, in the processor's order: with AVX512-BF16 each element is one chain of fused
/// multiply-adds over the rounded numbers, two steps at a time, the second of them first; with AMX two chains for each
/// block of 32 steps, the even ones and the odd ones, whose sum is added to the element.
@Suite(.enabled(if: Precision.bf16.isAvailable(), "this processor has no AMX and no AVX512-BF16"))
struct RoundedProductTests {
  /// The nearest number with eight bits of mantissa; the even one of two.
  private func rounded(_ value: Float) -> Float {
    let bits = value.bitPattern
    return Float(bitPattern: (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff_0000)
  }

  private func chain(_ steps: Int, _ a: (Int) -> Float, _ b: (Int) -> Float) -> Float {
    var sum: Float = 0
    if InstructionSet.current == .amx {
      for block in stride(from: 0, to: steps, by: 32) {
        var (even, odd): (Float, Float) = (0, 0)
        for step in block..<min(block + 32, steps) {
          let (left, right) = (rounded(a(step)), rounded(b(step)))
          if step % 2 == 0 { even.addProduct(left, right) } else { odd.addProduct(left, right) }
        }
        sum += even + odd
      }
      return sum
    }
    for pair in stride(from: 0, to: steps, by: 2) {
      if pair + 1 < steps { sum = sum.addingProduct(rounded(a(pair + 1)), rounded(b(pair + 1))) }
      sum = sum.addingProduct(rounded(a(pair)), rounded(b(pair)))
    }
    return sum
  }

  private let pools = [1, 3].map { ThreadPool(threads: $0, instructionSet: .current, splitsSmallWork: true) }
  private static let sizes = [1, 2, 3, 5, 8, 17, 33]
  static let shapes =
    sizes.flatMap { m in sizes.flatMap { k in sizes.map { (m, k, $0) } } } + [
      (65, 130, 97), (12, 301, 64), (64, 40, 96),
    ]

  @Test func `one and a half squared on paper, and a number that bf16 cannot hold`() {
    var y: [Float] = [0]
    var span = y.mutableSpan
    // 1.001 is between 1 and 1.0078125, nearer to 1.
    denseForward(
      [1.5, 1.001].span, [1.5, 2].span, bias: [0.125].span, activation: nil, into: &span, rows: 1, inner: 2, columns: 1,
      precision: .bf16)
    #expect(y == [4.375])
  }

  @Test func `forward`() {
    for (m, k, n) in RoundedProductTests.shapes {
      let (x, w, bias) = (values(m * k), values(k * n, seed: 2), values(n, seed: 3))
      let panels = inPanels(w, k, n)
      for threads in pools {
        let y = guarded(count: m * n) {
          denseForward(
            x.span, panels.span, bias: bias.span, activation: .relu, into: &$0, rows: m, inner: k, columns: n,
            precision: .bf16, threads: threads)
        }
        let expected = (0..<m * n).map { position in
          max(0, chain(k, { x[position / n * k + $0] }, { w[$0 * n + position % n] }) + bias[position % n])
        }
        #expect(y == expected, "\(m)×\(k)×\(n)")
      }
    }
  }

  @Test func `gradient of the input`() {
    for (m, k, n) in RoundedProductTests.shapes {
      let (dy, w) = (values(m * n), values(k * n, seed: 2))
      let panels = inPanels(w, k, n)
      for threads in pools {
        let dx = guarded(count: m * k) {
          denseInputGradient(
            dy.span, panels.span, derivative: nil, x: Span(), into: &$0, rows: m, inner: k, columns: n,
            precision: .bf16,
            threads: threads)
        }
        let expected = (0..<m * k).map { position in
          chain(n, { dy[position / k * n + $0] }, { w[position % k * n + $0] })
        }
        #expect(dx == expected, "\(m)×\(k)×\(n)")
      }
    }
  }

  @Test func `gradient of the weights, and that of the bias, which is not rounded`() {
    for (m, k, n) in RoundedProductTests.shapes {
      let (x, dy) = (values(m * k), values(m * n, seed: 2))
      for threads in pools {
        var bias = [Float](repeating: 0, count: n)
        let dw = guarded(count: k * n) {
          var span = bias.mutableSpan
          denseWeightGradient(
            x.span, dy.span, into: &$0, bias: &span, rows: m, inner: k, columns: n, precision: .bf16, threads: threads)
        }
        let expected = (0..<k * n).map { position in
          chain(m, { x[$0 * k + position / n] }, { dy[$0 * n + position % n] })
        }
        #expect(dw == inPanels(expected, k, n), "\(m)×\(k)×\(n)")
        #expect(bias == (0..<n).map { column in (0..<m).reduce(0) { $0 + dy[$1 * n + column] } })
      }
    }
  }
}

@Test func `a processor or a choice of instructions without bf16 is told so`() {
  #expect(!Precision.bf16.isAvailable(with: .portable))
  #expect(Precision.fp32.isAvailable(with: .portable))
  #expect(throws: KernelError.unavailablePrecision(.bf16, .portable)) { try Precision.bf16.check(with: .portable) }
  #expect("\(KernelError.unavailablePrecision(.bf16, .avx2))".contains("AMX or AVX512-BF16"))
}

@Test func `a training in bf16 keeps to one order of sums, one in fp32 has no other`() {
  #expect(Precision.bf16.order(with: .amx) != Precision.bf16.order(with: .avx512))
  #expect(Precision.bf16.order(with: .avx512) == "bf16")
  #expect(Precision.fp32.order(with: .amx) == Precision.fp32.order(with: .portable))
}
