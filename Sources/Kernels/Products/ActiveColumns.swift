internal import CFledgeKernels
internal import Synchronization

/// The columns of a batch that are not 0 in every row, gathered side by side.
///
/// Behind ReLU some units are dead: 0 for all examples of a batch. Dense products skip them as a whole, with the same bits,
/// where few other elements are 0; see `ZeroMask`.
@safe
public final class ActiveColumns: Sendable {
  /// The largest batch.
  public let capacity: Int
  /// The columns of a batch.
  public let columns: Int
  private let active = Atomic<Int>(0)
  private let arena: AlignedBuffer<Float>
  private nonisolated(unsafe) let index: UnsafeMutablePointer<Int32>
  private nonisolated(unsafe) let rank: UnsafeMutablePointer<Int32>

  /// Allocates for a batch of `capacity` rows with `columns` elements each.
  public init(capacity: Int, columns: Int) {
    self.capacity = capacity
    self.columns = columns
    arena = AlignedBuffer<Float>(count: capacity * columns)
    unsafe index = ActiveColumns.memory(columns + 1)
    unsafe rank = ActiveColumns.memory(columns + 1)
  }

  private static func memory(_ count: Int) -> UnsafeMutablePointer<Int32> {
    unsafe fledge_aligned_zeroed(count * MemoryLayout<Int32>.stride).bindMemory(to: Int32.self, capacity: count)
  }

  deinit {
    unsafe fledge_aligned_free(index)
    unsafe fledge_aligned_free(rank)
  }

  /// The size of the gathered columns and their index.
  public var byteCount: Int { 4 * (arena.count + 2 * (columns + 1)) }
  /// The number of active columns.
  public var count: Int { active.load(ordering: .relaxed) }
  /// The share of the columns that is active.
  public var share: Double { Double(count) / Double(max(1, columns)) }
  /// Itself where a product is faster without the other columns, or `nil`.
  public var ifWorthwhile: ActiveColumns? { Sparsity.isWorthCompacting(share) ? self : nil }

  /// Finds the active columns of the batch that `zeros` has scanned.
  public func find(_ zeros: ZeroMask, threads: ThreadPool = .serial) {
    precondition(zeros.columns == columns, "ActiveColumns: planned for \(columns) columns, found \(zeros.columns)")
    active.store(
      unsafe threads.kernels.pointee.find_active(zeros.byRow, zeros.rowCount, columns, index, rank), ordering: .relaxed)
  }

  /// Gathers the active columns of that batch `x` `[rows, columns]`.
  public func take(_ x: Span<Float>, rows: Int, threads: ThreadPool = .serial) {
    precondition(rows <= capacity, "ActiveColumns: planned for \(capacity) rows, found \(rows)")
    requireCount("ActiveColumns x", x.count, rows * columns)
    let (x, count, arena) = unsafe (x.pointer, count, arena)
    var taken = arena.mutableSpan(0..<rows * count)
    let target = unsafe taken.pointer
    threads.split(rows, multiple: 1, minimum: max(1, minimumSeenElements / max(1, count))) {
      unsafe threads.kernels.pointee.gather_active(x, columns, index, count, target, $0, $1)
    }
  }

  /// What `take` has gathered, `[rows, count]`.
  func taken(rows: Int) -> UnsafePointer<Float> {
    let arena = arena
    let taken = arena.span(0..<rows * count)
    return unsafe taken.pointer
  }

  /// For a product that they shorten in one dimension.
  func shortening(_ dimension: ProductPlan.Dimension) -> fledge_active {
    let dimension =
      switch dimension {
      case .k: FLEDGE_K
      case .rows: FLEDGE_ROWS
      case .columns: FLEDGE_COLUMNS
      }
    return unsafe fledge_active(dimension: Int32(dimension.rawValue), index: index, rank: rank, all: columns)
  }
}

extension fledge_active {
  /// Every column is computed.
  static var all: fledge_active {
    unsafe fledge_active(dimension: Int32(FLEDGE_ALL_ACTIVE.rawValue), index: nil, rank: nil, all: 0)
  }
}
