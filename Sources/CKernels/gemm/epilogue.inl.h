// The position of a product's tiles in memory, and the epilogue: what is done to each tile while it is in the L1 cache.
// Every element goes through the same operations in the same order as in separate kernels, so the bits are the same.

// y = f(z).
INLINE void apply_activation(const fledge_epilogue *epilogue, float *c, long c_row, long rows, long width) {
  if (epilogue->activation == FLEDGE_RELU) {
    for (long i = 0; i < rows; i++)
      FOR_VECTORS(j, n, 0, width) {
        vfloat v = load_first(c + i * c_row + j, n);
        store_first(c + i * c_row + j, select16(v <= 0.0f, splat(0), v), n);
      }
    return;
  }
  for (long i = 0; i < rows; i++)
    activation(epilogue->activation, epilogue->parameter, c + i * c_row, c + i * c_row, 0, width);
}

// dz = dy factor f'(z), with f' computed from the output y = f(z), which is laid out as c. With dropout after the
// activation, `factor` is its scale and y its output: a dropped element is 0 and has the derivative 0.
INLINE void apply_derivative(const fledge_epilogue *epilogue, const float *y, float *c, long c_row, long rows,
                             long width) {
  if (epilogue->derivative == FLEDGE_RELU) {
    for (long i = 0; i < rows; i++)
      FOR_VECTORS(j, n, 0, width) {
        vfloat v = load_first(c + i * c_row + j, n) * epilogue->derivative_factor;
        store_first(c + i * c_row + j, select16(load_first(y + i * c_row + j, n) > 0.0f, v, splat(0)), n);
      }
    return;
  }
  for (long i = 0; i < rows; i++) {
    float *at = c + i * c_row;
    activation_gradient(epilogue->derivative, epilogue->derivative_parameter, y + i * c_row, y + i * c_row, at, at, 0,
                        width);
  }
}

// Updates elements begin ..< end of the optimizer's flat buffers, with their gradient at `gradient`.
INLINE void update_range(const fledge_optimizer_step *step, const float *gradient, long begin, long end) {
  const fledge_optimizer_step part = step_from(step, gradient, begin);
  optimize(&part, 0, end - begin);
}

// The gradient of the bias is the column sums of b. The thread that computes a panel's first tile computes its sums.
INLINE void sum_bias_gradient(const fledge_product *job, const fledge_epilogue *epilogue, long column, long width) {
  if (!epilogue->bias_gradient) return;
  column_sums(job->b, epilogue->bias_gradient, 0, job->k, job->columns, column, column + width);
  if (epilogue->bias_update)
    update_range(epilogue->bias_update, epilogue->bias_gradient + column, epilogue->bias_offset + column,
                 epilogue->bias_offset + column + width);
}

// The rows and columns of one tile or of several in a column of tiles, and their layout in c: offset of the first
// element, number of lines, line length, and stride between lines.
typedef struct { long row, rows, column, width, offset, c_lines, c_width, c_row; } tile_region;

INLINE tile_region region_at(const fledge_product *job, long row, long column, long rows) {
  tile_region p = {.row = row, .column = column};
  p.width = job->columns - p.column < FLEDGE_PANEL_WIDTH ? job->columns - p.column : FLEDGE_PANEL_WIDTH;
  p.rows = job->rows - p.row < rows ? job->rows - p.row : rows;
  if (job->active.dimension == FLEDGE_COLUMNS) {
    const column_range range = column_range_of(job, p.column, p.width);
    p.c_lines = p.rows;
    p.c_width = range.end - range.begin;
    p.c_row = job->active.all;
    p.offset = p.row * p.c_row + range.begin;
    return p;
  }
  // Where c is transposed, a line in memory is a column of the product.
  p.c_lines = job->c_transposed ? p.width : p.rows;
  p.c_width = job->c_transposed ? p.rows : p.width;
  p.c_row = job->c_transposed ? job->rows : job->c_panels ? p.width : job->columns;
  p.offset = job->c_transposed ? p.column * p.c_row + p.row
                              : (job->c_panels ? p.column * job->rows : p.column) + p.row * p.c_row;
  return p;
}

INLINE long row_tiles_of(const fledge_product *job) { return (job->rows + TILE_ROWS - 1) / TILE_ROWS; }

// The region of tiles tile ..< tile + tiles, cut at the end of their panel.
INLINE tile_region region_of(const fledge_product *job, long tile, long tiles) {
  const long row_tiles = row_tiles_of(job);
  return region_at(job, tile % row_tiles * TILE_ROWS, tile / row_tiles * FLEDGE_PANEL_WIDTH, tiles * TILE_ROWS);
}

INLINE tile_region region_after(const fledge_product *job, tile_region p) {
  const int is_last = p.row + p.rows >= job->rows;
  return region_at(job, is_last ? 0 : p.row + p.rows, is_last ? p.column + FLEDGE_PANEL_WIDTH : p.column, TILE_ROWS);
}

// Where a tile is written: to c, or to the buffer `gradient` if it will update weights.
INLINE float *target_of(const fledge_product *job, const fledge_epilogue *epilogue, tile_region p, float *gradient) {
  return epilogue && epilogue->update ? gradient : job->c + p.offset;
}

INLINE void apply_epilogue(const fledge_product *job, const fledge_epilogue *epilogue, tile_region p, float *c) {
  if (!epilogue) return;
  if (epilogue->activation >= 0) apply_activation(epilogue, c, p.c_row, p.c_lines, p.c_width);
  if (epilogue->derivative >= 0)
    apply_derivative(epilogue, epilogue->derivative_output + p.offset, c, p.c_row, p.c_lines, p.c_width);
  const long begin = epilogue->update_offset + p.offset;
  if (epilogue->update) update_range(epilogue->update, c, begin, begin + p.rows * p.width);
  if (p.row == 0) sum_bias_gradient(job, epilogue, p.column, p.width);
}

// If ReLU's derivative is 0 in a whole tile, as it is where all units are dead, writes zeros and returns 1: the tile's
// sums need not be computed.
INLINE int skip_dead_tile(const fledge_product *job, const fledge_epilogue *epilogue, tile_region p) {
  if (!epilogue || epilogue->derivative != FLEDGE_RELU) return 0;
  const float *y = epilogue->derivative_output + p.offset;
  vint alive = {0};
  for (long i = 0; i < p.c_lines; i++)
    FOR_VECTORS(j, n, 0, p.c_width) alive |= load_first(y + i * p.c_row + j, n) > 0.0f;
  if (lane_bits(alive)) return 0;
  for (long i = 0; i < p.c_lines; i++)
    FOR_VECTORS(j, n, 0, p.c_width) store_first(job->c + p.offset + i * p.c_row + j, splat(0), n);
  return 1;
}
