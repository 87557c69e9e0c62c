/// How one matrix product is computed: which kernel, on which of its operands, split how over threads.
///
/// A pure function of a product and a processor, without allocation, so every call makes its own. No plan changes a bit
/// of a single-precision result.
package struct ProductPlan: Sendable, Equatable {
  package enum Kernel: String, Sendable {
    /// Every multiplication.
    case dense
    /// Skips zeros of the left factor one by one, by a mask.
    case sparse
    /// Dense, without the columns of X that are 0 for the whole batch.
    case compacted
    /// Dense, on transposed operands: the smaller factor is transposed in place of the weights.
    case transposed
    /// A weight gradient summed over few examples and applied at once.
    case rankUpdate = "rank update"
    /// Factors rounded to bfloat16.
    case bf16
  }

  /// The dimension of the product that active columns shorten.
  package enum Dimension: String, Sendable {
    case k
    case rows
    case columns
  }

  package let kernel: Kernel
  /// The kernel's own dimensions: C `[rows, columns]` = A `[rows, k]` · B `[k, columns]`, compacted.
  package let rows, k, columns: Int
  /// Whether A's zeros are skipped by a mask; with a rank update those that a whole row has.
  package let isMasked: Bool
  package let compacted: Dimension?
  /// Whether panels of B are packed into scratch memory before tiles read them.
  package let packsRight: Bool
  /// Rows that share one loop in a sparse product: 1, 2 or 4.
  package let rowsTogether: Int
  /// The most panels that a sparse product computes together: 1, 2 or 4.
  package let panelsTogether: Int
  /// Whether threads share the rows of a sparse product's only block.
  package let sharesBlockRows: Bool
  /// Whether weights and moments are prefetched ahead of their update.
  package let prefetchesUpdate: Bool
  package let split: ProductSplit

  package init(_ product: LinearProduct, on processor: Processor) {
    typealias Limits = ProductThresholds
    let isRounded = product.precision == .bf16
    let density = isRounded ? nil : product.density
    isMasked = density != nil
    let active = product.activeColumns
    let isTransposed = ProductPlan.isTransposed(product)
    switch product.operation {
    case .forward:
      (rows, k, columns) = (product.batch, active ?? product.inputs, product.outputs)
      compacted = active == nil ? nil : .k
    case .weightGradient:
      (rows, k, columns) = (product.inputs, product.batch, product.outputs)
      compacted = active == nil ? nil : .rows
    case .inputGradient:
      let inputs = active ?? product.inputs
      (rows, columns) = isTransposed ? (inputs, product.batch) : (product.batch, inputs)
      k = product.outputs
      compacted = active == nil ? nil : .columns
    }

    let isRankUpdate =
      product.epilogue == .update && k == Limits.rankUpdateBatch && active == nil && columns >= Panels.width
    kernel =
      isRounded
      ? .bf16
      : isTransposed
        ? .transposed : isRankUpdate ? .rankUpdate : isMasked ? .sparse : active != nil ? .compacted : .dense
    let isRightInPanels = product.operation == .forward && product.layout == .panels
    let isRightStrided = isMasked || rows >= Limits.packingMinimumRows && columns > Panels.width
    let readsRightAsRegisters = isRankUpdate && columns % Panels.width == 0
    packsRight =
      isRounded || product.operation == .inputGradient || compacted == .k
      || !isRightInPanels && isRightStrided && !readsRightAsRegisters

    (rowsTogether, panelsTogether) =
      isMasked ? ProductPlan.grouping(product, on: processor) : (1, 1)
    sharesBlockRows =
      isMasked && processor.blockPanels > 1 && columns == 2 * Panels.width && rows >= Limits.sharedBlockRows
    prefetchesUpdate = product.updatesWeights && rows * columns >= Limits.prefetchMinimumWeights

    let isShortened = product.operation == .weightGradient && active != nil
    let share = density ?? (isShortened ? Double(active ?? 0) / Double(max(1, product.inputs)) : 1)
    let work = Int(share * Double(k)) + (product.updatesWeights ? Limits.updateMultiplyAdds : 0)
    split = ProductSplit(
      rows: rows, columns: columns, workOfElement: work, tileRows: processor.tileRows)
  }

  /// Whether dXᵀ = W·dYᵀ is computed. Its kernel takes W in panels and neither a bias nor sparsity, and its order of sums
  /// in bf16 would be another.
  private static func isTransposed(_ product: LinearProduct) -> Bool {
    product.operation == .inputGradient && ProductThresholds.transposedBatch.contains(product.batch)
      && product.outputs >= ProductThresholds.transposedMinimumK && product.layout == .panels && !product.hasBias
      && product.density == nil && product.activeColumns == nil && product.precision == .fp32
  }

  /// The rows and the panels that one loop of a sparse product serves.
  private static func grouping(_ product: LinearProduct, on processor: Processor) -> (rows: Int, panels: Int) {
    typealias Limits = ProductThresholds
    let rows: Int
    if !product.neighborsAreAlike {
      rows = 1
    } else if product.operation != .weightGradient {
      rows = processor.hasTwoFMAPorts ? Limits.rowsTogetherWhereCheap : 1
    } else {
      let isCheap = product.batch <= Limits.shortBatch || processor.hasTwoFMAPorts
      rows = isCheap ? Limits.rowsTogetherWhereCheap : Limits.rowsTogether
    }
    let most = product.operation == .weightGradient ? Limits.blockPanelsOfWeightGradient : Limits.blockPanels
    return (rows, min(most, processor.blockPanels))
  }
}

extension ProductPlan {
  /// What a plan depends on of a processor.
  package struct Processor: Sendable, Equatable {
    package let instructionSet: InstructionSet
    /// Whether a core starts two vector multiplications in a cycle, with AVX-512.
    package let hasTwoFMAPorts: Bool

    package init(_ instructionSet: InstructionSet, hasTwoFMAPorts: Bool) {
      self.instructionSet = instructionSet
      self.hasTwoFMAPorts = hasTwoFMAPorts
    }

    /// The rows of a register tile.
    package var tileRows: Int {
      switch instructionSet {
      case .portable: 4
      case .avx2, .neon: 6
      case .avx512, .amx: 12
      }
    }

    /// The most panels whose sums fit the registers of a sparse product.
    package var blockPanels: Int {
      switch instructionSet {
      case .portable, .avx2, .neon: 1
      case .avx512, .amx: ProductThresholds.blockPanels
      }
    }
  }
}
