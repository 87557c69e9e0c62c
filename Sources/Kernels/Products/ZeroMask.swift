internal import CFledgeKernels
internal import Synchronization

/// One bit for each element of a batch: is it 0? Products skip multiplications by those that are.
///
/// An image of a digit is 0 in four pixels of five. A sum that begins at 0 keeps its bits when terms of 0 are skipped, so
/// sparse and dense products give the same. Which one is used depends on the whole batch, never on a thread.
@safe
public final class ZeroMask: Sendable {
  /// The largest batch.
  public let capacity: Int
  /// The features of an example.
  public let columns: Int
  /// Whether elements side by side are mostly 0 together, as pixels are and units are not; only speed depends on it.
  let neighborsAreAlike: Bool
  private let words: Int
  private let rows = Atomic<Int>(0)
  private let found = Atomic<Int>(0)
  private let isTransposed = Atomic<Bool>(false)
  nonisolated(unsafe) let byRow: UnsafeMutablePointer<UInt64>
  private nonisolated(unsafe) let byColumn: UnsafeMutablePointer<UInt64>

  /// Allocates for a batch of `capacity` rows with `columns` elements each.
  public init(capacity: Int, columns: Int, neighborsAreAlike: Bool) {
    self.neighborsAreAlike = neighborsAreAlike
    self.capacity = capacity
    self.columns = columns
    words = (columns + 63) / 64
    unsafe byRow = ZeroMask.memory(capacity * words)
    unsafe byColumn = ZeroMask.memory((capacity + 63) / 64 * words * 64)
  }

  /// The size of both masks.
  public var byteCount: Int { 8 * words * (capacity + (capacity + 63) / 64 * 64) }

  private static func memory(_ count: Int) -> UnsafeMutablePointer<UInt64> {
    let memory = unsafe fledge_aligned_zeroed(count * MemoryLayout<UInt64>.stride)
    return unsafe memory.bindMemory(to: UInt64.self, capacity: max(count, 1))
  }

  deinit {
    unsafe fledge_aligned_free(byRow)
    unsafe fledge_aligned_free(byColumn)
  }

  /// The rows of the scanned batch.
  var rowCount: Int { rows.load(ordering: .relaxed) }

  /// The share of the batch that is not 0.
  public var density: Double {
    Double(found.load(ordering: .relaxed)) / Double(max(1, rows.load(ordering: .relaxed) * columns))
  }

  /// Itself where a sparse product is faster than a dense one, or `nil`.
  public var ifWorthwhile: ZeroMask? { Sparsity.isWorthMasking(density) ? self : nil }

  /// Scans a batch `x` `[rows, columns]`.
  public func find(in x: Span<Float>, rows: Int, threads: ThreadPool = .serial) {
    precondition(rows <= capacity, "ZeroMask: planned for \(capacity) rows, found \(rows)")
    requireCount("ZeroMask x", x.count, rows * columns)
    self.rows.store(rows, ordering: .relaxed)
    found.store(0, ordering: .relaxed)
    isTransposed.store(false, ordering: .relaxed)
    let x = unsafe x.pointer
    threads.split(rows, multiple: 1, minimum: max(1, minimumSeenElements / max(1, columns))) { first, last in
      let count = unsafe threads.kernels.pointee.find_nonzero(x, columns, byRow, first, last)
      found.add(count, ordering: .relaxed)
    }
  }

  /// Transposes the mask for weight gradients, once for each batch.
  public func transpose(threads: ThreadPool = .serial) {
    guard !isTransposed.exchange(true, ordering: .relaxed) else { return }
    let rows = rowCount
    threads.split((rows + 63) / 64 * words, multiple: 1, minimum: 8) { first, last in
      unsafe threads.kernels.pointee.transpose_bits(byRow, byColumn, rows, words, first, last)
    }
  }

  /// For a product whose rows are the batch's.
  var ofRows: fledge_zero_mask {
    unsafe fledge_zero_mask(bits: UnsafePointer(byRow), row_stride: words, word_stride: 1)
  }

  /// For a product whose rows are the features; `transpose` comes before.
  var ofColumns: fledge_zero_mask {
    unsafe fledge_zero_mask(bits: UnsafePointer(byColumn), row_stride: 1, word_stride: words * 64)
  }
}

extension fledge_zero_mask {
  /// Any element may be other than 0.
  static var unknown: fledge_zero_mask {
    unsafe fledge_zero_mask(bits: nil, row_stride: 0, word_stride: 0)
  }
}
