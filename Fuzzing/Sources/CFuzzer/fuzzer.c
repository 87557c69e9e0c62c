#define _GNU_SOURCE
#include "fuzzer.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

// AddressSanitizer's hooks; no header declares them here.
int __sanitizer_install_malloc_and_free_hooks(void (*allocated)(const volatile void *, size_t),
                                              void (*freed)(const volatile void *));
size_t __sanitizer_get_allocated_size(const volatile void *);

// Memory on the heap since the present input began.
static atomic_long live, peak;

static void note_allocation(const volatile void *place, size_t count) {
  (void)place;
  long now = atomic_fetch_add(&live, (long)count) + (long)count;
  if (now > atomic_load(&peak)) atomic_store(&peak, now);
}

static void note_release(const volatile void *place) {
  if (place) atomic_fetch_sub(&live, (long)__sanitizer_get_allocated_size(place));
}

// libFuzzer calls this once before the first input.
int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  if (__sanitizer_install_malloc_and_free_hooks(note_allocation, note_release)) return 0;
  fprintf(stderr, "memory cannot be watched: build with --sanitize address\n");
  exit(1);
}

void fledge_fuzz_begin(void) {
  atomic_store(&live, 0);
  atomic_store(&peak, 0);
}

void fledge_fuzz_end(size_t count) {
  if (atomic_load(&peak) <= 2 * (long)count + (64l << 20)) return;
  fprintf(stderr, "memory: %ld bytes were held for an input of %zu\n", atomic_load(&peak), count);
  abort();
}

static char folder[64];

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place) {
  (void)status, (void)kind, (void)place;
  return remove(path);
}

static void remove_folder(void) { nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS); }

const char *fledge_fuzz_folder(void) {
  if (folder[0]) return folder;
  snprintf(folder, sizeof folder, "%s/fledge-fuzz-XXXXXX", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
  if (!mkdtemp(folder)) abort();
  atexit(remove_folder);
  return folder;
}

int fledge_fuzz_write(const char *path, const uint8_t *start, size_t count) {
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0) return -1;
  ssize_t written = count ? write(file, start, count) : 0;
  return close(file) || written != (ssize_t)count ? -1 : 0;
}
