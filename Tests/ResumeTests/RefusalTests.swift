import FledgeFormats
import FledgeModels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Testing

/// A checkpoint of another training is refused with every difference.
struct RefusalTests {
  private func refusal(_ there: [String], _ here: [String]) throws -> String? {
    let first = try Experiment(settings(there))
    try first.trainer.run(toStep: 2)
    let checkpoint = try Checkpoint(bytes: first.checkpoint(writer: "test").encoded(), path: "run/checkpoint-2")
    let second = try Experiment(settings(here))
    let before = Outcome(second.trainer)
    do {
      try second.restore(checkpoint)
      return nil
    } catch let error as CheckpointError {
      #expect(Outcome(second.trainer) == before)
      return error.description
    }
  }

  @Test func `other settings are listed one by one`() throws {
    let message = try refusal(busy, busy + ["dropout=0.3", "layers=6,4", "epochs=9"])
    #expect(
      message
        == "run/checkpoint-2: this checkpoint belongs to another training: layers: [6,5] there, [6,4] here; "
        + "dropout: 0.2 there, 0.3 here; go on with the same settings and data, or start a new run")
  }

  @Test func `other epochs are refused only where the schedule depends on them`() throws {
    for schedule in ["constant", "step:2:0.5", "exponential:0.9", "plateau:0.5:1", "warm-up:3:constant"] {
      #expect(try refusal(busy + ["schedule=\(schedule)"], busy + ["schedule=\(schedule)", "epochs=9"]) == nil)
    }
    for schedule in ["cosine", "linear:0.2", "one-cycle", "warm-up:3:cosine"] {
      let message = try refusal(busy + ["schedule=\(schedule)"], busy + ["schedule=\(schedule)", "epochs=9"])
      #expect(message?.contains("epochs: 6 there, 9 here") == true, "\(schedule)")
    }
  }

  @Test func `another order of sums names what chooses it, another precision does not`() {
    func message(_ there: JSONObject, _ here: JSONObject) -> String {
      CheckpointError.differs(path: nil, differences: Checkpoint.differences(from: there, to: here)).description
    }
    #expect(
      message(["precision": "bf16"], ["precision": "bf16 in the order of AMX"])
        == "this checkpoint belongs to another training: precision: bf16 there, bf16 in the order of AMX here; "
        + "go on with the same settings and data and the same instructions (FLEDGE_ISA), or start a new run")
    #expect(!message(["precision": "bf16"], [:]).contains("FLEDGE_ISA"))
  }

  @Test func `other data are refused by their origin and their number`() throws {
    let message = try refusal(busy, busy + ["examples=61"])
    #expect(message?.contains("training examples: 48 there, 49 here") == true)
  }

  @Test func `threads and the interval of checkpoints may differ`() throws {
    #expect(try refusal(busy, busy + ["threads=3", "checkpoint-every=5steps"]) == nil)
  }

  @Test func `a trainer refuses another network, optimizer and other examples on its own`() throws {
    func trainer(_ dropout: Float, _ optimizer: any Optimizer, _ examples: String) throws -> Trainer {
      let data = try ExperimentData(settings("dataset=moons", "examples=\(examples)"))
      return try Trainer(
        network: Network(input: [2], [Linear(2, 3), Dropout(dropout), Linear(3, 2)]), loss: SoftmaxCrossEntropy(),
        optimizer: optimizer, training: data.training)
    }
    let checkpoint = try trainer(0.5, Adam(), "60").checkpoint()
    try trainer(0.5, Adam(), "60").restore(checkpoint)
    func differences(_ trainer: Trainer) -> [String] {
      do {
        try trainer.restore(checkpoint)
      } catch CheckpointError.differs(_, let differences) {
        return differences
      } catch {}
      return []
    }
    #expect(
      try differences(trainer(0.4, Adam(), "60")) == ["layer 1 (1): dropout 0.5, [3] there, dropout 0.4, [3] here"])
    #expect(
      try differences(trainer(0.5, Adam(beta1: 0.8), "60")) == [
        "optimizer: Adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-08) there, "
          + "Adam(beta1: 0.8, beta2: 0.999, epsilon: 1e-08) here"
      ])
    let data = try differences(trainer(0.5, Adam(), "61"))
    #expect(data.count == 1 && data.first?.hasPrefix("training data: 54 examples of [2] with 2 classes") == true)
  }
}
