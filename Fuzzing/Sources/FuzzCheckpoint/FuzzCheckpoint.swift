import FledgeModels
import FledgeFormats
import FledgeTraining
import Fuzzer

nonisolated(unsafe) private let bench = Bench()

/// Reads a checkpoint with a corrected digest, so that other damage is reached, writes it again and resumes from it.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe feed(start, count) { bytes in
    unsafe bench.go(on: bytes)
  }
}

/// The training that wrote the seeds.
private struct Bench {
  private let experiment: Experiment

  init() {
    var settings = TrainingSettings()
    do {
      for (key, value) in [
        "dataset": "moons", "examples": "20", "layers": "2", "epochs": "1", "batch-size": "9", "threads": "1",
      ] { try settings.set(key, to: SettingValue(flag: value)) }
      experiment = try Experiment(settings)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  func go(on bytes: [UInt8]) {
    _ = try? Checkpoint(bytes: bytes)
    guard let checkpoint = try? Checkpoint(bytes: resealed(bytes)) else { return }
    if let written = try? checkpoint.encoded() {
      precondition((try? Checkpoint(bytes: written).state) == checkpoint.state || !isPlain(checkpoint.state))
    }
    if (try? experiment.restore(checkpoint)) != nil {
      let step = experiment.trainer.state.step
      _ = try? experiment.trainer.run { _ in experiment.trainer.state.step > step ? .stop : .proceed }
    }
  }

  /// Whether the state equals itself; a state with a NaN does not.
  private func isPlain(_ state: TrainerState) -> Bool { state == state }

  /// The same bytes with a matching digest, as an attacker would write them.
  private func resealed(_ bytes: [UInt8]) -> [UInt8] {
    let key = Array("\"sha256\":\"".utf8)
    guard bytes.count > key.count + 64,
      let position = (0..<bytes.count - key.count - 64).first(where: {
        bytes[$0] == key[0] && bytes[$0..<$0 + key.count].elementsEqual(key)
      })
    else { return bytes }
    let start = position + key.count
    var sealed = bytes
    sealed.replaceSubrange(start..<start + 64, with: repeatElement(UInt8(ascii: "0"), count: 64))
    sealed.replaceSubrange(start..<start + 64, with: SHA256.hash(sealed).hex.utf8)
    return sealed
  }
}
