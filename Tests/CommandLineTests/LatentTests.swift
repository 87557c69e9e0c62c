import Fledge
import Foundation
import Testing

@Suite struct LatentTests {
  /// A folder with points, labels, and files that are wrong in one way each.
  private func points() throws -> Shell {
    let shell = try Shell()
    func write(_ name: String, _ shape: TensorShape, seed: UInt64 = 1, change: (inout Tensor) -> Void = { _ in }) throws
    {
      var points = Tensor(shape: shape)
      var span = points.mutableSpan
      fillUniform(&span, key: RandomKey(seed: seed, stream: .data))
      change(&points)
      try Npy(points).write(to: "\(shell.folder)/\(name).npy")
    }
    func labels(_ name: String, _ values: [Int32]) throws {
      try Npy(labels: values).write(to: "\(shell.folder)/\(name).npy")
    }
    try write("x", [60, 4])
    try write("z", [10, 4], seed: 2)
    try write("narrow", [10, 3])
    try write("flat", [60])
    try write("nan", [60, 4]) { points in
      var span = points.mutableSpan
      span[30] = .nan
    }
    try labels("y", (0..<60).map { $0 % 3 })
    try labels("t", (0..<10).map { $0 % 3 })
    try labels("short", [0, 1, 2])
    try labels("far", (0..<60).map { $0 * 30_000_000 })
    try labels("other", [Int32](repeating: 9, count: 10))
    try shell.write("no array", to: "text.npy")
    return shell
  }

  @Test func `wrong points are refused by tsne`() throws {
    let shell = try points()
    let start = "latent tsne --output o.npy --input"
    try shell.expectRefusal(
      "\(start) x.npy --perplexity 20", status: 2, saying: "perplexity", "a third of the 60 points")
    try shell.expectRefusal("\(start) x.npy --perplexity 0", status: 2, saying: "perplexity")
    try shell.expectRefusal("\(start) nan.npy --perplexity 5", status: 65, saying: "nan.npy", "row 7, column 2")
    try shell.expectRefusal("\(start) flat.npy", status: 65, saying: "flat.npy", "[60]")
    try shell.expectRefusal("\(start) text.npy", status: 65, saying: "text.npy", "NumPy")
    try shell.expectRefusal("\(start) none.npy", status: 66, saying: "none.npy")
    try shell.expectRefusal("\(start) x.npy --perplexity 5 --threads 0", status: 2, saying: "--threads")
    try shell.expectRefusal("\(start) x.npy --perplexity 5 --iterations -1", status: 2, saying: "iterations")
    try shell.expectRefusal("latent tsne --input x.npy --output no/o.npy", status: 66, saying: "no/o.npy")
  }

  @Test func `wrong points and labels are refused by knn`() throws {
    let shell = try points()
    func knn(
      train: String = "x", labels: String = "y", test: String = "z", testLabels: String = "t", more: String = ""
    ) -> String {
      "latent knn --train \(train).npy --train-labels \(labels).npy --test \(test).npy --test-labels \(testLabels).npy"
        + more
    }
    #expect(try shell.run("fledge " + knn()).status == 0)
    try shell.expectRefusal(knn(more: " --k 0"), status: 2, saying: "between 1 and 60", "found 0")
    try shell.expectRefusal(knn(train: "narrow", labels: "t", more: " --k 11"), status: 2, saying: "between 1 and 10")
    try shell.expectRefusal(knn(train: "nan"), status: 65, saying: "nan.npy", "row 7, column 2")
    try shell.expectRefusal(knn(labels: "short"), status: 65, saying: "short.npy", "expected 60 rows, found 3")
    try shell.expectRefusal(knn(labels: "x"), status: 65, saying: "x.npy")
    try shell.expectRefusal(knn(labels: "far"), status: 65, saying: "far.npy", "0 to 4095")
    try shell.expectRefusal(knn(test: "narrow"), status: 65, saying: "narrow.npy", "expected 4 features, found 3")
    try shell.expectRefusal(knn(testLabels: "other"), status: 65, saying: "other.npy", "found 9")
    try shell.expectRefusal(knn(test: "none"), status: 66, saying: "none.npy")
  }

  @Test func `wrong points are refused by pca`() throws {
    let shell = try points()
    let start = "latent pca --output o.npy --input"
    try shell.expectRefusal("\(start) x.npy --components 5", status: 2, saying: "between 1 and 4", "found 5")
    try shell.expectRefusal("\(start) x.npy --components 0", status: 2, saying: "found 0")
    try shell.expectRefusal("\(start) nan.npy --components 2", status: 65, saying: "nan.npy")
    try shell.expectRefusal("\(start) flat.npy --components 2", status: 65, saying: "flat.npy")
    try shell.expectRefusal("\(start) none.npy", status: 66, saying: "none.npy")
  }

  @Test func `JSON of tsne, knn and pca has what is promised, the same for one and two threads`() throws {
    let shell = try points()
    func answer(_ arguments: String) throws -> JSONValue {
      let outcome = try shell.run("fledge latent \(arguments) --json --quiet")
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try JSONValue(parsing: outcome.output)
    }
    for threads in 1...2 {
      let map = try answer("tsne --input x.npy --output map\(threads).npy --perplexity 5 --threads \(threads)")
      #expect(try #require(map["kl_divergence"]?.numberValue) > 0)
      #expect(map["method"]?.stringValue == "exact")
      #expect(map["seconds"]?.numberValue != nil)
      let codes = try answer("pca --input x.npy --output pca\(threads).npy --components 2 --threads \(threads)")
      #expect(codes["explained_variance"]?.arrayValue?.count == 2)
    }
    for name in ["map", "pca"] {
      let files = try (1...2).map { try Data(contentsOf: URL(fileURLWithPath: "\(shell.folder)/\(name)\($0).npy")) }
      #expect(files[0] == files[1])
    }
    let knn = try answer("knn --train x.npy --train-labels y.npy --test x.npy --test-labels y.npy --k 1")
    #expect(knn["accuracy"]?.numberValue == 1)
    #expect(knn["one_vs_rest_accuracy"]?.numberValue == 1)
    #expect(try #require(knn["classes"]?.arrayValue).compactMap { $0["true_positives"]?.integerValue } == [20, 20, 20])
  }
}
