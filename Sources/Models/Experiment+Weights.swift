import FledgeFormats
import FledgeNetworks

extension TrainingSettings {
  /// Notes the SHA-256 of the file of first weights, so that runs that begin with other ones are other runs.
  mutating func noteWeights() {
    guard let weights, weightsDigest == nil else { return }
    let file = FileKind(weights) == .folder ? RunFolder(path: weights).modelPath : weights
    weightsDigest = try? RunFolder.digest(file)
  }

  /// The first weights and statistics: drawn, or those of the settings' file.
  ///
  /// - Returns: also what became of each array of the file, one line for each kind.
  /// - Throws: `FormatError` where the file is damaged, is not the one that the run began with, or has nothing for the
  ///   network.
  mutating func firstWeights(of network: Network) throws -> (Parameters, Parameters, notes: [String]) {
    var parameters = network.initialized(with: initializer.initializer, seed: seed)
    var statistics = network.initialStatistics()
    guard let path = weights else {
      guard weightsDigest == nil else {
        throw SettingError.conflict("weights-sha256: it has no effect without weights; name the file, or leave it out")
      }
      return (parameters, statistics, [])
    }
    let file = try weightsFile(path)
    if let weightsDigest, weightsDigest != file.digest {
      throw FormatError(
        .malformed, path: file.path,
        expected: "the weights that this run begins with, SHA-256 \(weightsDigest.prefix(12))…",
        found: "SHA-256 \(file.digest.prefix(12))…", advice: "restore the file, or start a new run with --weights")
    }
    weightsDigest = file.digest
    let report = try file.load(into: &parameters, &statistics)
    guard !report.applied.isEmpty else {
      throw FormatError(
        .malformed, path: file.path,
        expected: "weights of this network, such as \(WeightsFile.list(network.parameterLayout.paths))",
        found: file.listing, advice: file.networkGuess.map { "the shapes would fit \($0)" })
    }
    var notes = file.notes + report.lines.map { "\(file.path): \($0)" }
    if !report.isComplete {
      notes.append("\(file.path): what is missing or of another shape is drawn with --init and --seed")
    }
    return (parameters, statistics, notes)
  }

  private func weightsFile(_ path: String) throws(FormatError) -> WeightsFile {
    do throws(FormatError) {
      return try WeightsFile(contentsOf: path)
    } catch {
      guard error.kind == .missing else { throw error }
      var error = error
      error.advice = "name a file of weights or the folder of a run with --weights"
      throw error
    }
  }
}
