/// A chart whose axes can be made equal to those of its neighbours.
public protocol CartesianChart: Chart {
  /// The range that the x axis would have; `nil` when it is not continuous or there are no data.
  var xRange: ClosedRange<Double>? { get }

  /// The range that the y axis would have; `nil` when it is not continuous or there are no data.
  var yRange: ClosedRange<Double>? { get }

  /// The same chart with given ranges; `nil` leaves an axis as it is.
  func settingRanges(x: ClosedRange<Double>?, y: ClosedRange<Double>?) -> Self
}
