import FledgePages

extension NumpyMLP {
  /// The report's numbers.
  enum PublishedTables {
    /// A row of table 1; the last one has no training numbers.
    struct Epoch {
      let epoch: Int
      let trainingLoss: Published?
      let trainingAccuracy: Published?
      let validationLoss: Published
      let validationAccuracy: Published
    }

    /// Table 1.
    static let table1 = [
      Epoch(
        epoch: 1, trainingLoss: "0.3906", trainingAccuracy: "0.9650", validationLoss: "0.1298",
        validationAccuracy: "0.9607"),
      Epoch(
        epoch: 5, trainingLoss: "0.0863", trainingAccuracy: "0.9888", validationLoss: "0.0823",
        validationAccuracy: "0.9742"),
      Epoch(
        epoch: 10, trainingLoss: "0.0566", trainingAccuracy: "0.9938", validationLoss: "0.0718",
        validationAccuracy: "0.9785"),
      Epoch(
        epoch: 15, trainingLoss: "0.0455", trainingAccuracy: "0.9941", validationLoss: "0.0702",
        validationAccuracy: "0.9803"),
      Epoch(
        epoch: 20, trainingLoss: "0.0433", trainingAccuracy: "0.9966", validationLoss: "0.0694",
        validationAccuracy: "0.9807"),
      Epoch(
        epoch: 25, trainingLoss: "0.0396", trainingAccuracy: "0.9976", validationLoss: "0.0650",
        validationAccuracy: "0.9822"),
      Epoch(
        epoch: 29, trainingLoss: nil, trainingAccuracy: nil, validationLoss: "0.0674", validationAccuracy: "0.9832"),
    ]

    /// Table 2: precision, recall and F1 of the digits 0 to 9.
    static let table2: [[Published]] = [
      ["0.986", "0.992", "0.989"],
      ["0.993", "0.992", "0.993"],
      ["0.985", "0.980", "0.983"],
      ["0.983", "0.980", "0.982"],
      ["0.981", "0.978", "0.979"],
      ["0.988", "0.988", "0.988"],
      ["0.989", "0.981", "0.985"],
      ["0.982", "0.981", "0.981"],
      ["0.980", "0.980", "0.980"],
      ["0.970", "0.986", "0.978"],
    ]
  }
}
