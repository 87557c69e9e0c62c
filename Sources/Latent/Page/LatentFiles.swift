import FledgeDatasets
package import FledgeFormats
import FledgePages
import FledgeTensors
import Foundation

/// The codes beside the page, for other programs.
package struct LatentFiles {
  private let found: LatentInspection

  package init(_ found: LatentInspection) { self.found = found }

  /// The names of all files that there may be.
  package static var names: [String] { list(hasLabels: true, hasMap: true).map(\.name) }

  /// The files' names, and what is in them.
  static func list(hasLabels: Bool, hasMap: Bool) -> [(name: String, content: String)] {
    let parts = [("training", "training"), ("test", "test")]
    return parts.flatMap { part, _ in
      [("codes-\(part).npy", "the \(part) codes"), ("codes-\(part).csv", "the same with their labels")]
        + (hasLabels ? [("labels-\(part).npy", "the \(part) labels")] : [])
    } + (hasMap ? [("map.npy", "the map of the first test codes")] : [])
  }

  /// Writes them.
  ///
  /// - Returns: their names.
  package func write(to folder: String) throws(FormatError) -> [String] {
    let hasLabels = found.test.classCount > 0
    for (part, codes, data) in [
      ("training", found.trainingCodes, found.training), ("test", found.testCodes, found.test),
    ] {
      try Npy(codes).write(to: "\(folder)/codes-\(part).npy")
      let labels = hasLabels ? data.labels : []
      try AtomicFile.write(text: Self.csv(codes, labels), to: "\(folder)/codes-\(part).csv")
      if hasLabels { try Npy(labels: labels).write(to: "\(folder)/labels-\(part).npy") }
    }
    if let map = found.maps?.coded.positions { try Npy(map).write(to: "\(folder)/map.npy") }
    return Self.list(hasLabels: hasLabels, hasMap: found.maps != nil).map(\.name)
  }

  /// One line for each code, its label first where there is one.
  private static func csv(_ codes: Tensor, _ labels: [Int32]) -> String {
    let width = codes.shape[1]
    var text = ((labels.isEmpty ? [] : ["label"]) + (1...width).map { "code\($0)" }).joined(separator: ",") + "\n"
    for row in 0..<codes.shape[0] {
      let numbers = codes.row(row).map { "\($0)" }
      text += ((labels.isEmpty ? [] : ["\(labels[row])"]) + numbers).joined(separator: ",") + "\n"
    }
    return text
  }
}

extension LatentPage {
  var filesSection: PageSection {
    let files = LatentFiles.list(hasLabels: !classNames.isEmpty, hasMap: found.maps != nil)
    return PageSection("The codes as files") {
      Prose(
        "Beside this page, as NumPy files and as CSV, for `fledge latent tsne`, `knn` and `pca` and for other programs:"
          + "\n\n" + files.map { "- `\($0.name)`: \($0.content)" }.joined(separator: "\n"))
    }
  }
}
