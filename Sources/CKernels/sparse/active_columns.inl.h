// Products of a batch in which some columns are 0 for every example (dead units). The factors are compacted to the
// active columns; results are scattered back.

// Rows first ..< first + rows of c: the active ones, which are at the beginning of `c`, move to their positions, and
// the others become 0.
INLINE void scatter_rows(const fledge_active *active, long first, long rows, float *c, long c_row, long width) {
  const int32_t *rank = active->rank + first;
  for (long i = rows - 1; i >= 0; i--) {
    const int is_active = rank[i + 1] > rank[i];
    const float *from = c + (rank[i] - rank[0]) * c_row;
    FOR_VECTORS(j, n, 0, width) store_first(c + i * c_row + j, is_active ? load_first(from + j, n) : splat(0), n);
  }
}

// The columns of c that the tile of active columns first ..< first + width writes. The ranges of all tiles cover c.
typedef struct { long begin, end; } column_range;

INLINE column_range column_range_of(const fledge_product *job, long first, long width) {
  const int32_t *index = job->active.index;
  return (column_range){first == 0 ? 0 : index[first - 1] + 1,
                        first + width == job->columns ? job->active.all : index[first + width - 1] + 1};
}

// Scatters a tile of active columns to `c`, which points to the first column of its range. The columns between are not
// written: ReLU's derivative, which is 0 there, overwrites them.
INLINE void scatter_columns(const fledge_product *job, long first, long rows, long width, const float *tile, float *c) {
  const long begin = column_range_of(job, first, width).begin;
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < width; j++)
      c[i * job->active.all + job->active.index[first + j] - begin] = tile[i * FLEDGE_PANEL_WIDTH + j];
}
