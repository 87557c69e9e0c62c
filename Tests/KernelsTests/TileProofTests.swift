import FledgeKernels
import Testing
import TileProof

/// Products on AMX tiles, in software where the processor has none, and those of AVX512-BF16, against plain sums.
///
/// Serialized: the tests share their memory.
@Suite(.enabled(if: InstructionSet.available.contains(.avx512), "this processor has no AVX-512"), .serialized)
struct TileProofTests {
  @Test func `the model of the tiles`() {
    #expect(tile_proof_products() == 2352)
    #expect(tile_proof_wrong_products(Int32(TILE_PROOF_MODEL.rawValue)) == 0)
  }

  @Test(.enabled(if: Precision.bf16.isAvailable(with: .avx512), "this processor has no AVX512-BF16"))
  func `AVX512-BF16`() {
    #expect(tile_proof_wrong_products(Int32(TILE_PROOF_AVX512_BF16.rawValue)) == 0)
  }

  @Test(.enabled(if: Precision.bf16.isAvailable(with: .amx), "this processor has no AMX"))
  func `AMX, and its model where factors are no ordinary numbers or weights are updated`() {
    #expect(tile_proof_wrong_products(Int32(TILE_PROOF_AMX.rawValue)) == 0)
    #expect(tile_proof_unlike_model() == 0)
  }
}
