// Shared by all files: inputs from one generator, outputs into one hash.
#ifndef HASHES_H
#define HASHES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "FledgeAnalysisKernels.h"
#include "FledgeConvolutionKernels.h"

static uint64_t hash_state = 0xcbf29ce484222325u;
static uint32_t random_state = 12345;

// A number in [-1, 1), by the same integer arithmetic everywhere.
static inline float next(void) {
  random_state = random_state * 1664525u + 1013904223u;
  return (float)((int32_t)(random_state >> 8) - (1 << 23)) * 0x1p-23f;
}

static inline void fill(float *x, long count, float scale) {
  for (long i = 0; i < count; i++) x[i] = next() * scale;
}

// FNV-1a over bits. A NaN counts as one value: processors give it different signs and payloads.
static inline void mix(const void *from, long bytes) {
  for (long i = 0; i < bytes; i++) hash_state = (hash_state ^ ((const uint8_t *)from)[i]) * 0x100000001b3u;
}

static inline void mix_floats(const float *x, long count) {
  for (long i = 0; i < count; i++) {
    float value = x[i] != x[i] ? 0.0f : x[i];
    uint8_t is_nan = x[i] != x[i];
    mix(&value, sizeof value);
    mix(&is_nan, 1);
  }
}

// Prints a kernel's hash and begins the next one.
static inline void report(const char *name) {
  printf("%s %016llx\n", name, (unsigned long long)hash_state);
  hash_state = 0xcbf29ce484222325u;
  random_state = 12345;
}

static inline float *floats(long count) { return fledge_aligned_zeroed(count * (long)sizeof(float)); }

void hash_all_products(const fledge_kernels *kernels);
void hash_analysis(const fledge_kernels *kernels, const fledge_analysis_kernels *analysis);
void hash_images(const fledge_convolution_kernels *kernels);

#endif
