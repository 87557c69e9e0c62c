// Vectors of sixteen floats, in which every kernel is written. The compiler splits them into the registers that the
// target has: one for AVX-512, two for AVX2, four for NEON.
#ifndef FLEDGE_VECTORS_H
#define FLEDGE_VECTORS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LANES 16
#define INLINE static inline __attribute__((always_inline, unused))
#define KERNEL static __attribute__((noinline))

// Hides where a pointer comes from, so that the compiler keeps it in a register instead of recomputing it at each use.
#define HIDE(pointer) __asm__ volatile("" : "+r"(pointer) : : "memory")

typedef float vfloat __attribute__((vector_size(64)));
typedef int32_t vint __attribute__((vector_size(64)));
typedef uint32_t vuint __attribute__((vector_size(64)));
typedef uint64_t vulong __attribute__((vector_size(128)));
typedef uint8_t vbyte __attribute__((vector_size(16)));
typedef _Bool vflags __attribute__((ext_vector_type(LANES)));
typedef float vfloat_anywhere __attribute__((vector_size(64), aligned(4)));

INLINE vfloat splat(float value) { return (vfloat)(value - (vfloat){0}); }
INLINE vfloat load(const float *from) { return *(const vfloat_anywhere *)from; }
INLINE void store(float *to, vfloat value) { *(vfloat_anywhere *)to = value; }

// The first `count` of sixteen elements; the other lanes are 0.
INLINE vfloat load_first(const float *from, long count) {
  if (count >= LANES) return load(from);
#ifdef MASKED_LANES
  return (vfloat)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), from);
#endif
  vfloat value = {0};
  memcpy(&value, from, (size_t)count * sizeof(float));
  return value;
}

INLINE void store_first(float *to, vfloat value, long count) {
  if (count >= LANES) { store(to, value); return; }
#ifdef MASKED_LANES
  _mm512_mask_storeu_ps(to, (__mmask16)((1u << count) - 1), (__m512)value);
  return;
#endif
  memcpy(to, &value, (size_t)count * sizeof(float));
}

#ifdef __wasm__
#include "fma_wasm.inl.h"
#else
INLINE vfloat fma16(vfloat a, vfloat b, vfloat c) { return __builtin_elementwise_fma(a, b, c); }
#endif

// sum + *x * y. AVX-512 broadcasts the scalar inside the multiply-add, without an instruction of its own.
INLINE vfloat fma_broadcast(const float *x, vfloat y, vfloat sum) {
#ifdef MASKED_LANES
  __asm__("vfmadd231ps %1%{1to16%}, %2, %0" : "+v"(sum) : "m"(*x), "v"(y));
  return sum;
#endif
  return fma16(splat(*x), y, sum);
}

INLINE vfloat sqrt16(vfloat x) { return __builtin_elementwise_sqrt(x); }
INLINE vfloat select16(vint condition, vfloat yes, vfloat no) {
  return (vfloat)((condition & (vint)yes) | (~condition & (vint)no));
}
INLINE vfloat abs16(vfloat x) { return (vfloat)((vint)x & 0x7fffffff); }
INLINE vfloat copysign16(vfloat magnitude, vfloat sign) {
  return (vfloat)(((vint)magnitude & 0x7fffffff) | ((vint)sign & INT32_MIN));
}
// a where a > b, else b: a NaN in `a` is dropped, a NaN in `b` is propagated.
INLINE vfloat max16(vfloat a, vfloat b) { return select16(a > b, a, b); }
INLINE vfloat min16(vfloat a, vfloat b) { return select16(a < b, a, b); }

// The lanes in which a comparison holds, one bit each.
INLINE uint32_t lane_bits(vint condition) {
  const vflags flags = __builtin_convertvector(condition, vflags);
  uint16_t bits;
  memcpy(&bits, &flags, sizeof bits);
  return bits;
}

// Flushes values below 2^-100 in magnitude to 0, so that no buffer fills with denormals, which are slow.
INLINE vfloat flush_tiny(vfloat x) {
  return (vfloat)((vint)x & ~(abs16(x) < 0x1p-100f));
}

// The sum of the lanes in a fixed order: lane j and j + 8, then j + 4, j + 2, j + 1.
INLINE float tree_sum(vfloat x) {
  float a[LANES];
  memcpy(a, &x, sizeof a);
  for (int half = 8; half > 0; half /= 2)
    for (int j = 0; j < half; j++) a[j] += a[j + half];
  return a[0];
}

INLINE float tree_max(vfloat x) {
  float a[LANES];
  memcpy(a, &x, sizeof a);
  for (int half = 8; half > 0; half /= 2)
    for (int j = 0; j < half; j++) a[j] = a[j] > a[j + half] ? a[j] : a[j + half];
  return a[0];
}

// Loops over begin ..< end in vectors of sixteen. `n` is the number of elements left, at most LANES of which are valid.
#define FOR_VECTORS(i, n, begin, end) \
  for (long i = (begin), n = (end) - i; n > 0; i += LANES, n -= LANES)

#endif
