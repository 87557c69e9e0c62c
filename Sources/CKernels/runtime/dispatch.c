// Dispatch: the kernels that this processor can run. And one block of Philox for Swift.
#include <stdlib.h>

#include "processor.h"
#include "../kernel_tables.h"

const fledge_kernels *fledge_kernels_for(int instructions) {
  switch (instructions) {
  case FLEDGE_PORTABLE:
    return &fledge_portable;
#if defined(__x86_64__)
  case FLEDGE_AVX2:
    return has_avx2() ? &fledge_avx2 : NULL;
  case FLEDGE_AVX512:
    return has_avx512() ? &fledge_avx512 : NULL;
  case FLEDGE_AMX:
    return has_amx() ? &fledge_avx512 : NULL;
#elif defined(__aarch64__)
  case FLEDGE_NEON:
    return &fledge_neon;
#endif
  default:
    return NULL;
  }
}

fledge_multiply fledge_multiply_bf16_for(int instructions) {
#if defined(__x86_64__)
  if (instructions == FLEDGE_AVX512 && has_avx512() && __builtin_cpu_supports("avx512bf16"))
    return fledge_avx512_multiply_bf16;
  if (instructions == FLEDGE_AMX && may_use_tiles()) return fledge_amx_multiply_bf16;
#else
  (void)instructions;
#endif
  return NULL;
}

int fledge_has_two_fma_ports(int instructions) {
#if defined(__x86_64__)
  static _Atomic int answer = UNKNOWN;
  if (instructions == FLEDGE_AVX512 || instructions == FLEDGE_AMX)
    return has_avx512() && is_found(&answer, fledge_measure_two_fma_ports);
#else
  (void)instructions;
#endif
  return 0;
}

const char *fledge_requested_instructions(void) { return getenv("FLEDGE_ISA"); }

fledge_random_block fledge_philox(fledge_random_key key, uint32_t index) {
  uint32_t c[4] = {index, key.step[0], key.step[1], key.layer}, k[2] = {key.key[0], key.key[1]};
  for (int round = 0; round < 10; round++) {
    uint64_t a = (uint64_t)c[0] * 0xD2511F53u, b = (uint64_t)c[2] * 0xCD9E8D57u;
    uint32_t next[4] = {(uint32_t)(b >> 32) ^ c[1] ^ k[0], (uint32_t)b, (uint32_t)(a >> 32) ^ c[3] ^ k[1],
                        (uint32_t)a};
    memcpy(c, next, sizeof c);
    k[0] += 0x9E3779B9u;
    k[1] += 0xBB67AE85u;
  }
  fledge_random_block block;
  memcpy(block.word, c, sizeof c);
  return block;
}
