import FledgeFormats
import FledgeModels
import FledgeTraining
import Foundation

/// What a run's rows hold; Trackio stores JSON as bytes.
enum TrackioRows {
  /// Settings, where the run comes from, and the group under which Trackio shows it.
  static func config(_ run: TrackedRun) throws -> Data {
    var object = JSONObject()
    for (name, value) in run.parameters { object[name] = value }
    for (name, value) in run.properties { object[name] = .string(value) }
    object["_Group"] = run.variant.map { .string($0) } ?? .null
    object["_Username"] = .string("fledge")
    object["_Created"] = .string(text(run.startedAt))
    return data(object)
  }

  /// One row for each epoch; the last has the results too.
  static func metrics(_ run: TrackedRun) -> [(step: Int, time: Date, values: Data)] {
    var rows = run.timedEpochs.map { epoch, time in
      var object: JSONObject = ["epoch": .integer(epoch.epoch)]
      for (name, value) in epoch.measured { if let value { object[name] = .tracked(value) } }
      for (name, value) in epoch.trackedByPath { object[name] = .tracked(value) }
      return (step: epoch.step, time: time, object: object)
    }
    // Trackio lists runs by their metrics, so one without epochs needs a row.
    if rows.isEmpty { rows = [(step: 0, time: run.endedAt, object: ["epoch": 0])] }
    for (name, value) in run.record.results { rows[rows.count - 1].object[name] = .tracked(value) }
    return rows.map { ($0.step, $0.time, data($0.object)) }
  }

  private static func data(_ object: JSONObject) -> Data { Data(JSONValue.object(object).text().utf8) }

  /// A time as Python's `isoformat` writes it.
  static func text(_ date: Date) -> String {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    return date.formatted(style).replacing("Z", with: "+00:00")
  }
}
