import FledgeKernels
import FledgeLatent
import FledgeTensors
import Testing

struct CodeWalkTests {
  @Test func `codes of two numbers are the map`() throws {
    let codes = Tensor(shape: [3, 2], elements: [1, 2, 3, 4, -5, 6])
    let walk = try CodeWalk(codes, threads: .serial)
    #expect(walk.positions == codes && walk.code(x: 3, y: 4) == [3, 4] && walk.origin == [0, 0])
    #expect(walk.axes == ["number 1 of the code", "number 2 of the code"])
  }

  @Test func `points on the plane of the components stand for their codes`() throws {
    // All codes lie in a plane, so nothing is lost.
    let places: [(Float, Float)] = [(1, 0), (-2, 1), (3, -1), (0, 2), (-2, -2)]
    let elements = places.flatMap { [$0.0 + 4, $0.1 - 1, $0.0 + $0.1 + 3, 2 * $0.0 + 1] }
    let walk = try CodeWalk(Tensor(shape: [5, 4], elements: elements), threads: .serial)
    for row in 0..<5 {
      let code = walk.code(x: walk.positions.elements[2 * row], y: walk.positions.elements[2 * row + 1])
      for index in 0..<4 { #expect(abs(code[index] - elements[4 * row + index]) < 1e-4) }
    }
    #expect(walk.axes[0].contains("of the variance"))
  }

  @Test func `chosen numbers hold the others at their means`() throws {
    let codes = Tensor(shape: [2, 3], elements: [0, 10, 2, 4, 20, 6])
    let walk = try CodeWalk(codes, plane: .numbers(2, 0), threads: .serial)
    #expect(walk.positions.elements == [2, 0, 6, 4] && walk.code(x: 5, y: 1) == [1, 15, 5])
  }

  @Test func `a code of one number is a line`() throws {
    let walk = try CodeWalk(Tensor(shape: [2, 1], elements: [3, 7]), threads: .serial)
    #expect(walk.positions.elements == [3, 0, 7, 0] && walk.code(x: 2, y: 9) == [2])
  }
}
