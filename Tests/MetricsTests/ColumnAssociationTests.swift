import FledgeMetrics
import Testing

struct ColumnAssociationTests {
  @Test func `numbers correlate as on paper`() throws {
    #expect(abs(try #require(columnAssociation(.numbers([1, 2, 3]), .numbers([6, 4, 2]))) - 1) < 1e-15)
    // r of (1, 2, 3) and (1, 3, 2) is 1/2.
    #expect(abs(try #require(columnAssociation(.numbers([1, 2, 3]), .numbers([1, 3, 2]))) - 0.5) < 1e-15)
    #expect(columnAssociation(.numbers([1, 1, 1]), .numbers([1, 3, 2])) == nil)
    #expect(columnAssociation(.numbers([]), .numbers([])) == nil)
  }

  @Test func `numbers and categories share the variance between the categories`() throws {
    // Means 1 and 3 around 2; between 4, in all 4 + 4·0.25 = 5.
    let values = ColumnValues.numbers([0.5, 1.5, 2.5, 3.5])
    let ratio = try #require(columnAssociation(values, .categories([0, 0, 1, 1], count: 2)))
    #expect(abs(ratio * ratio - 4.0 / 5) < 1e-15)
    #expect(columnAssociation(.categories([0, 0, 0, 0], count: 2), values) == nil)
  }

  @Test func `categories that name each other are associated wholly, independent ones not`() {
    let colour = ColumnValues.categories([0, 0, 1, 1], count: 3)
    #expect(columnAssociation(colour, .categories([1, 1, 0, 0], count: 2)) == 1)
    #expect(columnAssociation(colour, .categories([0, 1, 0, 1], count: 2)) == 0)
    #expect(columnAssociation(colour, .categories([1, 1, 1, 1], count: 2)) == nil)
  }
}
