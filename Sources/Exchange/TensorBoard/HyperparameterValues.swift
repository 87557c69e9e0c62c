import FledgeFormats
import FledgeModels
import Foundation

/// What the hparams plugin of TensorBoard reads: the settings of a run, when it began, how and when it ended.
///
/// Source: TensorBoard, `plugins/hparams/plugin_data.proto` and `api.proto`.
enum HyperparameterValues {
  /// How a session ended.
  enum Status: Int {
    case success = 1
    case failure = 2
  }

  /// The settings; the seeds and folds of one variant are a group, of which the plugin can show the mean.
  static func start(_ settings: TrainingSettings, at time: Date) -> SummaryValue {
    var variant = settings
    variant.fold = nil
    let group = RunSettings(variant).hash
    return start(settings, group: group, at: time)
  }

  private static func start(_ settings: TrainingSettings, group: String, at time: Date) -> SummaryValue {
    session(tag: "_hparams_/session_start_info", field: 3) { info in
      for member in settings.values.members {
        info.message(field: 1) { entry in
          entry.string(member.key, field: 1)
          entry.message(value(member.value), field: 2)
        }
      }
      info.string(group, field: 4)
      info.double(time.timeIntervalSince1970, field: 5)
    }
  }

  static func end(_ status: Status, at time: Date) -> SummaryValue {
    session(tag: "_hparams_/session_end_info", field: 4) { info in
      info.integer(status.rawValue, field: 1)
      info.double(time.timeIntervalSince1970, field: 2)
    }
  }

  /// The settings, and the metrics that the table shows beside them.
  static func experiment(_ settings: TrainingSettings, metrics: [String]) -> SummaryValue {
    session(tag: "_hparams_/experiment", field: 2) { experiment in
      for member in settings.values.members {
        experiment.message(field: 4) { info in
          info.string(member.key, field: 1)
          info.integer(kind(of: member.value), field: 4)
        }
      }
      for metric in metrics {
        experiment.message(field: 5) { info in info.message(field: 1) { $0.string(metric, field: 2) } }
      }
    }
  }

  private static func session(tag: String, field: Int, _ body: (inout ProtobufWriter) -> Void) -> SummaryValue {
    var content = ProtobufWriter()
    content.message(field: field, body)
    return .plugin(tag, "hparams", content: content)
  }

  /// A `google.protobuf.Value`; lists stand as text, since the plugin has none.
  private static func value(_ value: JSONValue) -> ProtobufWriter {
    var message = ProtobufWriter()
    switch value {
    case .bool(let flag): message.bool(flag, field: 4)
    case .integer(let number): message.double(Double(number), field: 2)
    case .number(let number): message.double(number, field: 2)
    default: message.string(value.plainText, field: 3)
    }
    return message
  }

  /// string 1, bool 2, float64 3.
  private static func kind(of value: JSONValue) -> Int {
    switch value {
    case .bool: 2
    case .integer, .number: 3
    default: 1
    }
  }
}
