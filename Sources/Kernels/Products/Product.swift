internal import CFledgeKernels

/// A product's factors, bias and result, as the layer has them: A is X or dY, B is W or dY, C is Y, dX or dW.
@unsafe struct Operands {
  let a, b: UnsafePointer<Float>
  var bias: UnsafePointer<Float>?
  let c: UnsafeMutablePointer<Float>
  /// Whether sums begin with what is in C.
  var accumulates = false
  /// Where A is 0, or `nil` for unknown.
  var zeroMask: ZeroMask?
  /// The columns of X that are not 0 throughout, gathered, or `nil` for all.
  var active: ActiveColumns?
}

extension LinearProduct {
  /// Computes the product as its plan says. The precision must be available.
  func run(_ operands: Operands, then epilogue: fledge_epilogue? = nil, threads: ThreadPool) {
    let plan = ProductPlan(self, on: threads.processor)
    guard plan.split.shares > 0 else { return }
    let kernel = unsafe plan.kernel(threads)
    // What is left of a rank update beside whole panels.
    let tail = unsafe plan.isMasked ? threads.kernels.pointee.multiply_sparse : threads.kernels.pointee.multiply_dense
    let wholeTiles = plan.kernel == .rankUpdate ? plan.split.wholeTiles : .max
    var product = unsafe fledge_product(plan, of: self, operands, threads)
    let hasEpilogue = unsafe epilogue != nil
    var epilogue = unsafe epilogue ?? fledge_epilogue.none
    let scratchBytes = unsafe plan.scratchCount(&product) * MemoryLayout<Float>.stride
    unsafe withUnsafePointer(to: &product) { product in
      unsafe withUnsafePointer(to: &epilogue) { epilogue in
        threads.split(plan.split.shares, multiple: 1, minimum: plan.split.minimumShares) { first, last in
          let scratch =
            unsafe scratchBytes == 0 ? nil : fledge_scratch(scratchBytes).assumingMemoryBound(to: Float.self)
          let then = unsafe hasEpilogue ? epilogue : nil
          let (begin, end) = (plan.split.tile(first), plan.split.tile(last))
          if begin < wholeTiles { unsafe kernel(product, then, begin, min(end, wholeTiles), scratch) }
          if end > wholeTiles { unsafe tail(product, then, max(begin, wholeTiles), end, scratch) }
        }
      }
    }
  }
}

extension ProductPlan {
  /// The C function that the plan names.
  fileprivate func kernel(_ threads: ThreadPool) -> fledge_multiply {
    let table = unsafe threads.kernels
    switch kernel {
    case .dense: return unsafe table.pointee.multiply_dense
    case .sparse:
      return unsafe compacted == .columns
        ? table.pointee.multiply_sparse_active_columns : table.pointee.multiply_sparse
    case .compacted:
      switch compacted {
      case .rows: return unsafe table.pointee.multiply_active_rows
      case .columns: return unsafe table.pointee.multiply_active_columns
      default: return unsafe table.pointee.multiply_dense  // packing gathers the rows of B
      }
    case .transposed: return unsafe table.pointee.multiply_transposed
    case .rankUpdate: return unsafe table.pointee.multiply_rank_update
    case .bf16:
      guard let kernel = unsafe Precision.bf16.kernel(threads.instructionSet) else {
        preconditionFailure("product: no kernel for bf16 with \(threads.instructionSet.rawValue)")
      }
      return unsafe kernel
    }
  }

  /// The floats that a call packs factors into.
  fileprivate func scratchCount(_ product: UnsafePointer<fledge_product>) -> Int {
    if kernel == .bf16 { return unsafe fledge_scratch_count_bf16(product) }
    return packsRight ? max(1, k) * Panels.width * panelsTogether : 0
  }
}

extension fledge_product {
  /// The only place that fills in the product of C.
  fileprivate init(_ plan: ProductPlan, of product: LinearProduct, _ operands: Operands, _ threads: ThreadPool) {
    let isInPanels: Int32 = product.layout == .panels ? 1 : 0
    let activeInputs = product.activeColumns ?? product.inputs
    let how = fledge_product_plan(
      packs_b: plan.packsRight ? 1 : 0, panels_together: plan.panelsTogether, rows_together: plan.rowsTogether,
      shares_block_rows: plan.sharesBlockRows ? 1 : 0, prefetches_update: plan.prefetchesUpdate ? 1 : 0)
    let active = unsafe plan.compacted.map { unsafe operands.active?.shortening($0) ?? .all } ?? .all
    let zeroMask: fledge_zero_mask
    switch product.operation {
    case _ where !plan.isMasked: unsafe zeroMask = .unknown
    case .weightGradient: unsafe zeroMask = operands.zeroMask?.ofColumns ?? .unknown
    default: unsafe zeroMask = operands.zeroMask?.ofRows ?? .unknown
    }
    unsafe self.init(
      a: operands.a, a_row_stride: plan.k, a_k_stride: 1, a_panels: 0, b: operands.b, b_panels: 0, b_transposed: 0,
      bias: operands.bias, c: operands.c, c_panels: 0, c_transposed: 0, accumulate: operands.accumulates ? 1 : 0,
      rows: plan.rows, k: plan.k, columns: plan.columns, zero_mask: zeroMask, active: active, plan: how)
    switch product.operation {
    case .forward: unsafe b_panels = isInPanels
    case .weightGradient: unsafe (a_row_stride, a_k_stride, c_panels) = (1, activeInputs, isInPanels)
    case .inputGradient where plan.kernel == .transposed:
      unsafe (a, a_row_stride, a_k_stride, a_panels) = (operands.b, 0, 0, 1)
      unsafe (b, b_transposed, c_transposed) = (operands.a, 1, 1)
    case .inputGradient: unsafe (b_panels, b_transposed) = (isInPanels, 1)
    }
  }
}

extension fledge_epilogue {
  /// Leaves tiles as they are.
  static var none: fledge_epilogue {
    unsafe fledge_epilogue(
      activation: -1, parameter: 0, derivative: -1, derivative_parameter: 0, derivative_factor: 1,
      derivative_output: nil, update: nil, update_offset: 0, bias_gradient: nil, bias_update: nil, bias_offset: 0)
  }
}
