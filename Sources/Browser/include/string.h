// What the kernels take from <string.h>: WebAssembly has no C library.
#ifndef FLEDGE_BROWSER_STRING_H
#define FLEDGE_BROWSER_STRING_H

#include <stddef.h>

void *memcpy(void *, const void *, size_t);
void *memmove(void *, const void *, size_t);
void *memset(void *, int, size_t);

#endif
