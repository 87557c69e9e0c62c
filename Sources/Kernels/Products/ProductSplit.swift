/// How the tiles of a product are shared among threads.
///
/// Tiles are numbered panel by panel, and a thread gets neighbours: by panels, so that a layer's weights stay in the cache
/// of one core. Shares of equal size are counted: a tile is two, one of a last panel of at most half the width is one.
package struct ProductSplit: Sendable, Equatable {
  /// The tiles of whole panels.
  let wholeTiles: Int
  private let sharesOfNarrow: Int
  /// The shares of the whole product.
  let shares: Int
  /// The least shares that are worth a thread.
  let minimumShares: Int

  init(rows: Int, columns: Int, workOfElement: Int, tileRows: Int) {
    let rowTiles = (rows + tileRows - 1) / tileRows
    let narrow = columns % Panels.width
    wholeTiles = columns / Panels.width * rowTiles
    sharesOfNarrow = narrow <= ProductThresholds.halfPanelColumns ? 1 : 2
    shares = 2 * wholeTiles + (narrow == 0 ? 0 : sharesOfNarrow * rowTiles)
    let workOfShare = max(1, rows * columns * workOfElement / max(1, shares))
    minimumShares = (ProductThresholds.minimumWorkOfThread + workOfShare - 1) / workOfShare
  }

  /// The first tile that belongs to the shares from `share` on.
  func tile(_ share: Int) -> Int {
    share <= 2 * wholeTiles ? share / 2 : wholeTiles + (share - 2 * wholeTiles) / sharesOfNarrow
  }

  /// The tasks that a pool of this size makes of the product.
  package func tasks(threads: Int) -> Int { ThreadPool.tasks(of: shares, minimum: minimumShares, threads: threads) }
}
