import FledgeDatasets
import FledgeTensors
import Testing

struct DatasetTests {
  private let made = Provenance(name: "made", origin: .generated(seed: 0))

  @Test func `grey levels are divided by 255`() throws {
    let dataset = try countingDataset(labels: [0, 1, 0], classes: 2)
    #expect(dataset.count == 3)
    let levels: [Float] = [4, 5, 0, 1]
    #expect(dataset.read([2, 0]) == levels.map { $0 * (1 / 255) })
    #expect(dataset.readLabels([2, 1]) == [0, 1])
  }

  @Test func `without normalisation grey levels stay 0 to 255`() throws {
    var dataset = try countingDataset(labels: [0, 1, 0], classes: 2)
    dataset.normalization = .none
    #expect(dataset.read([1]) == [2, 3])
  }

  @Test func `per example, two and four become minus one and one`() throws {
    var dataset = try Dataset(
      shape: [2], floats: [2, 4, 7, 7], labels: [0, 0], classNames: ["only"], provenance: made)
    dataset.normalization = .perExample
    #expect(dataset.read([0]) == [-1, 1])
    #expect(dataset.read([1]) == [0, 0])
  }

  @Test func `per example, every picture gets mean zero and standardDeviation one`() throws {
    let bytes: [UInt8] = (0..<36).map { (index: Int) in UInt8((index * 37 + index * index * 11) % 256) }
    var dataset = try Dataset(
      shape: [3, 3], bytes: bytes, labels: [0, 0, 0, 0], classNames: ["only"], provenance: made)
    dataset.normalization = .perExample
    let values = dataset.allFeatures
    for row in 0..<4 {
      let picture = values[row * 9..<(row + 1) * 9]
      let mean: Float = picture.reduce(0, +) / 9
      let variance: Float = picture.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 9
      #expect(abs(mean) < 1e-6)
      #expect(abs(variance - 1) < 1e-5)
    }
  }

  @Test func `a scaler is fitted on the training set and moves no other set's mean to zero`() throws {
    let training = try Dataset(
      shape: [2], floats: [0, 5, 2, 5, 4, 5], labels: [0, 0, 0], classNames: ["only"], provenance: made)
    let scaler = FeatureScaler.fit(training)
    #expect(scaler.means == [2, 5])
    // Variance of 0, 2, 4 is 8 / 3; the second feature is constant and keeps its scale.
    #expect(abs(scaler.scales[0] - 0.6123724) < 1e-6)
    #expect(scaler.scales[1] == 1)
    var other = try Dataset(shape: [2], floats: [4, 6], labels: [0], classNames: ["only"], provenance: made)
    other.normalization = .perFeature(scaler)
    #expect(abs(other.read([0])[0] - 1.2247449) < 1e-6)
    #expect(other.read([0])[1] == 1)
  }

  @Test func `a scaler of grey levels agrees with one of the same floats and respects a subset`() throws {
    let bytes: [UInt8] = [0, 10, 20, 10, 250, 10, 90, 10]
    let pictures = try Dataset(
      shape: [2], bytes: bytes, labels: [0, 0, 0, 0], classNames: ["only"], provenance: made
    ).subset([1, 3])
    let floats = try Dataset(
      shape: [2], floats: bytes.map { Float($0) / 255 }, labels: [0, 0, 0, 0], classNames: ["only"], provenance: made
    ).subset([1, 3])
    let left = FeatureScaler.fit(pictures)
    let right = FeatureScaler.fit(floats)
    for feature in 0..<2 {
      #expect(abs(left.means[feature] - right.means[feature]) < 1e-6)
      #expect(abs(left.scales[feature] / right.scales[feature] - 1) < 1e-5)
    }
    #expect(left.scales[1] == 1)
  }

  @Test func `a subset of a subset reads the right rows`() throws {
    let dataset = try countingDataset(labels: [0, 1, 2, 3, 4], classes: 5)
    let subset = dataset.subset([4, 2, 0]).subset(1..<3)
    #expect(subset.count == 2)
    #expect(subset.labels == [2, 0])
    #expect(subset.readLabels([1, 0]) == [0, 2])
    #expect(subset.read([0, 1]) == dataset.read([2, 0]))
    #expect(subset.greyLevels(of: 0) == [4, 5])
    #expect(subset.classCounts == [1, 0, 1, 0, 0])
  }

  @Test func `joined sets hold the examples of both in order`() throws {
    let dataset = try countingDataset(labels: [0, 1, 2, 3], classes: 4)
    let joined = try dataset.subset([3, 1]).concatenated(with: dataset.subset([0]))
    #expect(joined.labels == [3, 1, 0])
    #expect(joined.allFeatures == dataset.read([3, 1, 0]))
    #expect(throws: DatasetError.self) {
      try dataset.concatenated(with: countingDataset(labels: [0], classes: 2))
    }
  }

  @Test func `target values are read row by row`() throws {
    let dataset = Dataset(
      shape: [1], floats: [1, 2, 3], targetShape: [2], targets: [10, 11, 20, 21, 30, 31], provenance: made)
    var values = [Float](repeating: 0, count: 4)
    var span = values.mutableSpan
    dataset.subset([2, 0]).readTargets(of: ([1, 0] as [Int32]).span, into: &span)
    #expect(values == [10, 11, 30, 31])
    #expect(dataset.targetKind == .values([2]))
    #expect(dataset.subset([1]).targetValues == [20, 21])
  }

  @Test func `one-hot rows have their one at the label`() {
    #expect(oneHot([2, 0], classes: 3) == Tensor(shape: [2, 3], elements: [0, 0, 1, 1, 0, 0]))
  }

  @Test func `a label without a class is refused with its position`() {
    let error = datasetError { _ = try countingDataset(labels: [0, 1, 7], classes: 2) }
    #expect(error?.exitCode == 65)
    #expect(
      error?.description == "counting: expected labels in 0..<2, found 7 at example 2; check the label column or file")
  }
}
