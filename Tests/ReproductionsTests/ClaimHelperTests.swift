import FledgeDatasets
import FledgeMetrics
import FledgeModels
import FledgePages
import FledgeReproductions
import Foundation
import Testing

/// The functions that the claims of several reports share, with planted values that make them hold, fail and stay
/// undecided.
@Suite struct ClaimHelperTests {
  /// A confusion matrix with some errors between 4 and 9 and some between 0 and 1.
  private func confusion(similar: Int, other: Int) throws -> ConfusionMatrix {
    var matrix = ConfusionMatrix(classCount: 10)
    for _ in 0..<50 { try matrix.add(predicted: 7, label: 7) }
    for index in 0..<similar { try matrix.add(predicted: index % 2 == 0 ? 4 : 9, label: index % 2 == 0 ? 9 : 4) }
    for _ in 0..<other { try matrix.add(predicted: 0, label: 1) }
    return matrix
  }

  @Test func `errors between similar digits are counted both ways`() throws {
    #expect(try SimilarDigits.share(of: confusion(similar: 3, other: 1)) == 0.75)
    #expect(try SimilarDigits.share(of: confusion(similar: 0, other: 0)).isNaN)
  }

  @Test func `errors that are mainly between similar digits hold, fail and stay undecided`() throws {
    let claim = { (counts: [(Int, Int)]) in
      SimilarDigits.claim(try counts.map { try confusion(similar: $0.0, other: $0.1) }, moreThan: 0.5).answer
    }
    #expect(try claim([(16, 4), (17, 3), (16, 5)]) == .holds)
    #expect(try claim([(4, 16), (3, 17), (5, 16)]) == .fails)
    #expect(try claim([(10, 11), (11, 10), (12, 10)]) == .undecided)
    #expect(try claim([(10, 0)]) == .undecided)
  }

  @Test func `the fall of a curve is shared out over its parts`() {
    let curve = [1.0, 0.4, 0.3, 0.25, 0.2]
    #expect(abs(CurveShape.fall(of: curve, to: 1) - 0.75) < 1e-12)
    #expect(abs(CurveShape.fall(of: curve, from: 3, to: 4) - 0.0625) < 1e-12)
    #expect(CurveShape.fall(of: curve, to: 5).isNaN)
    // A curve that rises has no fall to share out.
    #expect(CurveShape.fall(of: [0.2, 0.1, 0.3], to: 1).isNaN)
    #expect(CurveShape.fall(of: [], to: 1).isNaN)
  }

  @Test func `a curve that rises again ends above its lowest value`() {
    #expect(CurveShape.lastOverLowest([0.4, 0.2, 0.1]) == 1)
    #expect(abs(CurveShape.lastOverLowest([0.4, 0.1, 0.16]) - 1.6) < 1e-12)
    #expect(CurveShape.lastOverLowest([]).isNaN)
  }

  @Test func `comparisons of the same seeds hold, fail and stay undecided, and keep their values`() {
    let (low, high) = ([0.010, 0.011, 0.012], [0.066, 0.065, 0.068])
    let better = ClaimOutcome.better(("training", low), than: ("test", high), by: .error.on(.test))
    #expect(better.verdict == .reproduced && better.result?.values.count == 3 && better.result?.interval != nil)
    #expect(ClaimOutcome.better(("test", high), than: ("training", low), by: .error.on(.test)).verdict == .differs)
    let improved = ClaimOutcome.notBetter(("training", low), than: ("test", high), by: .error.on(.test), within: 0.02)
    #expect(improved.verdict == .differs && improved.result?.margin == 0.02)
    #expect(
      ClaimOutcome.notBetter(("test", high), than: ("training", low), by: .error.on(.test), within: 0.02).verdict
        == .reproduced)
    let near = [0.067, 0.064, 0.067]
    #expect(ClaimOutcome.equal(("a", near), ("b", high), by: .error.on(.test), within: 0.01).verdict == .reproduced)
    #expect(ClaimOutcome.equal(("a", near), ("b", high), by: .error.on(.test), within: 0.001).verdict == .undecided)
    #expect(ClaimOutcome.equal(("a", low), ("b", high), by: .error.on(.test), within: 0.001).verdict == .differs)
    // Seeds without a partner are left out.
    #expect(ClaimOutcome.better(("a", [0.1]), than: ("b", high), by: .error.on(.test)).verdict == .undecided)
  }

  @Test func `a longer sentence and a part keep what was judged`() {
    let part = ClaimOutcome.better(("a", [0.1, 0.2, 0.1]), than: ("b", [0.4, 0.6, 0.5]), by: .error.on(.test))
    let longer = part.adding("and more")
    #expect(longer.result == part.result && longer.sentence.hasSuffix("; and more"))
    #expect(ClaimOutcome.all([part, .undecided("open")]).result == nil)
    #expect(ClaimOutcome.all([part, part]).result == part.result)
  }

  @Test func `the entropy of pixels is the cross-entropy of images with themselves`() {
    let digits = ReproductionContext.digits.training.prefix(20)
    let pixels = (0..<digits.count).flatMap { digits.greyLevels(of: $0) ?? [] }.map { Double($0) / 255 }
    let losses = pixels.map { p in p > 0 && p < 1 ? -(p * log(p) + (1 - p) * log(1 - p)) : 0 }
    #expect(losses.contains { $0 > 0.1 })
    #expect(abs(PixelEntropy.mean(of: digits) - losses.reduce(0, +) / Double(losses.count)) < 1e-12)
  }
}
