#ifndef FLEDGE_CMARK_GFM_SHIM_H
#define FLEDGE_CMARK_GFM_SHIM_H

#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
// Headers of this library guard these declarations in a way that Swift's importer does not follow.
#include <cmark-gfm-extension_api.h>

#endif
