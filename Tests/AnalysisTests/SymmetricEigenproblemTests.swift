import FledgeAnalysis
import FledgeKernels
import FledgeTensors
import Testing

struct SymmetricEigenproblemTests {
  @Test func `two by two on paper`() {
    // [[2, 1], [1, 2]]: 3 along (1, 1), 1 along (1, −1).
    let spectrum = solve([2, 1, 1, 2], 2)
    #expect(abs(spectrum.values[0] - 3) < 1e-14 && abs(spectrum.values[1] - 1) < 1e-14)
    #expect(abs(abs(spectrum.vectors[0][0]) - 0.5.squareRoot()) < 1e-14)
    #expect(abs(spectrum.vectors[0][0] - spectrum.vectors[0][1]) < 1e-14)
  }

  @Test(arguments: [1, 2, 3, 5, 8, 17, 33, 70])
  func `vectors are orthonormal and A v = λ v`(size: Int) {
    let points = normalPoints(size, size).elements
    let matrix = (0..<size * size).map { points[$0] + points[$0 % size * size + $0 / size] }
    let spectrum = solve(matrix, size)
    for (index, vector) in spectrum.vectors.enumerated() {
      if index > 0 { #expect(spectrum.values[index - 1] >= spectrum.values[index]) }
      for (other, second) in spectrum.vectors.enumerated() {
        let product = zip(vector, second).map(*).reduce(0, +)
        #expect(abs(product - (index == other ? 1 : 0)) < 1e-12)
      }
      for row in 0..<size {
        let image = (0..<size).map { Double(matrix[row * size + $0]) * vector[$0] }.reduce(0, +)
        #expect(abs(image - spectrum.values[index] * vector[row]) < 1e-11)
      }
    }
  }

  @Test func `diagonal, zero and one-dimensional matrices need no rotation`() {
    #expect(solve([3, 0, 0, 0, 5, 0, 0, 0, 4], 3).values == [5, 4, 3])
    #expect(solve([0, 0, 0, 0, 0, 0, 0, 0, 0], 3).values == [0, 0, 0])
    #expect(solve([7], 1).vectors == [[1]])
  }

  private func solve(_ matrix: [Float], _ size: Int) -> Spectrum {
    let problem = SymmetricEigenproblem(size: size)
    problem.add(matrix, scale: 1, .serial)
    return problem.solve(count: size, .serial)
  }
}
