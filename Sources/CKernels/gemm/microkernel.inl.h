// The steps of a dense tile. What bounds them is how many instructions a core takes in, before how many it multiplies: a
// step of 12 rows by two vectors takes 36, of which 24 multiply.

// The left factor at step s, from one row of the tile to the next, and how far its steps go on in a line.
INLINE const float *left_at(const tile_job *job, long s, long *row, long *end) {
  if (!job->a_panel_rows) {
    *row = job->a_row;
    *end = job->k;
    return job->a + s * job->a_step;
  }
  const long first = s & -FLEDGE_PANEL_WIDTH, left = job->k - first;
  *row = left < FLEDGE_PANEL_WIDTH ? left : FLEDGE_PANEL_WIDTH;
  *end = first + *row;
  return job->a + first * job->a_panel_rows + job->a_first_row * *row + (s - first);
}

enum {
  ROWS_OF_POINTER = 3,  // one pointer leads to three rows: itself, and the next two by a register that addresses can add
  ROW_POINTERS = (TILE_ROWS + ROWS_OF_POINTER - 1) / ROWS_OF_POINTER,
  STEPS_AT_ONCE = 8,    // pointers move on once in so many steps
  STEPS_OF_LINE = 2,    // a line of what later tiles will read is asked for once in so many
  STEPS_AHEAD = 4       // so far ahead a is asked for where each step's factors lie in another line, often on another page
};

INLINE int pointers_of(const int rows) { return (rows + ROWS_OF_POINTER - 1) / ROWS_OF_POINTER; }

// Step k, whose factors of a tile's rows lie `a_row` apart from pointer[0][k], pointer[1][k] on. With `again` the
// multiplications of each pointer's own row read their factor themselves, an instruction less for a reading more.
INLINE void add_step(const float *const pointer[], const long a_row, const long k, const float *b, vfloat *sum,
                     const int rows, const int vectors, const int again) {
  vfloat columns[2];
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) columns[v] = load(b + v * LANES);
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    const float *left = pointer[i / ROWS_OF_POINTER] + i % ROWS_OF_POINTER * a_row + k;
    const vfloat value = splat(*left);
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      vfloat *to = &sum[i * vectors + v];
      *to = again && i % ROWS_OF_POINTER == 0 ? fma_spread(left, columns[v], *to) : fma16(value, columns[v], *to);
    }
  }
}

// Between two steps: the compiler shall not read the next one's factors earlier, for which it would put sums aside. In a
// panel the steps lie at fixed distances from one pointer; else the compiler shall not compute their places in advance.
#define NEXT_STEP(b, in_panel) if (in_panel) __asm__ volatile("" : : : "memory"); else HIDE(b)

// `count` steps of b's whole vectors.
INLINE const float *add_steps_of_rows(const float *a, long a_row, long count, const float *b, long b_step, vfloat *sum,
                                      const int rows, const int vectors, const int in_panel, const float *ahead) {
  const float *pointer[ROW_POINTERS];
#pragma clang loop unroll(full)
  for (int i = 0; i < pointers_of(rows); i++) pointer[i] = a + i * ROWS_OF_POINTER * a_row;
  for (; count >= STEPS_AT_ONCE; count -= STEPS_AT_ONCE) {
#pragma clang loop unroll(full)
    for (int i = 0; i < pointers_of(rows); i++) HIDE(pointer[i]);
#pragma clang loop unroll(full)
    for (int k = 0; k < STEPS_AT_ONCE; k++, b += b_step) {
      NEXT_STEP(b, in_panel);
      if (k % STEPS_OF_LINE == 0) __builtin_prefetch(ahead + k / STEPS_OF_LINE * LANES, 0, 2);
      add_step(pointer, a_row, k, b, sum, rows, vectors, 1);
    }
    HIDE(b);
    ahead += STEPS_AT_ONCE / STEPS_OF_LINE * LANES;
#pragma clang loop unroll(full)
    for (int i = 0; i < pointers_of(rows); i++) pointer[i] += STEPS_AT_ONCE;
  }
  for (; count > 0; count--, b += b_step) {
    add_step(pointer, a_row, 0, b, sum, rows, vectors, 1);
#pragma clang loop unroll(full)
    for (int i = 0; i < pointers_of(rows); i++) pointer[i]++;
  }
  return b;
}

// The same where a step's factors lie side by side. A step asks for one line of what an update will touch: a core waits for
// few lines at a time, and more at once would hold up the sums.
INLINE const float *add_steps_of_columns(const float *a, long a_step, long count, const float *b, long b_step,
                                         vfloat *sum, const int rows, const int vectors, const float *const touched[]) {
#pragma clang loop unroll(disable)
  for (long array = 0, s = 0; array < TOUCHED_ARRAYS; array++) {
    const float *line = touched[array];
    for (const long end = (array + 1) * count / TOUCHED_ARRAYS; s < end; s++, a += a_step, b += b_step, line += LANES) {
      const float *pointer[ROW_POINTERS];
      __builtin_prefetch(a + STEPS_AHEAD * a_step + rows - 1, 0, 3);
      __builtin_prefetch(line, 1, 2);
#pragma clang loop unroll(full)
      for (int i = 0; i < pointers_of(rows); i++) pointer[i] = a + i * ROWS_OF_POINTER;
      add_step(pointer, 1, 0, b, sum, rows, vectors, 0);
    }
  }
  return b;
}

INLINE const float *add_steps(const tile_job *job, const float *a, long a_row, long count, const float *b, long b_step,
                              vfloat *sum, const int rows, const int vectors, const int in_panel) {
  return a_row == 1 ? add_steps_of_columns(a, job->a_step, count, b, b_step, sum, rows, vectors, job->touched)
                    : add_steps_of_rows(a, a_row, count, b, b_step, sum, rows, vectors, in_panel, job->ahead);
}
