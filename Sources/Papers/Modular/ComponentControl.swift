import FledgeAnalysis
import FledgeDatasets
import FledgeKernels
import FledgeTensors

/// Principal components of the training images: the best that a linear code of a size can do.
struct ComponentControl {
  private let components: PrincipalComponents
  private let clean: Tensor
  private let test: Dataset
  private let team: ThreadTeam

  /// Finds the components of the training images.
  init(_ data: TrialData, most: Int, team: ThreadTeam) throws {
    components = try PrincipalComponents(data.training.featureRows(team: team), components: most, team: team)
    test = data.test ?? data.training
    clean = test.featureRows(team: team)
    self.team = team
  }

  /// What so many components make of images `[examples, pixels]`.
  func reconstructions(of images: Tensor, components count: Int) throws -> Tensor {
    let coordinates = try components.transform(images, team: team)
    let width = coordinates.shape[1]
    let kept = coordinates.elements.enumerated().map { $0.offset % width < count ? $0.element : 0 }
    return try components.inverseTransform(Tensor(shape: coordinates.shape, elements: kept), team: team)
  }

  /// The mean squared error of the clean test images, rebuilt from so many components of what is seen.
  func error(components count: Int, seen images: Tensor? = nil) throws -> Double {
    meanSquaredError(try reconstructions(of: images ?? clean, components: count), clean)
  }
}

/// The mean of the squared differences of all elements.
func meanSquaredError(_ first: Tensor, _ second: Tensor) -> Double {
  let (left, right) = (first.span, second.span)
  var sum = 0.0
  for index in left.indices {
    let difference = Double(left[index] - right[index])
    sum += difference * difference
  }
  return sum / Double(max(1, left.count))
}
