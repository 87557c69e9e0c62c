// Compares products of bf16 numbers with plain sums in the processor's order, bit for bit.
#ifndef TILE_PROOF_H
#define TILE_PROOF_H

// The kernels: AMX, AVX512-BF16, and AMX emulated in software.
enum tile_proof_kernel { TILE_PROOF_AMX, TILE_PROOF_AVX512_BF16, TILE_PROOF_MODEL };

// The number of shapes and layouts that are tested.
long tile_proof_products(void);

// In how many of them some element has other bits than the sum in the kernel's order, or one behind the last is touched.
// The processor must have the kernel's instructions, AVX-512 for the model.
long tile_proof_wrong_products(int kernel);

// In how many of them AMX and the model differ where factors hold what is no ordinary number, or update weights.
long tile_proof_unlike_model(void);

#endif
