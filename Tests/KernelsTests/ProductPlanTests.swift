import FledgeKernels
import Testing

private let avx2 = ProductPlan.Processor(.avx2, hasTwoFMAPorts: false)
private let avx512 = ProductPlan.Processor(.avx512, hasTwoFMAPorts: false)
private let twoPorts = ProductPlan.Processor(.avx512, hasTwoFMAPorts: true)

private func product(
  _ operation: LinearProduct.Operation, _ batch: Int, _ inputs: Int, _ outputs: Int,
  _ change: (inout LinearProduct) -> Void = { _ in }
) -> LinearProduct {
  var product = LinearProduct(operation, batch: batch, inputs: inputs, outputs: outputs)
  change(&product)
  return product
}

private func text(_ product: LinearProduct, _ processor: ProductPlan.Processor = avx512, threads: Int = 1) -> String {
  ProductPlan(product, on: processor).text(threads: threads)
}

@Test func `a forward product reads its panels in place, dense or sparse`() {
  #expect(text(product(.forward, 128, 784, 64)) == "dense, in place, 1 task")
  let sparse = product(.forward, 128, 784, 64) {
    $0.density = 0.2
    $0.neighborsAreAlike = true
  }
  #expect(text(sparse, avx2) == "sparse, in place, 1 task")
  #expect(text(sparse, avx512) == "sparse, 1 × 4, in place, 1 task")
  #expect(text(sparse, twoPorts) == "sparse, 4 × 4, in place, 1 task")
  #expect(text(product(.forward, 128, 512, 64) { $0.activeColumns = 400 }) == "compacted k, packed, 1 task")
}

@Test func `a row-major factor is packed from 64 rows on, unless it is one panel`() {
  for (rows, columns, packs) in [(63, 64, false), (64, 64, true), (64, 32, false), (64, 33, true)] {
    let forward = product(.forward, rows, 100, columns) { $0.layout = .rowMajor }
    #expect(ProductPlan(forward, on: avx2).packsRight == packs, "\(rows) × \(columns)")
    let gradient = product(.weightGradient, 16, rows, columns)
    #expect(ProductPlan(gradient, on: avx2).packsRight == packs, "\(rows) × \(columns)")
  }
  #expect(ProductPlan(product(.weightGradient, 16, 8, 20) { $0.density = 0.1 }, on: avx2).packsRight)
}

@Test func `an input gradient is transposed for batches of 17 to 32 and long sums`() {
  for (batch, outputs, isTransposed) in [
    (16, 64, false), (17, 64, true), (32, 64, true), (33, 64, false), (32, 63, false),
  ] {
    let plan = ProductPlan(product(.inputGradient, batch, 200, outputs), on: avx512)
    #expect((plan.kernel == .transposed) == isTransposed, "\(batch), \(outputs)")
    #expect(plan.rows == (isTransposed ? 200 : batch) && plan.columns == (isTransposed ? batch : 200))
  }
  let changes: [(inout LinearProduct) -> Void] = [
    { $0.density = 0.3 }, { $0.activeColumns = 100 }, { $0.precision = .bf16 }, { $0.hasBias = true },
    { $0.layout = .rowMajor },
  ]
  for change in changes {
    #expect(ProductPlan(product(.inputGradient, 32, 200, 100, change), on: avx512).kernel != .transposed)
  }
}

@Test func `a plain update of a batch of eight is a rank update`() {
  let update = product(.weightGradient, 8, 784, 64) { $0.epilogue = .update }
  #expect(text(update) == "rank update, in place, 1 task")
  #expect(text(update, threads: 2) == "rank update, in place, 2 tasks")
  #expect(text(product(.weightGradient, 8, 64, 40) { $0.epilogue = .update }) == "rank update + dense, packed, 1 task")
  let others: [(inout LinearProduct) -> Void] = [
    { $0.batch = 9 }, { $0.epilogue = .adjustedUpdate }, { $0.epilogue = .none }, { $0.activeColumns = 700 },
    { $0.outputs = 31 }, { $0.precision = .bf16 },
  ]
  for change in others {
    var other = update
    change(&other)
    #expect(ProductPlan(other, on: avx512).kernel != .rankUpdate)
  }
}

@Test func `pixels share loops in weight gradients, units do not`() {
  func rows(_ batch: Int, _ processor: ProductPlan.Processor, alike: Bool) -> Int {
    let sparse = product(.weightGradient, batch, 784, 64) {
      $0.density = 0.2
      $0.neighborsAreAlike = alike
    }
    return ProductPlan(sparse, on: processor).rowsTogether
  }
  #expect(rows(32, avx512, alike: true) == 4 && rows(33, avx512, alike: true) == 2)
  #expect(rows(128, twoPorts, alike: true) == 4 && rows(8, twoPorts, alike: false) == 1)
}

@Test func `blocks of panels need the registers of AVX-512, and two panels share their rows`() {
  func plan(_ operation: LinearProduct.Operation, _ outputs: Int, _ processor: ProductPlan.Processor) -> ProductPlan {
    ProductPlan(product(operation, 128, 784, outputs) { $0.density = 0.2 }, on: processor)
  }
  #expect(plan(.forward, 128, avx512).panelsTogether == 4 && plan(.weightGradient, 128, avx512).panelsTogether == 2)
  #expect(plan(.forward, 128, avx2).panelsTogether == 1)
  #expect(plan(.forward, 64, avx512).sharesBlockRows && !plan(.forward, 96, avx512).sharesBlockRows)
  #expect(!plan(.forward, 64, avx2).sharesBlockRows)
  let small = product(.forward, 31, 784, 64) { $0.density = 0.2 }
  #expect(!ProductPlan(small, on: avx512).sharesBlockRows)
}

@Test func `updates of large layers are prefetched`() {
  for (inputs, prefetches) in [(2047, false), (2048, true)] {
    let update = product(.weightGradient, 128, inputs, 64) { $0.epilogue = .adjustedUpdate }
    #expect(ProductPlan(update, on: avx2).prefetchesUpdate == prefetches)
    #expect(!ProductPlan(product(.weightGradient, 128, inputs, 64), on: avx2).prefetchesUpdate)
  }
}

@Test func `bf16 skips nothing`() {
  let rounded = product(.forward, 128, 784, 64) {
    $0.precision = .bf16
    $0.density = 0.1
  }
  #expect(text(rounded) == "bf16, packed, 1 task")
}

@Test func `a thread is worth 32,768 multiply-adds`() {
  // 64 rows and 32 columns of k multiply-adds, in 12 half tiles.
  #expect(text(product(.forward, 64, 31, 32), threads: 4).hasSuffix("1 task"))
  #expect(text(product(.forward, 64, 32, 32), threads: 4).hasSuffix("2 tasks"))
  #expect(text(product(.forward, 64, 64, 32), threads: 4).hasSuffix("4 tasks"))
  #expect(text(product(.forward, 64, 640, 32), threads: 4).hasSuffix("4 tasks"))
  let sparse = product(.forward, 64, 64, 32) { $0.density = 0.25 }
  #expect(text(sparse, threads: 4).hasSuffix("1 task"))
}

@Test func `single zeros are skipped, or dead units, or nothing`() {
  func skipped(_ density: Double?, _ activeShare: Double?) -> Sparsity {
    Sparsity(density: density, activeShare: activeShare).ofLeftFactor
  }
  #expect(skipped(nil, nil) == Sparsity())
  #expect(skipped(0.5, nil) == Sparsity(density: 0.5) && skipped(0.51, nil) == Sparsity())
  #expect(skipped(0.6, 0.9) == Sparsity(activeShare: 0.9) && skipped(0.6, 0.91) == Sparsity())
  // 0.3 of all elements one by one cost as much as 0.45 of all columns.
  #expect(skipped(0.3, 0.46) == Sparsity(density: 0.3) && skipped(0.3, 0.44) == Sparsity(activeShare: 0.44))
  let both = Sparsity.ofInputGradient(outputDensity: 0.4, activeShare: 0.8)
  #expect(both == Sparsity(density: 0.4, activeShare: 0.8))
  #expect(Sparsity.ofInputGradient(outputDensity: 0.6, activeShare: 0.95) == Sparsity())
}

@Test func `small layers are not scanned for zeros`() {
  func scans(_ capacity: Int, _ inputs: Int, _ outputs: Int, _ precision: Precision = .fp32) -> Bool {
    Sparsity.scansInput(capacity: capacity, inputs: inputs, outputs: outputs, precision: precision)
  }
  #expect(scans(128, 784, 64) && !scans(128, 784, 31) && !scans(128, 784, 64, .bf16))
  #expect(!scans(64, 64, 64) && scans(65, 64, 64))
}
