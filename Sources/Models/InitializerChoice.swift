public import FledgeNetworks

/// An initializer and the text that chose it, such as `he` or `normal:0.01`.
public struct InitializerChoice: Sendable, Equatable {
  public let name: String
  public let initializer: Initializer

  static let plain: [(name: String, initializer: Initializer)] = [
    ("he", .heNormal), ("he-uniform", .heUniform), ("xavier", .xavierUniform), ("xavier-normal", .xavierNormal),
    ("lecun", .lecunNormal), ("lecun-uniform", .lecunUniform), ("uniform-fan-in", .uniformFanIn),
    ("orthogonal", .orthogonal(gain: 1)),
  ]

  static var form: String {
    plain.map(\.name).joined(separator: "|") + "|normal:σ|uniform:BOUND|constant:VALUE"
  }

  init(name: String) {
    self.name = name
    initializer = InitializerChoice.plain.first { $0.name == name }!.initializer
  }

  package init(_ value: SettingValue) throws(SettingError) {
    name = value.text
    if let known = InitializerChoice.plain.first(where: { $0.name == value.text }) {
      initializer = known.initializer
      return
    }
    let parts = value.text.split(separator: ":")
    let number = parts.count == 2 ? Float(parts[1]) : nil
    switch (parts.first, number) {
    case ("normal", let number?) where number >= 0 && number.isFinite: initializer = .normal(standardDeviation: number)
    case ("uniform", let number?) where number >= 0 && number.isFinite: initializer = .uniform(bound: number)
    case ("constant", let number?) where number.isFinite: initializer = .constant(number)
    default:
      let nearest = suggestion(to: value.text, among: InitializerChoice.plain.map(\.name))
      throw .invalidValue(
        key: "init", expected: InitializerChoice.form,
        found: "'\(value.text)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
    }
  }
}
