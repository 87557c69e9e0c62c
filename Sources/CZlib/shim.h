#ifndef FLEDGE_CZLIB_SHIM_H
#define FLEDGE_CZLIB_SHIM_H

// With ZLIB_CONST the input pointer is read-only, so that Swift may pass bytes that it only borrows.
#ifndef ZLIB_CONST
#define ZLIB_CONST
#endif
#include <zlib.h>

#endif
