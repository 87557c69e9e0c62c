import FledgeTensors
import Testing

struct TensorTests {
  /// [[1, 2, 3], [4, 5, 6]].
  let matrix = Tensor(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6])

  @Test func `the last axis runs fastest`() {
    #expect(matrix[0, 0] == 1 && matrix[0, 2] == 3 && matrix[1, 0] == 4 && matrix[1, 2] == 6)
    let cube = Tensor(shape: [2, 3, 4], elements: (0..<24).map { Float($0) })
    #expect(cube[1, 2, 3] == 23 && cube[1, 0, 2] == 14)
    #expect(Tensor(shape: [], elements: [7])[] == 7)
  }

  @Test func `a copy is a snapshot`() {
    var changed = matrix
    changed[1, 1] = 50
    #expect(changed.elements == [1, 2, 3, 4, 50, 6])
    #expect(matrix.elements == [1, 2, 3, 4, 5, 6])
    #expect(changed != matrix)
  }

  @Test func `views read and write the elements`() {
    var changed = matrix
    var view = changed.mutableSpan
    view[5] = 60
    #expect(changed[1, 2] == 60)
    #expect(changed.span.count == 6 && changed.span[5] == 60)
  }

  @Test func `rows keep the other axes`() {
    #expect(matrix.rows(1..<2) == Tensor(shape: [1, 3], elements: [4, 5, 6]))
    #expect(matrix.rows(0..<2) == matrix)
    #expect(matrix.rows(1..<1) == Tensor(shape: [0, 3]))
    let cube = Tensor(shape: [3, 2, 2], elements: (0..<12).map { Float($0) })
    #expect(cube.rows(1..<3) == Tensor(shape: [2, 2, 2], elements: (4..<12).map { Float($0) }))
    #expect(Tensor(shape: [3]).rows(0..<2).shape == [2])
  }

  @Test func `no rows of no rows are none`() {
    #expect(Tensor(shape: [0, 4]).rows(0..<0) == Tensor(shape: [0, 4]))
  }

  @Test func `reshaping changes no element`() {
    let column = matrix.reshaped(to: [6, 1])
    #expect(column.elements == matrix.elements && column[4, 0] == 5)
  }

  @Test func `a new tensor is zero or one repeated value`() {
    #expect(Tensor(shape: [2, 2]).elements == [0, 0, 0, 0])
    #expect(Tensor(shape: [3], repeating: 1.5).elements == [1.5, 1.5, 1.5])
  }

  #if !os(iOS)
    @Test func `an index outside of its axis ends the program`() async {
      await #expect(processExitsWith: .failure) { _ = Tensor(shape: [2, 3])[0, 3] }
      await #expect(processExitsWith: .failure) { _ = Tensor(shape: [2, 3])[-1, 0] }
      await #expect(processExitsWith: .failure) { _ = Tensor(shape: [2, 3])[1] }
      await #expect(processExitsWith: .failure) { _ = Tensor(shape: [2, 3]).rows(1..<3) }
      await #expect(processExitsWith: .failure) { _ = Tensor(shape: [2], elements: [1]) }
    }
  #endif
}
