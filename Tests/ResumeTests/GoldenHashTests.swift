import FledgeModels
import FledgeTraining
import Testing

/// Three small trainings whose weights are known to the last bit.
///
/// A change of these hashes is a change of numerics: a decision, to be entered in the changelog.
struct GoldenHashTests {
  private func expect(_ golden: String, _ assignments: String...) throws {
    let digest = try outcome(settings(assignments)).digest
    #expect(digest == golden)
  }

  @Test func `digits with batch normalisation, dropout, augmentation and Adam`() throws {
    try expect(
      "8f32ce57cb38f90c6c5269c2695ef26425845a1e5866efcf750dc5eee2f9aa96",
      "dataset=digits", "examples=120", "test-examples=10", "validation=20", "layers=24,12", "norm=batch",
      "dropout=0.3", "augment=shift=2,rotate=10", "batch-size=16", "epochs=2", "weight-decay=0.0001", "patience=2",
      "seed=1")
  }

  @Test func `moons with tanh, Nesterov's momentum and a cosine`() throws {
    try expect(
      "00fc5430eca947b863b258bf50f9cb7d11ab022da6c0d627b2a5fe7613d35f9e",
      "dataset=moons", "examples=200", "test-examples=10", "layers=16,16", "activation=tanh", "optimizer=nesterov",
      "learning-rate=0.05", "schedule=warm-up:10:cosine:0.01", "batch-size=20", "epochs=4", "clip-norm=1", "seed=2")
  }

  @Test func `a tied denoising autoencoder with GELU and RMSProp`() throws {
    try expect(
      "5d058a99d690f00958dd5ce145c1192540b59e6358da3b9f90b02029894fcbed",
      "dataset=digits", "examples=60", "test-examples=10", "autoencoder=20,4", "tied=yes", "activation=gelu",
      "noise=0.2", "optimizer=rmsprop", "batch-size=15", "epochs=2", "seed=3")
  }
}
