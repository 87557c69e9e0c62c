// Products of a batch in which some units are 0 for every example: those units' steps, rows or columns are left out.

// Rows first ..< first + rows of c, of which the active ones lie at the beginning of `c`, go to their places.
INLINE void spread_rows(const fledge_active *active, long first, long rows, float *c, long c_row, long width) {
  const int32_t *rank = active->rank + first;
  for (long i = rows - 1; i >= 0; i--) {
    const int is_active = rank[i + 1] > rank[i];
    const float *from = c + (rank[i] - rank[0]) * c_row;
    FOR_VECTORS(j, n, 0, width) store_first(c + i * c_row + j, is_active ? load_first(from + j, n) : splat(0), n);
  }
}

// The columns of c that active columns first ..< first + width are responsible for: all of them are somebody's.
typedef struct { long begin, end; } column_range;

INLINE column_range columns_of(const fledge_product *job, long first, long width) {
  const int32_t *index = job->active.index;
  return (column_range){first == 0 ? 0 : index[first - 1] + 1,
                        first + width == job->columns ? job->active.all : index[first + width - 1] + 1};
}

// A tile of active columns goes to its places in `c`, which begins with the columns in its range. What lies between is
// left to the derivative, which is closed there.
INLINE void spread_columns(const fledge_product *job, long first, long rows, long width, const float *tile, float *c) {
  const long begin = columns_of(job, first, width).begin;
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < width; j++)
      c[i * job->active.all + job->active.index[first + j] - begin] = tile[i * FLEDGE_PANEL_WIDTH + j];
}
