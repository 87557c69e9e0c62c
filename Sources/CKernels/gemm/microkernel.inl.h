// The micro-kernel: the loop over k of a dense tile. For one k, with all of `sum` in registers:
//
//     for (i = 0; i < rows; i++)
//       for (j = 0; j < 16 * vectors; j++) sum[i][j] = fma(a[i * a_row + k * a_k], b[k * b_k + j], sum[i][j]);
//
// With AVX-512 that is 12 x 2 multiply-adds. Instruction fetch limits it before the FMA ports do: one k takes 36
// instructions, of which 24 are multiply-adds. So addresses are computed rarely, and broadcasts are folded into
// multiply-adds.

// The tile's part of a at k, the stride between its rows, and the end of the range of k that is contiguous from there.
INLINE const float *a_at(const tile_job *job, long k, long *row, long *end) {
  if (!job->a_panel_rows) {
    *row = job->a_row;
    *end = job->k;
    return job->a + k * job->a_k;
  }
  const long first = k & -FLEDGE_PANEL_WIDTH, left = job->k - first;
  *row = left < FLEDGE_PANEL_WIDTH ? left : FLEDGE_PANEL_WIDTH;
  *end = first + *row;
  return job->a + first * job->a_panel_rows + job->a_first_row * *row + (k - first);
}

enum {
  ROWS_PER_POINTER = 3,  // one pointer addresses three rows, with the stride as scaled index register
  ROW_POINTERS = (TILE_ROWS + ROWS_PER_POINTER - 1) / ROWS_PER_POINTER,
  K_UNROLL = 8,          // pointers are advanced once per this number of k
  K_PER_LINE = 2,        // one cache line of the next panel is prefetched per this number of k
  K_AHEAD = 4            // prefetch distance for a where each k is in another cache line, often on another page
};

INLINE int pointers_of(const int rows) { return (rows + ROWS_PER_POINTER - 1) / ROWS_PER_POINTER; }

// One k: adds the outer product of a column of a and a row of b. Row i of a is pointer[i / 3] + i % 3 * a_row. With
// `from_memory`, the multiply-adds of every third row broadcast a from memory: one instruction less, one more load.
INLINE void rank1_update(const float *const pointer[], const long a_row, const long k, const float *b, vfloat *sum,
                         const int rows, const int vectors, const int from_memory) {
  vfloat columns[2];
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) columns[v] = load(b + v * LANES);
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    const float *left = pointer[i / ROWS_PER_POINTER] + i % ROWS_PER_POINTER * a_row + k;
    const vfloat value = splat(*left);
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      vfloat *to = &sum[i * vectors + v];
      *to = from_memory && i % ROWS_PER_POINTER == 0 ? fma_broadcast(left, columns[v], *to)
                                                     : fma16(value, columns[v], *to);
    }
  }
}

// Keeps the compiler from loading the next k's factors early, for which it would spill accumulators. In a panel, rows
// of b are at constant offsets from one pointer; otherwise the compiler would also compute all their addresses in
// advance.
#define K_BARRIER(b, in_panel) if (in_panel) __asm__ volatile("" : : : "memory"); else HIDE(b)

// `count` k with whole vectors of b, where a's k are contiguous (a is row-major). Prefetches the next panel of b.
INLINE const float *accumulate_rows(const float *a, long a_row, long count, const float *b, long b_k, vfloat *sum,
                                    const int rows, const int vectors, const int in_panel, const float *next_panel) {
  const float *pointer[ROW_POINTERS];
#pragma clang loop unroll(full)
  for (int i = 0; i < pointers_of(rows); i++) pointer[i] = a + i * ROWS_PER_POINTER * a_row;
  for (; count >= K_UNROLL; count -= K_UNROLL) {
#pragma clang loop unroll(full)
    for (int i = 0; i < pointers_of(rows); i++) HIDE(pointer[i]);
#pragma clang loop unroll(full)
    for (int k = 0; k < K_UNROLL; k++, b += b_k) {
      K_BARRIER(b, in_panel);
      if (k % K_PER_LINE == 0) __builtin_prefetch(next_panel + k / K_PER_LINE * LANES, 0, 2);
      rank1_update(pointer, a_row, k, b, sum, rows, vectors, 1);
    }
    HIDE(b);
    next_panel += K_UNROLL / K_PER_LINE * LANES;
#pragma clang loop unroll(full)
    for (int i = 0; i < pointers_of(rows); i++) pointer[i] += K_UNROLL;
  }
  for (; count > 0; count--, b += b_k) {
    rank1_update(pointer, a_row, 0, b, sum, rows, vectors, 1);
#pragma clang loop unroll(full)
    for (int i = 0; i < pointers_of(rows); i++) pointer[i]++;
  }
  return b;
}

// The same where a's rows are contiguous (a is column-major). Prefetches what the update will read and write, one cache
// line for each k: more at once would fill the core's line fill buffers and stall the loads of a and b.
INLINE const float *accumulate_columns(const float *a, long a_k, long count, const float *b, long b_k, vfloat *sum,
                                       const int rows, const int vectors, const float *const update_lines[]) {
#pragma clang loop unroll(disable)
  for (long array = 0, k = 0; array < UPDATE_ARRAYS; array++) {
    const float *line = update_lines[array];
    for (const long end = (array + 1) * count / UPDATE_ARRAYS; k < end; k++, a += a_k, b += b_k, line += LANES) {
      const float *pointer[ROW_POINTERS];
      __builtin_prefetch(a + K_AHEAD * a_k + rows - 1, 0, 3);
      __builtin_prefetch(line, 1, 2);
#pragma clang loop unroll(full)
      for (int i = 0; i < pointers_of(rows); i++) pointer[i] = a + i * ROWS_PER_POINTER;
      rank1_update(pointer, 1, 0, b, sum, rows, vectors, 0);
    }
  }
  return b;
}

INLINE const float *accumulate(const tile_job *job, const float *a, long a_row, long count, const float *b, long b_k,
                               vfloat *sum, const int rows, const int vectors, const int in_panel) {
  return a_row == 1 ? accumulate_columns(a, job->a_k, count, b, b_k, sum, rows, vectors, job->update_lines)
                    : accumulate_rows(a, a_row, count, b, b_k, sum, rows, vectors, in_panel, job->next_panel);
}
