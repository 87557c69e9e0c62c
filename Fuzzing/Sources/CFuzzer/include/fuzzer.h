#ifndef FLEDGE_FUZZER_H
#define FLEDGE_FUZZER_H

#include <stddef.h>
#include <stdint.h>

/// Feeds `one` with libFuzzer's inputs, as the command's arguments say, and returns the exit status.
int fledge_fuzz(int argc, char **argv, int (*one)(const uint8_t *start, size_t count));

#endif
