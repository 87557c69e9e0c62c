public import FledgeTraining

/// A schedule and the text that chose it, such as `cosine`, `step:10:0.5` or `warm-up:500:cosine`.
public struct ScheduleChoice: Sendable, Equatable {
  public let text: String
  public let schedule: Schedule

  static let form =
    "constant|step:E:F|exponential:F|cosine[:FLOOR]|linear[:HOLD[:FLOOR]]|one-cycle|warm-up:STEPS[:…]|plateau:F:E"

  init(text: String, schedule: Schedule) {
    self.text = text
    self.schedule = schedule
  }

  package init(_ value: SettingValue) throws(SettingError) {
    text = value.text
    schedule = try ScheduleChoice.parse(value.text.split(separator: ":").map(String.init), text: value.text)
  }

  private static func parse(_ parts: [String], text: String) throws(SettingError) -> Schedule {
    func number(_ index: Int, otherwise value: Double? = nil, in range: Range<Double>) throws(SettingError) -> Double {
      if index >= parts.count, let value { return value }
      guard index < parts.count, let number = Double(parts[index]), range.contains(number) else { throw wrong(text) }
      return number
    }
    func whole(_ index: Int) throws(SettingError) -> Int {
      guard index < parts.count, let number = Int(parts[index]), number > 0 else { throw wrong(text) }
      return number
    }
    let positive = Double.leastNormalMagnitude..<Double.infinity
    let schedule: Schedule
    var arguments = 2
    switch parts.first {
    case "constant": (schedule, arguments) = (.constant, 0)
    case "step": schedule = .step(epochs: try whole(1), factor: try number(2, in: positive))
    case "exponential": (schedule, arguments) = (.exponential(factor: try number(1, in: positive)), 1)
    case "cosine": (schedule, arguments) = (.cosine(floor: try number(1, otherwise: 0, in: 0..<1)), 1)
    case "linear":
      schedule = .linear(
        hold: try number(1, otherwise: 0, in: 0..<1), floor: try number(2, otherwise: 0, in: 0..<1))
    case "one-cycle":
      schedule = .oneCycle(
        rise: try number(1, otherwise: 0.3, in: 0.0001..<1), division: try number(2, otherwise: 25, in: 1..<1e9))
    case "plateau":
      schedule = .onPlateau(factor: try number(1, otherwise: 0.1, in: positive), patience: try whole(2))
    case "warm-up":
      let rest = Array(parts.dropFirst(2))
      return .warmUp(steps: try whole(1), then: rest.isEmpty ? .constant : try parse(rest, text: text))
    default: throw wrong(text)
    }
    guard parts.count <= arguments + 1 else { throw wrong(text) }
    return schedule
  }

  private static func wrong(_ text: String) -> SettingError {
    let names = ["constant", "step", "exponential", "cosine", "linear", "one-cycle", "warm-up", "plateau"]
    let first = String(text.prefix { $0 != ":" })
    let nearest = names.contains(first) ? nil : suggestion(to: first, among: names)
    return .invalidValue(
      key: "schedule", expected: form, found: "'\(text)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
  }
}
