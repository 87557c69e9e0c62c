#ifndef FLEDGE_WEB_H
#define FLEDGE_WEB_H

#include <stddef.h>

// A file of the live page that is part of the program.
struct fledge_asset {
  const char *name;
  const unsigned char *bytes;
  size_t count;
};

// The number of them, and each.
size_t fledge_asset_count(void);
struct fledge_asset fledge_asset_at(size_t index);

#endif
