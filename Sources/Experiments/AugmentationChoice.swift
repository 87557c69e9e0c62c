package import FledgeDatasets

/// An augmentation of training images and the text that chose it, such as `shift=2` or `rotate=10`.
package struct AugmentationChoice {
  package let augmentation: any Augmentation

  package init(_ text: String) throws(SettingError) {
    let parts = text.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let number = Float(parts[1]), number >= 0, number.isFinite else {
      throw .invalidValue(
        key: "augment", expected: "changes such as shift=2,rotate=10,scale=0.1,elastic=34,noise=0.1",
        found: "'\(text)'")
    }
    switch parts[0] {
    case "shift": augmentation = RandomAffine(shift: number)
    case "rotate": augmentation = RandomAffine(degrees: number)
    case "scale" where number < 1: augmentation = RandomAffine(scale: 1 - number...1 + number)
    case "elastic": augmentation = ElasticDistortion(strength: number)
    case "noise": augmentation = InputNoise(standardDeviation: number)
    default:
      let names = ["shift", "rotate", "scale", "elastic", "noise"]
      let nearest = suggestion(to: String(parts[0]), among: names).map { "; did you mean '\($0)'?" } ?? ""
      throw .invalidValue(
        key: "augment", expected: "one of \(names.joined(separator: ", ")) (scale below 1)",
        found: "'\(text)'\(nearest)")
    }
  }
}
