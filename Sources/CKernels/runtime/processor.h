// What the processor and the operating system support.
#ifndef FLEDGE_PROCESSOR_H
#define FLEDGE_PROCESSOR_H

#if defined(__x86_64__)
#include <cpuid.h>
#include <stdatomic.h>
#include <stdint.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

static int has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

static int has_avx512(void) {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

#if defined(__linux__) && !defined(FLEDGE_SOFTWARE_TILES)
enum { SUPPORTED_STATE = 0x1021, REQUEST_STATE = 0x1023, TILE_DATA = 18 };

static int find_amx(void) {
  enum { BF16 = 1 << 22, TILES = 1 << 24 };
  unsigned a, b, c, d;
  uint64_t state = 0;
  return has_avx512() && __builtin_cpu_supports("avx512bf16") && __get_cpuid_count(7, 0, &a, &b, &c, &d) &&
         (d & BF16) && (d & TILES) && syscall(SYS_arch_prctl, SUPPORTED_STATE, &state) == 0 && state >> TILE_DATA & 1;
}

// The tile registers are 8 kB of state per thread, which a process must request once for all its threads. Requested
// only when a product is about to use them: from then on, alternate signal stacks must have room for them.
static int find_permission(void) { return syscall(SYS_arch_prctl, REQUEST_STATE, TILE_DATA) == 0; }
#elif defined(FLEDGE_SOFTWARE_TILES)
static int find_amx(void) { return has_avx512(); }
static int find_permission(void) { return 1; }
#else
static int find_amx(void) { return 0; }
static int find_permission(void) { return 0; }
#endif

enum answer { UNKNOWN, NO, YES };

// Caches the result of `find`. Two threads may call it at the same time; they get the same result.
static int is_found(_Atomic int *answer, int (*find)(void)) {
  if (*answer == UNKNOWN) *answer = find() ? YES : NO;
  return *answer == YES;
}

static int has_amx(void) {
  static _Atomic int answer = UNKNOWN;
  return is_found(&answer, find_amx);
}

static int may_use_tiles(void) {
  static _Atomic int answer = UNKNOWN;
  return has_amx() && is_found(&answer, find_permission);
}
#endif
#endif
