// One instance of a tile's code for each number of rows.
#ifndef FLEDGE_TILE_ROWS_H
#define FLEDGE_TILE_ROWS_H

_Static_assert(TILE_ROWS <= 12, "FOR_TILE_ROWS has a case for each number of rows");

#define TILE_ROWS_CASE(count, n, ...) \
  case count: \
    if (count <= TILE_ROWS) { \
      enum { n = count <= TILE_ROWS ? count : 1 }; \
      __VA_ARGS__; \
    } \
    break;

// Executes a statement with the constant `n` equal to `rows`, at most TILE_ROWS. The compiler unrolls the loops over n
// rows, which keeps the accumulators in registers, and the last tile of a matrix costs no more than the rows it has.
#define FOR_TILE_ROWS(n, rows, ...) \
  switch (rows) { \
    TILE_ROWS_CASE(1, n, __VA_ARGS__) \
    TILE_ROWS_CASE(2, n, __VA_ARGS__) \
    TILE_ROWS_CASE(3, n, __VA_ARGS__) \
    TILE_ROWS_CASE(4, n, __VA_ARGS__) \
    TILE_ROWS_CASE(5, n, __VA_ARGS__) \
    TILE_ROWS_CASE(6, n, __VA_ARGS__) \
    TILE_ROWS_CASE(7, n, __VA_ARGS__) \
    TILE_ROWS_CASE(8, n, __VA_ARGS__) \
    TILE_ROWS_CASE(9, n, __VA_ARGS__) \
    TILE_ROWS_CASE(10, n, __VA_ARGS__) \
    TILE_ROWS_CASE(11, n, __VA_ARGS__) \
    TILE_ROWS_CASE(12, n, __VA_ARGS__) \
  }

#endif
