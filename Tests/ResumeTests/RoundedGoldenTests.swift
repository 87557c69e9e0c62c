import FledgeKernels
import Testing

/// The weights of a training in bf16, known to the last bit: with AMX others than with AVX512-BF16.
@Suite(.enabled(if: Precision.bf16.isAvailable(), "this processor has no AMX and no AVX512-BF16"))
struct RoundedGoldenTests {
  private let assignments = [
    "dataset=digits", "examples=120", "test-examples=10", "validation=20", "layers=24,12", "dropout=0.3",
    "batch-size=16", "epochs=2", "weight-decay=0.0001", "seed=1",
  ]

  @Test func `digits in bf16, with one thread and with two`() throws {
    let golden =
      InstructionSet.current == .amx
      ? "409dc392cdcb12c2a9218588defb681cb9aa5daa8553e7014420cd750b85ebc4"
      : "76832253e6d9ae2869f5a252fae0a3a60da71b87fc9f8d59d34cce004509f453"
    let rounded = assignments + ["precision=bf16"]
    #expect(try outcome(settings(rounded)).digest == golden)
    #expect(try outcome(settings(rounded + ["threads=2"])).digest == golden)
    #expect(try outcome(settings(assignments)).digest != golden)
  }
}
