/// The zeros of a batch that the products of a linear layer skip; where nothing is known, or little is 0, they skip none.
package struct Sparsity: Sendable, Equatable {
  /// The share of elements that are not 0, where zeros are skipped one by one.
  package var density: Double?
  /// The share of columns that are not 0 throughout, where the others are skipped.
  package var activeShare: Double?

  package init(density: Double? = nil, activeShare: Double? = nil) {
    self.density = density
    self.activeShare = activeShare
  }

  /// Whether a layer scans its input for zeros at all.
  package static func scansInput(capacity: Int, inputs: Int, outputs: Int, precision: Precision) -> Bool {
    precision == .fp32 && outputs >= ProductThresholds.scanMinimumOutputs
      && capacity * inputs * outputs > ProductThresholds.scanMultiplyAdds
  }

  static func isWorthMasking(_ density: Double) -> Bool { density <= ProductThresholds.maximumDensity }

  static func isWorthCompacting(_ activeShare: Double) -> Bool { activeShare <= ProductThresholds.maximumActiveShare }

  /// What a product skips whose left factor was measured to have this sparsity, as X in Y = X·W and dW = Xᵀ·dY: single
  /// zeros or whole columns, whichever leaves less work.
  package var ofLeftFactor: Sparsity {
    let (density, activeShare) = (
      density.filter(Sparsity.isWorthMasking), activeShare.filter(Sparsity.isWorthCompacting)
    )
    guard let density, let activeShare else { return Sparsity(density: density, activeShare: activeShare) }
    let isCompacted = activeShare < ProductThresholds.costOfMask * density
    return isCompacted ? Sparsity(activeShare: activeShare) : Sparsity(density: density)
  }

  /// What dX = dY·Wᵀ skips, where dY has the first density and X the second share of active columns: both.
  package static func ofInputGradient(outputDensity: Double?, activeShare: Double?) -> Sparsity {
    Sparsity(
      density: outputDensity.filter(isWorthMasking), activeShare: activeShare.filter(isWorthCompacting))
  }
}

extension Optional {
  fileprivate func filter(_ isIncluded: (Wrapped) -> Bool) -> Wrapped? {
    flatMap { isIncluded($0) ? $0 : nil }
  }
}
