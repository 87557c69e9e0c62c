// The functions that clang and swiftc call by themselves, and memory: WebAssembly has no C library.
#include <stddef.h>
#include <stdint.h>

#include "runtime.h"

// As instructions of the bulk-memory feature.
void *memcpy(void *to, const void *from, size_t count) { return __builtin_memcpy(to, from, count); }
void *memmove(void *to, const void *from, size_t count) { return __builtin_memmove(to, from, count); }
void *memset(void *to, int value, size_t count) { return __builtin_memset(to, value, count); }

enum { PAGE = 65536, ALIGNMENT = 64 };

extern unsigned char __heap_base;
static uintptr_t top;

// Memory is a stack: `fledge_allocate` grows it, and `fledge_release` cuts it back to an earlier `fledge_mark`.
__attribute__((export_name("mark"))) uint32_t fledge_mark(void) {
  if (!top) top = (uintptr_t)&__heap_base;
  return (uint32_t)top;
}

__attribute__((export_name("release"))) void fledge_release(uint32_t mark) { top = mark; }

// Zeroed, aligned to 64 bytes; 0 where the browser gives no more memory.
__attribute__((export_name("allocate"))) uint32_t fledge_allocate(uint32_t bytes) {
  const uintptr_t start = ((uintptr_t)fledge_mark() + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1);
  const uint64_t end = (uint64_t)start + bytes, size = (uint64_t)__builtin_wasm_memory_size(0) * PAGE;
  if (end > size) {
    const uint64_t pages = (end - size + PAGE - 1) / PAGE;
    if (pages > 65536 || __builtin_wasm_memory_grow(0, pages) == (size_t)-1) return 0;
  }
  top = (uintptr_t)end;
  memset((void *)start, 0, bytes);
  return (uint32_t)start;
}

// What Swift allocates lies on the same stack and is freed with it: functions that make arrays release them by a mark.
int posix_memalign(void **memory, size_t alignment, size_t bytes);
int posix_memalign(void **memory, size_t alignment, size_t bytes) {
  (void)alignment;  // at most 64
  *memory = (void *)(uintptr_t)fledge_allocate(bytes);
  return *memory ? 0 : 12;
}

void free(void *memory);
void free(void *memory) { (void)memory; }

// To the nearest whole number, halves away from zero.
float roundf(float x);
float roundf(float x) {
  const float whole = __builtin_truncf(x);
  return __builtin_fabsf(x - whole) >= 0.5f ? whole + __builtin_copysignf(1, x) : whole;
}
