import ArgumentParser
import Fledge
import Foundation

/// `fledge latent tsne`.
struct LatentTSNECommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tsne", abstract: "Make a map in the plane in which near points stay near.")

  /// How repulsion is computed.
  enum Method: String, ExpressibleByArgument, CaseIterable {
    case automatic, exact
    case barnesHut = "barnes-hut"
    case interpolation

    var method: TSNE.Method {
      switch self {
      case .automatic: .automatic
      case .exact: .exact
      case .barnesHut: .barnesHut(angle: 0.5)
      case .interpolation: .interpolation
      }
    }
  }

  @Option(help: "The points: a NumPy file of shape [points, features].")
  var input: String
  @Option(help: "Where the map goes: a NumPy file of shape [points, 2].")
  var output: String
  @Option(help: "The effective number of neighbours of a point; below a third of the points.")
  var perplexity = 30.0
  @Option(help: "Steps of gradient descent.")
  var iterations = 750
  @Option(help: "The root seed.")
  var seed: UInt64 = 0
  @Option(help: "How repulsion is computed: automatic, exact, barnes-hut or interpolation.")
  var method = Method.automatic
  @Option(help: "Threads; all processors when left out. The map never depends on it.")
  var threads: Int?
  @OptionGroup var flags: OutputFlags

  func run() throws {
    let console = Console(flags)
    let threads = try threadPool(threads)
    try checkOutput(output)
    let points = try readPoints(input, console: console)
    var tsne = TSNE()
    tsne.perplexity = perplexity
    tsne.iterations = iterations
    tsne.seed = seed
    tsne.method = method.method
    let clock = ContinuousClock()
    let start = clock.now
    let map = try naming(["points": input]) {
      try tsne.fit(points, threads: threads) { progress in
        if console.showsProgress {
          console.progress(
            "iteration \(progress.iteration) of \(progress.iterations)  KL \(decimals(progress.klDivergence, 4))\n")
        }
        return true
      }
    }
    let seconds = (clock.now - start) / .seconds(1)
    try Npy(map.embedding).write(to: output)
    console.say(
      "\(grouped(points.shape[0])) points, \(map.iterations) iterations, \(map.method): KL divergence "
        + "\(decimals(map.klDivergence, 4)) in \(decimals(seconds, 2)) s; the map is in \(output)")
    guard flags.json else { return }
    let object: JSONObject = [
      "seconds": .number(seconds), "kl_divergence": .number(map.klDivergence), "method": .string("\(map.method)"),
      "iterations": .integer(map.iterations), "points": .integer(points.shape[0]), "output": .string(output),
    ]
    console.give(.object(object))
  }
}

/// The array of a NumPy file as floats; says where it holds doubles.
func readPoints(_ path: String, console: Console) throws -> Tensor {
  let array = try Npy(contentsOf: path)
  if array.type == .float64 { console.warn("\(path): its doubles are rounded to floats") }
  return array.tensor()
}

/// A pool of the given size, or of one thread for each processor.
func threadPool(_ threads: Int?) throws -> ThreadPool {
  let count = threads ?? ProcessInfo.processInfo.activeProcessorCount
  guard count >= 1, count <= 1024 else {
    throw SettingError.invalidValue(key: "--threads", expected: "1 to 1024", found: "'\(count)'")
  }
  return count == 1 ? .serial : ThreadPool(threads: count)
}
