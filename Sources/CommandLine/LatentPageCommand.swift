import ArgumentParser
import Fledge
import FledgeLatent
import FledgePages
import Foundation

/// `fledge latent RUN`.
struct LatentPageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "page",
    abstract: "Write one web page about the codes of a trained autoencoder; the word page may be left out.")

  @Argument(help: ArgumentHelp("The folder of an autoencoder's run.", valueName: "run"))
  var folder: String
  @Option(
    name: .customLong("output"), help: "Where index.html and the codes go; the folder latent of the run when left out.")
  var outputFolder: String?
  @Option(help: "The folder or file of the data; the run's own when left out.")
  var data: String?
  @Option(help: "The most training and test examples to use; all when left out.")
  var examples: Int?
  @Option(help: "The root seed of the maps, of the noise, and of the classifier that judges denoisers.")
  var seed: UInt64 = 0
  @Option(help: "Threads; all processors when left out. No result depends on it.")
  var threads: Int?
  @OptionGroup var flags: OutputFlags

  func run() throws {
    let console = Console(flags)
    let clock = ContinuousClock()
    let start = clock.now
    let threads = try threadPool(threads).count
    if let examples, examples < 1 {
      throw SettingError.invalidValue(key: "--examples", expected: "1 or more", found: "'\(examples)'")
    }
    let target = try PageFolder(outputFolder ?? folder + "/latent", flag: "--output", files: LatentFiles.names)
    let output = target.path
    let run = try RunFolder(existing: folder).load()
    guard run.settings.isAutoencoder else {
      throw SettingError.conflict(
        "\(folder): expected the run of an autoencoder, found one without codes; train one with "
          + "`fledge train --autoencoder 64,16 --output \(shellWord(folder + "-codes"))`")
    }
    let source = RunData(run)
    if let note = source.legacyNote { console.warn(note) }
    let data = try source.parts(data: data)
    announceStandIn(data, console: console)
    guard data.training.featureShape.count == run.network.inputShape.count else {
      throw NetworkError.shapeMismatch(
        path: "input", expected: "\(run.network.inputShape.count) features", found: data.training.featureShape)
    }
    let found = try naming(["codes": folder, "reconstructions": folder]) {
      try LatentInspection(run, data: data, limit: examples, seed: seed, threads: threads) { stage in
        if console.showsProgress { console.progress(stage + "\n") }
      }
    }
    let seconds = { (clock.now - start) / .seconds(1) }
    try target.make()
    let files = try LatentFiles(found).write(to: output)
    let provenance = found.provenance(
      command: commandLineText, version: fledgeVersion, threads: threads, seconds: seconds())
    try LatentPage(found, provenance: provenance).page().write(to: target.page)
    console.say(found.text)
    console.say("The page is \(target.page), the codes lie beside it (\(decimals(seconds(), 1)) s).")
    guard flags.json else { return }
    var object = found.json
    object["run"] = .string(folder)
    object["output"] = .string(output)
    object["files"] = .array((["index.html"] + files).map { .string($0) })
    object["threads"] = .integer(threads)
    object["seed"] = .string(String(seed))
    object["seconds"] = .number(seconds())
    console.give(.object(object))
  }
}
