// Aligned memory, and scratch memory that a thread reuses between calls.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "../kernel_tables.h"

void *fledge_aligned_zeroed(long bytes) {
  void *memory = NULL;
  size_t size = bytes > 0 ? ((size_t)bytes + 63) / 64 * 64 : 64;
  if (posix_memalign(&memory, 64, size) != 0) {
    fprintf(stderr, "fledge: expected %zu bytes of memory, found none; use a smaller batch or network\n", size);
    abort();
  }
  memset(memory, 0, size);
  return memory;
}

void fledge_aligned_free(void *memory) { free(memory); }

typedef struct { long bytes; void *memory; } thread_scratch;

static _Thread_local thread_scratch scratch;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_key(void) { pthread_key_create(&key, free); }

void *fledge_scratch(long bytes) {
  if (bytes > scratch.bytes) {
    pthread_once(&once, make_key);
    free(scratch.memory);
    scratch.memory = fledge_aligned_zeroed(bytes);
    scratch.bytes = bytes;
    pthread_setspecific(key, scratch.memory);
  }
  return scratch.memory;
}
