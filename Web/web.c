// The files of the live page, embedded by the preprocessor. To add one, write its bytes and a line of the table.
#include "web.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char index_html[] = {
#embed "assets/index.html"
};

static const struct fledge_asset assets[] = {
    {"index.html", index_html, sizeof index_html},
};
size_t fledge_asset_count(void) { return sizeof assets / sizeof *assets; }
struct fledge_asset fledge_asset_at(size_t index) { return assets[index]; }
