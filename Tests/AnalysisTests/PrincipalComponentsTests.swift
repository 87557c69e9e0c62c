import FledgeAnalysis
import FledgeKernels
import FledgeTensors
import Testing

struct PrincipalComponentsTests {
  @Test func `a line in the plane has one component`() throws {
    // Points (1, 2) t for t = −1, 0, 1: variance 5 along (1, 2) / √5, with the larger element positive.
    let points = rows([[-1, -2], [0, 0], [1, 2]])
    let principal = try PrincipalComponents(points, components: 2)
    #expect(abs(principal.explainedVariance[0] - 5) < 1e-6 && abs(principal.explainedVariance[1]) < 1e-6)
    #expect(abs(principal.components[0, 0] - 0.4472136) < 1e-6 && abs(principal.components[0, 1] - 0.8944272) < 1e-6)
    #expect(abs(principal.explainedVarianceRatio[0] - 1) < 1e-6)
    #expect(abs(try principal.transform(points)[2, 0] - 2.236068) < 1e-6)
  }

  @Test func `scikit-learn finds the same components`() throws {
    // sklearn.decomposition.PCA(4), scikit-learn 1.9.1, signs turned to Fledge's convention.
    let points = fixedTable()
    let principal = try PrincipalComponents(points, components: 4)
    for (found, expected) in zip(principal.explainedVariance, Self.variances) { #expect(abs(found - expected) < 1e-5) }
    #expect(relativeError(principal.components.elements, Self.components) < 1e-5)
  }

  @Test func `what is transformed comes back`() throws {
    let points = normalPoints(60, 7)
    let principal = try PrincipalComponents(points, components: 7)
    let back = try principal.inverseTransform(principal.transform(points))
    #expect(relativeError(back.elements, points.elements) < 1e-5)
  }

  @Test func `the randomised method agrees where variances fall`() throws {
    var points = normalPoints(300, 40)
    for row in 0..<300 {
      for column in 0..<40 { points[row, column] *= Float(20 - min(column, 19)) * Float(20 - min(column, 19)) }
    }
    let exact = try PrincipalComponents(points, components: 5, method: .exact)
    let randomized = try PrincipalComponents(points, components: 5, method: .randomized, seed: 3)
    for (a, b) in zip(exact.explainedVariance, randomized.explainedVariance) { #expect(abs(a - b) < 1e-5 * a) }
    #expect(relativeError(randomized.components.elements, exact.components.elements) < 1e-3)
  }

  @Test func `the bits depend neither on threads nor on instructions`() throws {
    let points = normalPoints(700, 33)
    for method in [PrincipalComponents.Method.exact, .randomized] {
      let results = try allTeams.map { try PrincipalComponents(points, components: 6, method: method, threads: $0) }
      for result in results { #expect(result == results[0]) }
    }
  }

  @Test func `bad requests are named`() throws {
    #expect(throws: AnalysisError.components(found: 4, available: 3)) {
      try PrincipalComponents(normalPoints(9, 3), components: 4)
    }
    #expect(throws: AnalysisError.components(found: 0, available: 3)) {
      try PrincipalComponents(normalPoints(9, 3), components: 0)
    }
    #expect(throws: AnalysisError.tooFewPoints(name: "points", expected: 2, found: 1)) {
      try PrincipalComponents(normalPoints(1, 3), components: 1)
    }
    let principal = try PrincipalComponents(normalPoints(9, 3), components: 2)
    #expect(throws: AnalysisError.widths(name: "points", expected: 3, found: 2)) {
      try principal.transform(normalPoints(1, 2))
    }
    #expect(throws: AnalysisError.widths(name: "coordinates", expected: 2, found: 3)) {
      try principal.inverseTransform(normalPoints(1, 3))
    }
  }
}

extension PrincipalComponentsTests {
  private static let variances = [20.830923684814312, 11.924283123374448, 9.471750172824825, 3.0230430189864217]
  private static let components: [Float] = [
    0.5054149094097186, 0.7265995147340027, 0.004035332119029154, 0.4653951338694538,
    0.7388930243068197, -0.13734986730816157, 0.2939928193454204, -0.5905424072447997,
    -0.04443744666033665, -0.2513536384304574, 0.8644031958884767, 0.4331902315609956,
    -0.44341648741493245, 0.6245074119548243, 0.40787136845555677, -0.49700428357940885,
  ]
}
