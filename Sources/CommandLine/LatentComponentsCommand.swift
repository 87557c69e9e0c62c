import ArgumentParser
import Fledge

/// `fledge latent pca`.
struct LatentComponentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pca", abstract: "Project points onto their principal components.")

  @Option(help: "The points: a NumPy file of shape [points, features].")
  var input: String
  @Option(help: "Where the projections go: a NumPy file of shape [points, components].")
  var output: String
  @Option(help: "How many components.")
  var components = 50
  @Option(help: "The root seed of the randomised method, which serves above 1,000 features.")
  var seed: UInt64 = 0
  @Option(help: "Threads; all processors when left out. The result never depends on it.")
  var threads: Int?
  @OptionGroup var flags: OutputFlags

  func run() throws {
    let console = Console(flags)
    let threads = try threadPool(threads)
    try checkOutput(output)
    let points = try readPoints(input, console: console)
    let clock = ContinuousClock()
    let start = clock.now
    let (result, codes) = try naming(["points": input]) {
      let result = try PrincipalComponents(points, components: components, seed: seed, threads: threads)
      return (result, try result.transform(points, threads: threads))
    }
    let seconds = (clock.now - start) / .seconds(1)
    try Npy(codes).write(to: output)
    let share = min(1, result.explainedVarianceRatio.reduce(0, +))
    console.say(
      "\(components) components explain \(percent(share)) of the variance of \(grouped(points.shape[0])) points "
        + "in \(decimals(seconds, 2)) s; the projections are in \(output)")
    guard flags.json else { return }
    let object: JSONObject = [
      "seconds": .number(seconds), "components": .integer(components), "explained_variance_share": .number(share),
      "explained_variance": .array(result.explainedVariance.map { .number($0) }), "output": .string(output),
    ]
    console.give(.object(object))
  }
}
