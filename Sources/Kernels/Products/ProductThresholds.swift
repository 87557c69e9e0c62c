/// Every number that decides how a product is computed, its reason, and the page of `Benchmarks/log` that measured it.
///
/// None of them changes a bit of a result.
package enum ProductThresholds {
  // MARK: Which zeros are skipped

  /// An input is scanned for zeros in layers of at least this number of outputs: with fewer, the scan costs what it saves.
  ///
  /// Set with the first sparse products; never varied by itself.
  package static let scanMinimumOutputs = 32

  /// An input is scanned in layers of more than this number of multiply-adds a batch, for the same reason.
  ///
  /// Set with the first sparse products; never varied by itself.
  package static let scanMultiplyAdds = 1 << 18

  /// Zeros are skipped one by one up to this density.
  ///
  /// sparse-products.md, Intel: limits of 0.2 to 0.45 made W5 0.99 to 1.005.
  package static let maximumDensity = 0.5

  /// Dead units are skipped where at most this share of a layer's units is active: copying costs a pass over the batch.
  ///
  /// sparse-products.md, AMD: W5 1.09, W4 1.22 with active columns; the limit itself was never varied.
  package static let maximumActiveShare = 0.9

  /// The time of a multiplication found by its mask, in multiplications of a dense loop.
  ///
  /// sparse-products.md, AMD, "Active columns in place of zero masks": W5 1.02, W4 1.03.
  package static let costOfMask = 1.5

  // MARK: Sparse products

  /// The rows of a left factor that share one loop where neighbours are mostly 0 together, as pixels are.
  ///
  /// Fewer loops have fewer mispredicted branches, and more multiplications by zero.
  /// sparse-products.md, AMD: two rows W2 1.08, four in short sums W2b 1.11; Intel: four with two FMA ports W2 1.07.
  package static let (rowsTogether, rowsTogetherWhereCheap) = (2, 4)

  /// Weight gradients share four rows where the batch is at most this: a short loop is mostly its end.
  ///
  /// sparse-products.md, AMD: 21 % of the gradient at batch 8, 8 % at 128.
  package static let shortBatch = 32

  /// The panels of a block in AVX-512, all of which one read of a row's mask serves: the sums of two rows fill half of
  /// the registers.
  ///
  /// Other instruction sets lack registers for more than one panel.
  /// sparse-products.md, Intel: 784×512 forward 700 → 490 µs.
  package static let blockPanels = 4

  /// The same in weight gradients: with more panels, the gradient of the output leaves L1.
  ///
  /// sparse-products.md, Intel: 740 → 642 µs with two panels, 795 with four.
  package static let blockPanelsOfWeightGradient = 2

  /// Threads share the rows of a product's only block, in place of its panels, from this number of rows on.
  ///
  /// threads.md, Intel, "The same for two panels": splitting by panels made W2 0.85, batches below 32 1.00.
  package static let sharedBlockRows = 32

  // MARK: Dense products

  /// A row-major right factor is packed for products of at least this number of rows; the lines of a wide one share few cache
  /// sets.
  ///
  /// A factor of one panel is read in place.
  /// dense-products.md, Intel, "Pack dY for the weight gradient": 64 → 78 % of peak and more; the limit was not varied.
  package static let packingMinimumRows = 64

  /// The input gradient is dXᵀ = W·dYᵀ, which transposes dY in place of W, for batches that fill more than half a panel
  /// and no more than one: W is read once for each panel.
  ///
  /// dense-products.md, AMD: W4 1.11 (batch 32); batches of 128 W5 0.97.
  package static let transposedBatch = Panels.width / 2 + 1...Panels.width

  /// The same needs sums of at least this length: transposing tiles of the result costs once for each.
  ///
  /// Set with `transposedBatch`; never varied by itself.
  package static let transposedMinimumK = 64

  // MARK: Weight updates

  /// The batch whose weights are updated row by row while later rows are summed.
  ///
  /// optimizer-updates.md, AMD, "The same with sums four rows ahead": W2b 0.237 → 0.208 s. Only batches of eight were
  /// built.
  package static let rankUpdateBatch = 8

  /// Dense products prefetch weights and moments of an update of at least this number of weights: smaller ones are in L2.
  ///
  /// In sparse products prefetching costs as much as it saves.
  /// optimizer-updates.md, AMD: prefetching from 2^18 on W2b 1.04; Intel, "Dense updates prefetch": W5 1.018, "The same
  /// in sparse products": W2 0.959.
  package static let prefetchMinimumWeights = 1 << 17

  /// What an update costs for each weight, in multiply-adds: a square root and a division.
  ///
  /// optimizer-updates.md: 20 cycles for 16 weights.
  package static let updateMultiplyAdds = 20

  // MARK: Threads

  /// The least multiply-adds for which a thread is woken.
  ///
  /// threads.md, AMD, "Split products from 2^15 multiply-adds": 2^17 before; W2c 1.15, W3 1.11.
  package static let minimumWorkOfThread = 1 << 15

  /// A last panel of at most this number of columns counts as half a panel.
  ///
  /// threads.md, AMD, same row.
  package static let halfPanelColumns = Panels.width / 2
}
