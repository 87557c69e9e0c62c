// Where a product's tiles lie, and what is done to each while it is in the nearest cache. Every element sees the same
// operations in the same order as in passes of their own, so the bits are the same.

// y = f(z) on a tile of rows; f as `activation` has it.
INLINE void activate_tile(const fledge_epilogue *epilogue, float *c, long c_row, long rows, long width) {
  if (epilogue->activation == FLEDGE_RELU) {
    for (long i = 0; i < rows; i++)
      FOR_VECTORS(j, n, 0, width) {
        vfloat v = load_first(c + i * c_row + j, n);
        store_first(c + i * c_row + j, choose(v <= 0.0f, splat(0), v), n);
      }
    return;
  }
  for (long i = 0; i < rows; i++)
    activation(epilogue->activation, epilogue->parameter, c + i * c_row, c + i * c_row, 0, width);
}

// dz = dy factor f'(z) on a tile of rows, with f' taken from the output y = f(z), which lies as c does. Where dropout
// followed the activation, `factor` is its scale and y its output: what was dropped is 0 and has the derivative 0.
INLINE void gate_tile(const fledge_epilogue *epilogue, const float *y, float *c, long c_row, long rows, long width) {
  if (epilogue->derivative == FLEDGE_RELU) {
    for (long i = 0; i < rows; i++)
      FOR_VECTORS(j, n, 0, width) {
        vfloat v = load_first(c + i * c_row + j, n) * epilogue->derivative_factor;
        store_first(c + i * c_row + j, choose(load_first(y + i * c_row + j, n) > 0.0f, v, splat(0)), n);
      }
    return;
  }
  for (long i = 0; i < rows; i++) {
    float *at = c + i * c_row;
    activation_gradient(epilogue->derivative, epilogue->derivative_parameter, y + i * c_row, y + i * c_row, at, at, 0, width);
  }
}

// An optimizer's step over elements begin ..< end of its flat buffer, whose gradient lies at `gradient`.
INLINE void update_range(const fledge_optimizer_step *step, const float *gradient, long begin, long end) {
  const fledge_optimizer_step part = step_from(step, gradient, begin);
  optimize(&part, 0, end - begin);
}

// The gradient of a bias: the sums of b's columns, which belong to whoever has the first tile of their panel.
INLINE void finish_bias(const fledge_product *job, const fledge_epilogue *epilogue, long column, long width) {
  if (!epilogue->bias_gradient) return;
  column_sums(job->b, epilogue->bias_gradient, 0, job->k, job->columns, column, column + width);
  if (epilogue->bias_update)
    update_range(epilogue->bias_update, epilogue->bias_gradient + column, epilogue->bias_offset + column,
                 epilogue->bias_offset + column + width);
}

// The rows and columns of a tile or of several, and how it lies in c: its first element, its lines, their length and distance.
typedef struct { long row, rows, column, width, place, c_lines, c_width, c_row; } tile_place;

INLINE tile_place place_at(const fledge_product *job, long row, long column, long rows) {
  tile_place p = {.row = row, .column = column};
  p.width = job->columns - p.column < FLEDGE_PANEL_WIDTH ? job->columns - p.column : FLEDGE_PANEL_WIDTH;
  p.rows = job->rows - p.row < rows ? job->rows - p.row : rows;
  if (job->active.dimension == FLEDGE_COLUMNS) {
    const column_range range = columns_of(job, p.column, p.width);
    p.c_lines = p.rows;
    p.c_width = range.end - range.begin;
    p.c_row = job->active.all;
    p.place = p.row * p.c_row + range.begin;
    return p;
  }
  // With c transposed, columns of the product are lines in memory.
  p.c_lines = job->c_transposed ? p.width : p.rows;
  p.c_width = job->c_transposed ? p.rows : p.width;
  p.c_row = job->c_transposed ? job->rows : job->c_panels ? p.width : job->columns;
  p.place = job->c_transposed ? p.column * p.c_row + p.row
                              : (job->c_panels ? p.column * job->rows : p.column) + p.row * p.c_row;
  return p;
}

INLINE long row_tiles_of(const fledge_product *job) { return (job->rows + TILE_ROWS - 1) / TILE_ROWS; }

// The place of `tiles` tiles from `tile` on, or of fewer where their panel ends.
INLINE tile_place place_of(const fledge_product *job, long tile, long tiles) {
  const long row_tiles = row_tiles_of(job);
  return place_at(job, tile % row_tiles * TILE_ROWS, tile / row_tiles * FLEDGE_PANEL_WIDTH, tiles * TILE_ROWS);
}

INLINE tile_place place_after(const fledge_product *job, tile_place p) {
  const int is_last = p.row + p.rows >= job->rows;
  return place_at(job, is_last ? 0 : p.row + p.rows, is_last ? p.column + FLEDGE_PANEL_WIDTH : p.column, TILE_ROWS);
}

// From so many weights on, a layer and its moments lie beyond a core's own cache, and what an update will touch is asked
// for while sums are computed. In products without zeros that costs what it gives.
enum { FAR_WEIGHTS = 1 << 17 };

INLINE int is_far_update(const fledge_product *job, const fledge_epilogue *epilogue) {
  return epilogue && epilogue->update && job->rows * job->columns >= FAR_WEIGHTS;
}

// Where a tile is written: to c, or to `gradient`, from where it updates weights.
INLINE float *target_of(const fledge_product *job, const fledge_epilogue *epilogue, tile_place p, float *gradient) {
  return epilogue && epilogue->update ? gradient : job->c + p.place;
}

INLINE void finish_tile(const fledge_product *job, const fledge_epilogue *epilogue, tile_place p, float *c) {
  if (epilogue->activation >= 0) activate_tile(epilogue, c, p.c_row, p.c_lines, p.c_width);
  if (epilogue->derivative >= 0) gate_tile(epilogue, epilogue->derivative_output + p.place, c, p.c_row, p.c_lines, p.c_width);
  const long begin = epilogue->update_offset + p.place;
  if (epilogue->update) update_range(epilogue->update, c, begin, begin + p.rows * p.width);
  if (p.row == 0) finish_bias(job, epilogue, p.column, p.width);
}

// Writes zeros where ReLU is closed for a whole tile, as it is for units that are dead; whether it did.
INLINE int close_tile(const fledge_product *job, const fledge_epilogue *epilogue, tile_place p) {
  if (!epilogue || epilogue->derivative != FLEDGE_RELU) return 0;
  const float *y = epilogue->derivative_output + p.place;
  vint open = {0};
  for (long i = 0; i < p.c_lines; i++)
    FOR_VECTORS(j, n, 0, p.c_width) open |= load_first(y + i * p.c_row + j, n) > 0.0f;
  if (lane_bits(open)) return 0;
  for (long i = 0; i < p.c_lines; i++)
    FOR_VECTORS(j, n, 0, p.c_width) store_first(job->c + p.place + i * p.c_row + j, splat(0), n);
  return 1;
}
