#ifndef FLEDGE_FUZZER_H
#define FLEDGE_FUZZER_H

#include <stddef.h>
#include <stdint.h>

/// From here to `fledge_fuzz_end`, memory on the heap is counted as one input's.
void fledge_fuzz_begin(void);

/// Ends the program where the input made its reader hold more memory than twice its size and 64 MB.
void fledge_fuzz_end(size_t count);

/// A folder in memory, made for this process and removed at its end: for readers that want a path.
const char *fledge_fuzz_folder(void);

/// Writes a file whole; returns 0, or -1 where that is impossible.
int fledge_fuzz_write(const char *path, const uint8_t *start, size_t count);

#endif
