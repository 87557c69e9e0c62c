import FledgeModels
import Foundation
import Testing

@Suite struct MeasurementsTests {
  private let loss = MeasurementKey("loss")

  @Test func `what was measured is read with its key`() throws {
    var measurements = Measurements()
    measurements.add(0.5, at: 1, to: loss)
    measurements.add(0.25, at: 2, to: loss)
    measurements.set([1, 2], for: MeasurementKey("counts"))
    #expect(try measurements.curve(loss).x == [1, 2] && measurements.curve(loss).y == [0.5, 0.25])
    #expect(try measurements.values(MeasurementKey("counts")) == [1, 2])
  }

  @Test func `a key that nothing writes throws and names those that exist`() {
    var measurements = Measurements()
    measurements.add(0.5, at: 1, to: loss)
    measurements.add(0.5, at: 1, to: MeasurementKey("accuracy"))
    #expect {
      _ = try measurements.curve(MeasurementKey("lss"))
    } throws: {
      "\($0)"
        == "expected the curve \"lss\" among the measurements of the run, found \"accuracy\", \"loss\""
    }
    // A curve is no list of values.
    #expect {
      _ = try measurements.values(loss)
    } throws: { "\($0)" == "expected the values \"loss\" among the measurements of the run, found none" }
  }

  @Test func `stored names are those of earlier versions`() throws {
    let stored = #"{"curves":{"loss":{"x":[1],"y":[0.5]}},"values":{"near zero":[0.1]}}"#
    let measurements = try JSONDecoder().decode(Measurements.self, from: Data(stored.utf8))
    #expect(try measurements.curve(loss).y == [0.5])
    #expect(try measurements.values(MeasurementKey("near zero")) == [0.1])
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(measurements), as: UTF8.self) == stored)
  }
}
