import FledgeMetrics
import FledgePages

// Where the report contradicts itself.
extension Modular {
  func contradictions(_ study: LatentStudy) -> [PageSection] {
    [
      PageSection("Where the report contradicts itself") {
        Contradiction(
          "twice.accuracy", "The classification accuracy of the codes",
          [
            .init("The high classification accuracy (96.19%)", from: "“t-SNE visualization and KNN classification”"),
            .init("Total: TP 8097, FP 1903, FN 1903", from: "the table"),
          ],
          finding: "96.19 % is the mean of ten one-vs-rest accuracies, in which every error counts as correct for "
            + "eight classes. 8,097 of 10,000 test images are classified correctly: the classification "
            + "accuracy is 80.97 %, and 1 − 2 (1 − 0.8097) / 10 = 0.9619." + ours(study))
        Contradiction(
          "twice.hard-digit", "The digit that is hardest",
          [
            .init(
              "more ambiguous digits like « 5 » and « 3 » show lower performance",
              from: "“t-SNE visualization and KNN classification”"),
            .init(
              "3: accuracy 0.9422, lowest of all; TP 762, FN 248. 5: 0.9433; TP 534, FN 358", from: "the table"),
          ],
          finding: "by the accuracy of the table 3 is the hardest digit and 5 the second, yet of the images of 3 "
            + "\(percent(NeighborTable.publishedRecall(of: 3))) are found, more than of 5 "
            + "(\(percent(NeighborTable.publishedRecall(of: 5)))), 9 "
            + "(\(percent(NeighborTable.publishedRecall(of: 9)))) and 8 "
            + "(\(percent(NeighborTable.publishedRecall(of: 8)))): the one-vs-rest accuracy hides how many are missed")
      }
    ]
  }

  private func ours(_ study: LatentStudy) -> String {
    guard !study.linear.isEmpty else { return "" }
    let accuracy = Spread(study.linear.map { $0.confusion.classificationAccuracy }).median
    let mean = Spread(study.linear.map { $0.confusion.meanOneVersusRestAccuracy }).median
    return " In our runs the two are \(percent(accuracy)) and \(percent(mean)) (medians over \(study.linear.count))"
  }

  private func percent(_ share: Double) -> String { short(100 * share, 2) + " %" }
}
