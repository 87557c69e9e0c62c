package import Foundation

/// Events of TensorBoard as the records of a file: length, its check, the event, its check.
///
/// Source: TensorFlow, `lib/io/record_writer.h`, `core/util/event.proto`, `core/framework/summary.proto`.
package struct EventRecords {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// What every file begins with.
  package mutating func appendVersion(at time: Date) {
    append(at: time, step: 0) { $0.string("brain.Event:2", field: 3) }
  }

  /// Says that a training goes on: readers drop what earlier files have from `step` on.
  package mutating func appendRestart(step: Int, at time: Date) {
    append(at: time, step: step) { event in event.message(field: 7) { $0.integer(1, field: 1) } }
  }

  /// Values of one step.
  package mutating func append(_ values: [SummaryValue], step: Int, at time: Date) {
    guard !values.isEmpty else { return }
    append(at: time, step: step) { event in
      event.message(field: 5) { summary in
        for value in values { summary.message(value.message, field: 1) }
      }
    }
  }

  private mutating func append(at time: Date, step: Int, _ content: (inout ProtobufWriter) -> Void) {
    var event = ProtobufWriter()
    event.double(time.timeIntervalSince1970, field: 1)
    if step != 0 { event.integer(step, field: 2) }
    content(&event)
    let length = EventRecords.littleEndian(UInt64(event.bytes.count), count: 8)
    bytes += length
    bytes += EventRecords.littleEndian(UInt64(CRC32C.masked(length)), count: 4)
    bytes += event.bytes
    bytes += EventRecords.littleEndian(UInt64(CRC32C.masked(event.bytes)), count: 4)
  }

  private static func littleEndian(_ value: UInt64, count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }
}

/// One value of a summary, with its tag.
package struct SummaryValue {
  let message: ProtobufWriter

  private init(_ tag: String, _ content: (inout ProtobufWriter) -> Void) {
    var message = ProtobufWriter()
    message.string(tag, field: 1)
    content(&message)
    self.message = message
  }

  /// A number, rounded to 32 bits: what all readers take.
  package static func scalar(_ tag: String, _ value: Double) -> SummaryValue {
    SummaryValue(tag) { $0.float(Float(value), field: 2) }
  }

  package static func image(_ tag: String, _ picture: TileGrid) -> SummaryValue {
    SummaryValue(tag) { value in
      value.message(field: 4) { image in
        image.integer(picture.height, field: 1)
        image.integer(picture.width, field: 2)
        image.integer(picture.isColor ? 3 : 1, field: 3)
        image.data(picture.png, field: 4)
      }
    }
  }

  package static func histogram(_ tag: String, _ histogram: ValueHistogram) -> SummaryValue {
    SummaryValue(tag) { value in
      value.message(field: 5) { message in
        message.double(histogram.least, field: 1)
        message.double(histogram.greatest, field: 2)
        message.double(Double(histogram.count), field: 3)
        message.double(histogram.sum, field: 4)
        message.double(histogram.sumOfSquares, field: 5)
        message.packed(histogram.limits, field: 6)
        message.packed(histogram.counts, field: 7)
      }
    }
  }

  /// A message of a plugin: its content stands in the metadata, beside an empty tensor of floats.
  package static func plugin(_ tag: String, _ name: String, content: ProtobufWriter) -> SummaryValue {
    SummaryValue(tag) { value in
      value.message(field: 9) { metadata in
        metadata.message(field: 1) { data in
          data.string(name, field: 1)
          data.message(content, field: 2)
        }
      }
      value.message(field: 8) { tensor in
        tensor.integer(1, field: 1)
        tensor.message(field: 2) { shape in shape.message(field: 2) { $0.integer(0, field: 1) } }
      }
    }
  }
}
