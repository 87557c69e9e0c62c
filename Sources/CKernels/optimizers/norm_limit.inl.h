// Max-norm constraints on the rows or columns of a weight matrix.

// Scales columns begin ..< end (begin a multiple of 32) to a Euclidean norm of at most `maximum`.
static void limit_columns(float *w, int panels, float maximum, long rows, long columns, long begin, long end) {
  for (long c = begin; c < end; c += LANES) {
    long panel = c / FLEDGE_PANEL_WIDTH * FLEDGE_PANEL_WIDTH;
    long across = columns - panel < FLEDGE_PANEL_WIDTH ? columns - panel : FLEDGE_PANEL_WIDTH;
    long stride = panels ? across : columns, n = end - c;
    float *at = w + (panels ? panel * rows + (c - panel) : c);
    vfloat squares = {0};
    for (long r = 0; r < rows; r++) {
      vfloat v = load_first(at + r * stride, n);
      squares = fma16(v, v, squares);
    }
    vfloat length = sqrt16(squares);
    vfloat factor = select16(length > maximum, maximum / length, splat(1));
    for (long r = 0; r < rows; r++) store_first(at + r * stride, load_first(at + r * stride, n) * factor, n);
  }
}

// The same for rows begin ..< end.
static void limit_rows(float *w, int panels, float maximum, long rows, long columns, long begin, long end) {
  for (long r = begin; r < end; r++) {
    float factor = 1;
    for (int pass = 0; pass < 2; pass++) {
      vfloat squares = {0};
      for (long panel = 0; panel < columns; panel += FLEDGE_PANEL_WIDTH) {
        long across = columns - panel < FLEDGE_PANEL_WIDTH ? columns - panel : FLEDGE_PANEL_WIDTH;
        float *at = w + (panels ? panel * rows + r * across : r * columns + panel);
        FOR_VECTORS(c, n, 0, across) {
          vfloat v = load_first(at + c, n);
          if (pass == 0) squares = fma16(v, v, squares);
          else store_first(at + c, v * factor, n);
        }
      }
      if (pass == 1) break;
      float length = sqrtf(tree_sum(squares));
      if (!(length > maximum)) break;
      factor = maximum / length;
    }
  }
}
