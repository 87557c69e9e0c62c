// The arrays that kernels read and write, filled from the generator.
#ifndef ARRAYS_H
#define ARRAYS_H

#include "hashes.h"

static float a[4096], b[4096], c[4096], d[4096], e[4096];

static inline void fill_all(float scale) {
  fill(a, 4096, scale);
  fill(b, 4096, scale);
  fill(c, 4096, 1);
  memset(d, 0, sizeof d);
  memset(e, 0, sizeof e);
}

#endif
