import FledgeTensors
import Testing

struct ShapeTests {
  @Test func `a shape of 2 by 3 by 4 has 24 elements`() {
    let shape: TensorShape = [2, 3, 4]
    #expect(shape.count == 24)
    #expect(shape.rank == 3)
    #expect((0..<3).map { shape[$0] } == [2, 3, 4])
    #expect(shape.description == "[2, 3, 4]")
  }

  @Test func `a scalar has one element and an empty axis makes none`() {
    let scalar: TensorShape = []
    #expect(scalar.count == 1 && scalar.rank == 0 && scalar.description == "[]")
    #expect(TensorShape([5, 0, 3]).count == 0)
  }

  @Test func `extents whose product overflows are refused`() {
    #expect(TensorShape(checking: [Int.max, 2]) == nil)
    #expect(TensorShape(checking: [1 << 32, 1 << 31]) == nil)
    #expect(TensorShape(checking: [1 << 31, 1 << 31]) == TensorShape([1 << 31, 1 << 31]))
    #expect(TensorShape(checking: [Int.max, 1, 1])?.count == Int.max)
    #expect(TensorShape(checking: [0, Int.max, Int.max])?.count == 0)
  }

  @Test(arguments: [[-1], [2, -3], [-2, -2], [0, -1]])
  func `a negative extent is refused`(dimensions: [Int]) {
    #expect(TensorShape(checking: dimensions) == nil)
  }

  @Test func `shapes are equal when all extents are`() {
    #expect(TensorShape([2, 3]) == [2, 3])
    #expect(TensorShape([2, 3]) != [3, 2])
    #expect(TensorShape([6]) != [2, 3])
    #expect(Set([TensorShape([2, 3]), TensorShape([2, 3]), TensorShape([6])]).count == 2)
  }
}
