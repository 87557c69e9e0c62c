// The proof of AMX tiles without an operating system, for an emulated processor: prints to the first serial port.
#include <stddef.h>
#include <stdint.h>

#include "TileProof.h"

// What the compiler and the kernels need of a C library; `volatile` keeps the loops from being compiled to calls of themselves.
void *memset(void *to, int value, size_t count) {
  for (size_t i = 0; i < count; i++) ((volatile uint8_t *)to)[i] = (uint8_t)value;
  return to;
}

void *memcpy(void *to, const void *from, size_t count) {
  for (size_t i = 0; i < count; i++) ((volatile uint8_t *)to)[i] = ((const uint8_t *)from)[i];
  return to;
}

enum { DATA = 0x3f8, LINE_CONTROL = 0x3fb, LINE_STATUS = 0x3fd };

static void write_port(uint16_t port, uint8_t value) { __asm__ volatile("outb %0, %1" : : "a"(value), "d"(port)); }

static uint8_t read_port(uint16_t port) {
  uint8_t value;
  __asm__ volatile("inb %1, %0" : "=a"(value) : "d"(port));
  return value;
}

static void print(const char *text) {
  for (; *text; text++) {
    while (!(read_port(LINE_STATUS) & 0x20)) {}
    write_port(DATA, (uint8_t)*text);
  }
}

static void print_number(long number) {
  if (number > 9) print_number(number / 10);
  print((char[]){(char)('0' + number % 10), 0});
}

static long report(const char *what, long wrong) {
  print(what);
  print(": ");
  print_number(tile_proof_products());
  print(" products, wrong: ");
  print_number(wrong);
  print("\n");
  return wrong;
}

void prove(void) {
  write_port(LINE_CONTROL, 3);  // eight bits, no parity
  long wrong = report("AMX and plain sums", tile_proof_wrong_products(TILE_PROOF_AMX));
  wrong += report("AVX512-BF16 and plain sums", tile_proof_wrong_products(TILE_PROOF_AVX512_BF16));
  wrong += report("AMX and its model, special numbers and updates", tile_proof_unlike_model());
  print(wrong ? "FAILED\n" : "the same bits\n");
}
