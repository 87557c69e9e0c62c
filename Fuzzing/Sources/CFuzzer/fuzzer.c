#include "fuzzer.h"

// libFuzzer's entry for programs that bring their own main; no header declares it.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*one)(const uint8_t *start, size_t count));

int fledge_fuzz(int argc, char **argv, int (*one)(const uint8_t *start, size_t count)) {
  return LLVMFuzzerRunDriver(&argc, &argv, one);
}
