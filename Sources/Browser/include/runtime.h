// Memory of the WebAssembly module, as a stack.
#ifndef FLEDGE_BROWSER_RUNTIME_H
#define FLEDGE_BROWSER_RUNTIME_H

#include <stdint.h>

#include "string.h"

uint32_t fledge_mark(void);
void fledge_release(uint32_t mark);
uint32_t fledge_allocate(uint32_t bytes);

#endif
