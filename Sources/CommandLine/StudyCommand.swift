import ArgumentParser
import Fledge
import FledgeRunStore
import FledgeStudies
import Foundation

/// `fledge study`.
struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "Train many settings with many seeds and say which differ.",
    discussion: """
      A study is a YAML file:

        study: widths
        train: {layers: [64, 32], optimizer: adam, epochs: 5}    # what `fledge train` accepts
        grid: {layers: [[32, 32], [64, 64]], learning-rate: [1e-3, 3e-3]}
        seeds: 5
        compare: test_accuracy

      grid makes all combinations of its axes; list: [{name: small, layers: [32]}, …] takes settings together;
      random: {draws: 20, seed: 0, ranges: {learning-rate: {from: 1e-4, to: 1e-1, scale: log}}} draws them.
      baseline: {layers: [64, 64], learning-rate: 1e-3} compares all others with one; without it all pairs are compared.
      budget: {epochs: 500, seconds: 3600} ends early; halving: {rungs: [1, 3, 9], keep: 0.33, metric: validation_loss}
      trains all settings for 1 epoch, the best third for 3, the best third of those for 9.

      Running again skips what is finished and resumes what is half done. Several processes may run one study at once.
      More seeds, variants or epochs in the file add runs; what is finished stays.

      EXAMPLES
        fledge study run widths.yaml --workers 2
        fledge study run widths.yaml --dry-run
        fledge study show widths
        fledge study show widths --charts figures
        fledge study show widths --metric test_loss
        fledge study list
      """,
    subcommands: [Run.self, Work.self, Submit.self, Merge.self, Show.self, List.self, Delete.self])
}

extension RunStoreError {
  var exitStatus: ExitStatus {
    switch self {
    case .missing: .missingFile
    case .notADatabase, .foreignDatabase, .newerVersion, .olderVersion, .damaged: .badData
    case .studyDiffers, .unknownStudy, .unknownStudyRun, .unknownRun, .runInUse, .badConfiguration, .alreadyExists:
      .wrongUsage
    case .badAddress: .wrongUsage
    case .locked, .readOnly, .cannotOpen, .diskFull, .inputOutput, .unexpected: .failed
    case .noServerLibrary, .serverRefused, .unreachable, .server: .failed
    }
  }
}

extension StudyError {
  var exitStatus: ExitStatus {
    switch self {
    case .missing: .missingFile
    case .badDefinition, .unknownStudy, .unknownMetric, .neverMeasured, .otherData, .notFinite, .needsSharedStore:
      .wrongUsage
    case .unreadable, .dataChanged: .badData
    case .folder, .noThread, .allFailed: .failed
    }
  }
}
