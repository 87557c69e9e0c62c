// Whether a core has one or two ports for 512-bit fused multiply-adds, which no CPUID flag says: measured by timing.
#include <time.h>

#include "../kernel_tables.h"
#include "../targets.h"

#if defined(__x86_64__)
BEGIN_TARGET(AVX512_FEATURES)

enum { MOST_CHAINS = 8, ROUNDS = 256, TRIES = 64 };

typedef float wide __attribute__((vector_size(64)));

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// The least time that a number of independent chains takes, in each of which an operation depends on the one before.
static inline __attribute__((always_inline)) double seconds_of(const int chains) {
  double least = 1;
  for (int attempt = 0; attempt < TRIES; attempt++) {
    wide chain[MOST_CHAINS] = {{0}}, factor = {0};
    const double start = seconds_now();
    for (int round = 0; round < ROUNDS; round++) {
#pragma clang loop unroll(full)
      for (int i = 0; i < chains; i++) {
        chain[i] = __builtin_elementwise_fma(chain[i], factor, factor);
        __asm__ volatile("" : "+v"(chain[i]));  // keeps the compiler from removing the unused result
      }
    }
    const double seconds = seconds_now() - start;
    if (seconds < least) least = seconds;
  }
  return least;
}

// With a latency of four cycles, eight chains keep two ports busy and take as long as one chain; with one port, twice
// as long.
int fledge_measure_two_fma_ports(void) { return seconds_of(MOST_CHAINS) < 1.5 * seconds_of(1); }

END_TARGET
#endif
