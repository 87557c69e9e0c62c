import FledgeFormats
import FledgeModels
import FledgeNetworks
import FledgeTraining
import TestSupport
import Testing

/// No byte of a checkpoint can change unnoticed.
struct CheckpointDamageTests {
  /// Every byte in release builds; a sample in debug builds, where the digest is computed a hundred times slower.
  private static let spacing: Int = {
    var isDebug = false
    assert({ isDebug = true }() == ())
    return isDebug ? 97 : 1
  }()

  private func smallCheckpoint() throws -> [UInt8] {
    let experiment = try Experiment(settings("dataset=moons", "examples=20", "layers=2", "epochs=1", "batch-size=9"))
    try experiment.trainer.run(toStep: 1)
    return try experiment.checkpoint(writer: "test").encoded()
  }

  private func isRefused(_ bytes: [UInt8]) -> Bool {
    do {
      _ = try Checkpoint(bytes: bytes, path: "small")
      return false
    } catch {
      return (error as? FormatError)?.path == "small" && (error as? FormatError)?.kind == .malformed
    }
  }

  @Test func `every flipped byte is detected, the file named, and never taken for a later version`() throws {
    let bytes = try smallCheckpoint()
    #expect(try Checkpoint(bytes: bytes).state.step == 1)
    var accepted: [Int] = []
    for position in stride(from: 0, to: bytes.count, by: CheckpointDamageTests.spacing) {
      for mask: UInt8 in [0x01, 0x80, 0xFF] {
        var damaged = bytes
        damaged[position] ^= mask
        if !isRefused(damaged) { accepted.append(position) }
      }
    }
    #expect(accepted == [])
  }

  @Test func `every other value of the version's byte is damage`() throws {
    let bytes = try smallCheckpoint()
    let key = Array("\"format_version\":\"".utf8)
    let position = try #require(bytes.indices.first { bytes[$0...].starts(with: key) }) + key.count
    for value in UInt8.min...UInt8.max where value != bytes[position] {
      var damaged = bytes
      damaged[position] = value
      #expect(isRefused(damaged), "\(value)")
    }
  }

  @Test func `every truncation and every appended byte is detected`() throws {
    let bytes = try smallCheckpoint()
    var accepted: [Int] = []
    for count in stride(from: 0, to: bytes.count, by: CheckpointDamageTests.spacing)
    where !isRefused(Array(bytes.prefix(count))) {
      accepted.append(count)
    }
    #expect(accepted == [])
    #expect(isRefused(bytes + [0]))
  }

  /// The same bytes with a matching digest, as an attacker would write them.
  private func resealed(_ bytes: [UInt8]) -> [UInt8] {
    let key = Array("\"sha256\":\"".utf8)
    guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: key) }).map({ $0 + key.count }),
      start + 64 <= bytes.count
    else { return bytes }
    var sealed = bytes
    sealed.replaceSubrange(start..<start + 64, with: repeatElement(UInt8(ascii: "0"), count: 64))
    sealed.replaceSubrange(start..<start + 64, with: SHA256.hash(sealed).hex.utf8)
    return sealed
  }

  @Test func `whatever stands in a file with a right digest, reading it and going on never crash`() throws {
    let bytes = try smallCheckpoint()
    #expect(resealed(bytes) == bytes)
    let experiment = try Experiment(settings("dataset=moons", "examples=20", "layers=2", "epochs=1", "batch-size=9"))
    for position in stride(from: 0, to: bytes.count, by: CheckpointDamageTests.spacing) {
      var damaged = bytes
      damaged[position] ^= 0x03
      guard let checkpoint = try? Checkpoint(bytes: resealed(damaged)) else { continue }
      if (try? experiment.restore(checkpoint)) != nil { try? experiment.trainer.run(toStep: 2) }
    }
  }

  @Test(arguments: [
    ("\\\"epoch\\\":0", "\\\"epoch\\\":9"), ("\\\"stepInEpoch\\\":1", "\\\"stepInEpoch\\\":7"),
    ("\\\"step\\\":1", "\\\"step\\\":5"),
  ])
  func `a state that no training can be in is refused`(sound: String, wrong: String) throws {
    let bytes = try smallCheckpoint()
    let text = Array(sound.utf8)
    let position = try #require(bytes.indices.first { bytes[$0...].starts(with: text) })
    var changed = bytes
    changed.replaceSubrange(position..<position + text.count, with: wrong.utf8)
    let experiment = try Experiment(settings("dataset=moons", "examples=20", "layers=2", "epochs=1", "batch-size=9"))
    #expect(throws: FormatError.self) { try experiment.restore(Checkpoint(bytes: resealed(changed))) }
    try experiment.restore(Checkpoint(bytes: bytes))
  }

  @Test func `a later version is refused as such`() throws {
    let later = try SafeTensors.encode(
      [], metadata: ["format_version": "2", "sha256": String(repeating: "0", count: 64)])
    #expect {
      _ = try Checkpoint(bytes: later, path: "run/checkpoint-9.safetensors")
    } throws: { error in
      "\(error)"
        == "run/checkpoint-9.safetensors: expected a checkpoint of format version 1 or earlier, found version 2: "
        + "use the version of fledge that wrote it, or a later one"
    }
    try withTemporaryFolder { path in
      let folder = CheckpointFolder(path)
      try AtomicFile.write(smallCheckpoint(), to: folder.path(step: 1))
      try AtomicFile.write(later, to: folder.path(step: 2))
      #expect(throws: FormatError.self) { try folder.newest { _ in } }
    }
  }

  @Test func `a model is no checkpoint`() throws {
    let model = try SafeTensors.encode([], metadata: ["format": "pt"])
    #expect {
      _ = try Checkpoint(bytes: model, path: "model.safetensors")
    } throws: { error in
      "\(error)" == "model.safetensors: expected a checkpoint with its SHA-256, found a safetensors file without it: "
        + "this is no checkpoint, or it is damaged"
    }
  }
}
