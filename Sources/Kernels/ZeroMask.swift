internal import CFledgeKernels
internal import Synchronization

/// Where a batch of examples is not 0, so that products leave out what zeros would add.
///
/// An image of a digit is 0 in four pixels of five. A sum that begins at 0 keeps its bits when terms of 0 are left out,
/// so a product is the same with and without; whether it leaves them out is decided by the whole batch, which no thread
/// and no instruction set changes.
@safe
public final class ZeroMask: Sendable {
  /// The largest batch.
  public let capacity: Int
  /// The features of an example.
  public let columns: Int
  private let neighborsAreAlike: Bool
  private let words: Int
  private let rows = Atomic<Int>(0)
  private let found = Atomic<Int>(0)
  private let isTransposed = Atomic<Bool>(false)
  nonisolated(unsafe) let byRow: UnsafeMutablePointer<UInt64>
  private nonisolated(unsafe) let byColumn: UnsafeMutablePointer<UInt64>

  /// Takes memory for a batch of `capacity` rows with `columns` elements each.
  ///
  /// - Parameter neighborsAreAlike: whether elements side by side are mostly 0 together, as pixels are and units are not;
  ///   only speed depends on it.
  public init(capacity: Int, columns: Int, neighborsAreAlike: Bool) {
    self.neighborsAreAlike = neighborsAreAlike
    self.capacity = capacity
    self.columns = columns
    words = (columns + 63) / 64
    unsafe byRow = ZeroMask.memory(capacity * words)
    unsafe byColumn = ZeroMask.memory((capacity + 63) / 64 * words * 64)
  }

  /// The bytes that it takes.
  public var byteCount: Int { 8 * words * (capacity + (capacity + 63) / 64 * 64) }

  private static func memory(_ count: Int) -> UnsafeMutablePointer<UInt64> {
    let memory = unsafe fledge_aligned_zeroed(count * MemoryLayout<UInt64>.stride)
    return unsafe memory.bindMemory(to: UInt64.self, capacity: max(count, 1))
  }

  deinit {
    unsafe fledge_aligned_free(byRow)
    unsafe fledge_aligned_free(byColumn)
  }

  /// The rows of the batch.
  var rowCount: Int { rows.load(ordering: .relaxed) }

  /// The part of the batch that is not 0.
  public var density: Double {
    Double(found.load(ordering: .relaxed)) / Double(max(1, rows.load(ordering: .relaxed) * columns))
  }

  /// Itself where a product is faster without the zeros, or `nil`.
  public var ifWorthwhile: ZeroMask? { density <= 0.5 ? self : nil }

  /// Looks at a batch `x` `[rows, columns]`.
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

  /// Makes the bits of the columns from those of the rows, as the gradient of a weight needs them, unless it has been
  /// done for this batch.
  public func transpose(threads: ThreadPool = .serial) {
    guard !isTransposed.exchange(true, ordering: .relaxed) else { return }
    let rows = rowCount
    threads.split((rows + 63) / 64 * words, multiple: 1, minimum: 8) { first, last in
      unsafe threads.kernels.pointee.transpose_bits(byRow, byColumn, rows, words, first, last)
    }
  }

  /// For a product whose rows are the batch's.
  func ofRows(_ instructionSet: InstructionSet) -> fledge_zero_mask {
    let together = neighborsAreAlike && instructionSet.hasTwoFMAPorts ? 4 : 1
    return unsafe fledge_zero_mask(
      bits: UnsafePointer(byRow), row_stride: words, word_stride: 1, rows_together: together)
  }

  /// For a product whose rows are the features; `transpose` comes before.
  ///
  /// The fewer the examples, the more does the end of a loop cost, and the more features are worth one.
  func ofColumns(_ instructionSet: InstructionSet) -> fledge_zero_mask {
    let isShort = rows.load(ordering: .relaxed) <= 32
    let together = !neighborsAreAlike ? 1 : isShort || instructionSet.hasTwoFMAPorts ? 4 : 2
    return unsafe fledge_zero_mask(
      bits: UnsafePointer(byColumn), row_stride: 1, word_stride: words * 64, rows_together: together)
  }
}

extension fledge_zero_mask {
  /// Nothing is known about zeros.
  static var unknown: fledge_zero_mask {
    unsafe fledge_zero_mask(bits: nil, row_stride: 0, word_stride: 0, rows_together: 1)
  }
}
