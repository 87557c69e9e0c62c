import ArgumentParser
import Fledge
import Foundation

/// `fledge bench`.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how fast this machine trains.",
    discussion: """
      Times whole epochs of a workload without evaluation, on generated digits so that it needs no files; the first \
      epoch warms up and is not counted. The machine's peak is measured in the same process, before and after: chains \
      of multiplications with addition in registers, on as many threads. Operations are counted as if multiplications by \
      the zeros of images and of ReLU were not skipped, so their rate can exceed the peak. In W8 all epochs of all networks \
      count.

      EXAMPLES
        fledge bench --workload W2 --examples 2000 --epochs 2
        fledge bench --workload W3 --examples 2000 --epochs 2 --threads 1 --json
        fledge bench --workload W5 --explain
      """)

  @Option(help: "The workload: \(Workload.all.map(\.name).joined(separator: ", ")).")
  var workload = "W1"
  @Option(help: "Threads; all processors when left out.")
  var threads: Int?
  @Option(help: "What the factors of products are rounded to: fp32, or bf16 with AMX or AVX512-BF16.")
  var precision = "fp32"
  @Option(help: "The images: digits (generated) or mnist.")
  var dataset = "digits"
  @Option(help: "Fewer examples than the workload has, for a quick look.")
  var examples: Int?
  @Option(help: "Epochs that are timed.")
  var epochs = 5
  @Flag(
    help:
      "Print how the products of linear layers are computed on this machine, after a few steps, and measure nothing.")
  var explain = false
  @OptionGroup var output: OutputFlags

  func run() throws {
    let console = Console(output)
    let work = try chosenWorkload()
    var settings = work.settings
    settings.threads = ProcessInfo.processInfo.activeProcessorCount
    if let threads { try settings.set("threads", to: .scalar(String(threads)), location: "--") }
    if let examples { try settings.set("examples", to: .scalar(String(examples)), location: "--") }
    try settings.set("precision", to: .scalar(precision), location: "--")
    settings.dataset = dataset
    if explain {
      let explanation = try BenchExplanation(of: work, settings)
      if output.json { console.give(explanation.json) } else { console.say(explanation.text) }
      return
    }
    settings.epochs = work.networks == 1 ? epochs + 1 : epochs
    let experiment = try Experiment(settings)
    console.say(NetworkSummary(experiment).text)

    let threads = ThreadPool(threads: settings.threads)
    let measurement =
      work.networks == 1
      ? try BenchMeasurement(experiment, console: console)
      : try BenchMeasurement(experiment, networks: work.networks, threads: settings.threads)
    let peak = measuredPeakRate(threads) / 1e9
    report(measurement, of: work, peak: peak, threads: settings.threads, console: console)
  }

  private func chosenWorkload() throws -> Workload {
    guard let work = Workload.all.first(where: { $0.name == workload }) else {
      let names = Workload.all.map(\.name)
      let nearest = suggestion(to: workload, among: names).map { "; did you mean '\($0)'?" } ?? ""
      throw SettingError.invalidValue(
        key: "--workload", expected: "one of \(names.joined(separator: ", "))", found: "'\(workload)'\(nearest)")
    }
    guard ["digits", "mnist"].contains(dataset) else {
      throw SettingError.invalidValue(key: "--dataset", expected: "digits or mnist", found: "'\(dataset)'")
    }
    guard (1...100_000).contains(epochs) else {
      throw SettingError.invalidValue(key: "--epochs", expected: "1 to 100000", found: "'\(epochs)'")
    }
    return work
  }

  private func report(
    _ measurement: BenchMeasurement, of work: Workload, peak: Double, threads: Int, console: Console
  ) {
    let (median, least, most) = measurement.spread
    let rate = measurement.operations / median / 1e9
    let imageRate = measurement.images / median
    console.say(
      """
      \(work.name): \(work.title)
      \(decimals(median, 3)) s an epoch (\(decimals(least, 3)) to \(decimals(most, 3))), \
      \(grouped(Int(imageRate))) images/s
      \(decimals(rate, 1)) GFLOP/s, \(decimals(100 * rate / peak, 0)) % of the \(decimals(peak, 1)) that \
      \(threads) \(threads == 1 ? "thread" : "threads") can do in registers; \
      \(decimals(100 * measurement.doneShare, 0)) % of the operations done, the others are products with 0; \
      \(decimals(ProcessUsage.peakMemoryMegabytes, 0)) MB at most
      """)
    guard output.json else { return }
    var object: JSONObject = [
      "workload": .string(work.name),
      "seconds_per_epoch": .object(["median": .number(median), "min": .number(least), "max": .number(most)]),
      "processor_seconds_per_epoch": .number(BenchMeasurement.median(measurement.processorSeconds)),
      "images_per_second": .number(imageRate), "gflops": .number(rate), "peak_gflops": .number(peak),
      "share_of_peak": .number(rate / peak), "share_done": .number(measurement.doneShare),
      "peak_memory_mb": .number(ProcessUsage.peakMemoryMegabytes),
      "final_loss": .number(measurement.finalLoss), "isa": .string(InstructionSet.current.rawValue),
      "threads": .integer(threads), "precision": .string(precision), "epochs": .integer(epochs),
    ]
    if let seconds = measurement.secondsToFirstEpoch { object["seconds_to_first_epoch"] = .number(seconds) }
    console.give(.object(object))
  }
}
