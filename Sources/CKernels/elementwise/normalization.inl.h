// Layer norm (statistics by row) and batch norm (statistics by column), forward and backward.
// Variances are computed in two passes and are biased (divided by the count).

static void layer_norm(const fledge_normalization *job, long begin, long end) {
  const long columns = job->columns;
  for (long r = begin; r < end; r++) {
    const float *x = job->input + r * columns;
    float mean = sum(x, columns) / (float)columns;
    vfloat squares = {0};
    FOR_VECTORS(i, n, 0, columns) {
      vfloat d = load_first(x + i, n) - mean;
      if (n < LANES)
        for (long j = n; j < LANES; j++) d[j] = 0;
      squares = fma16(d, d, squares);
    }
    float inverse = 1.0f / sqrtf(tree_sum(squares) / (float)columns + job->epsilon);
    job->mean[r] = mean;
    job->inverse_deviation[r] = inverse;
    FOR_VECTORS(i, n, 0, columns) {
      vfloat h = (load_first(x + i, n) - mean) * inverse;
      if (job->scale) h = h * load_first(job->scale + i, n);
      if (job->shift) h = h + load_first(job->shift + i, n);
      store_first(job->output + r * columns + i, h, n);
    }
  }
}

// With h the normalised row and g = dy scale: dx = (g - mean(g) - h mean(g h)) / deviation.
static void layer_norm_input_gradient(const fledge_normalization *job, long begin, long end) {
  const long columns = job->columns;
  for (long r = begin; r < end; r++) {
    const float *x = job->input + r * columns, *dy = job->output_gradient + r * columns;
    float mean = job->mean[r], inverse = job->inverse_deviation[r];
    vfloat plain = {0}, matched = {0};
    FOR_VECTORS(i, n, 0, columns) {
      vfloat g = load_first(dy + i, n), h = (load_first(x + i, n) - mean) * inverse;
      if (job->scale) g = g * load_first(job->scale + i, n);
      plain += g;
      matched = fma16(g, h, matched);
    }
    float mean_g = tree_sum(plain) / (float)columns, mean_gh = tree_sum(matched) / (float)columns;
    FOR_VECTORS(i, n, 0, columns) {
      vfloat g = load_first(dy + i, n), h = (load_first(x + i, n) - mean) * inverse;
      if (job->scale) g = g * load_first(job->scale + i, n);
      store_first(job->output + r * columns + i, flush_tiny(fma16(-h, splat(mean_gh), g - mean_g) * inverse), n);
    }
  }
}

// dscale += sum over rows of dy h, dshift += sum over rows of dy; columns begin ..< end.
static void layer_norm_parameter_gradient(const fledge_normalization *job, long begin, long end) {
  FOR_VECTORS(c, n, begin, end) {
    vfloat dscale = load_first(job->scale_gradient + c, n), dshift = load_first(job->shift_gradient + c, n);
    for (long r = 0; r < job->rows; r++) {
      vfloat g = load_first(job->output_gradient + r * job->columns + c, n);
      vfloat h = (load_first(job->input + r * job->columns + c, n) - job->mean[r]) * job->inverse_deviation[r];
      dscale = fma16(g, h, dscale);
      dshift += g;
    }
    store_first(job->scale_gradient + c, dscale, n);
    store_first(job->shift_gradient + c, dshift, n);
  }
}

// Mean, variance and 1 / sqrt(variance + epsilon) of columns begin ..< end.
static void column_statistics(const fledge_normalization *job, long begin, long end) {
  FOR_VECTORS(c, n, begin, end) {
    vfloat total = {0}, squares = {0};
    for (long r = 0; r < job->rows; r++) total += load_first(job->input + r * job->columns + c, n);
    vfloat mean = total / (float)job->rows;
    for (long r = 0; r < job->rows; r++) {
      vfloat d = load_first(job->input + r * job->columns + c, n) - mean;
      squares = fma16(d, d, squares);
    }
    vfloat variance = squares / (float)job->rows;
    store_first(job->mean + c, mean, n);
    if (job->variance) store_first(job->variance + c, variance, n);
    store_first(job->inverse_deviation + c, 1.0f / sqrt16(variance + job->epsilon), n);
  }
}

// y = (x - mean) / deviation * scale + shift, for rows begin ..< end.
static void batch_norm(const fledge_normalization *job, long begin, long end) {
  for (long r = begin; r < end; r++) {
    const long row = r * job->columns;
    FOR_VECTORS(c, n, 0, job->columns) {
      vfloat h = load_first(job->input + row + c, n) - load_first(job->mean + c, n);
      h = h * load_first(job->inverse_deviation + c, n);
      if (job->scale) h = h * load_first(job->scale + c, n);
      if (job->shift) h = h + load_first(job->shift + c, n);
      store_first(job->output + row + c, h, n);
    }
  }
}

// With h the normalised column: dscale += sum(dy h), dshift += sum(dy),
// dx = scale / deviation * (dy - mean(dy) - h mean(dy h)); columns begin ..< end.
static void batch_norm_gradient(const fledge_normalization *job, long begin, long end) {
  FOR_VECTORS(c, n, begin, end) {
    vfloat mean = load_first(job->mean + c, n), inverse = load_first(job->inverse_deviation + c, n);
    vfloat plain = {0}, matched = {0};
    for (long r = 0; r < job->rows; r++) {
      vfloat g = load_first(job->output_gradient + r * job->columns + c, n);
      vfloat h = (load_first(job->input + r * job->columns + c, n) - mean) * inverse;
      plain += g;
      matched = fma16(g, h, matched);
    }
    if (job->scale_gradient)
      store_first(job->scale_gradient + c, load_first(job->scale_gradient + c, n) + matched, n);
    if (job->shift_gradient)
      store_first(job->shift_gradient + c, load_first(job->shift_gradient + c, n) + plain, n);
    if (!job->output) continue;
    vfloat factor = job->scale ? inverse * load_first(job->scale + c, n) : inverse;
    vfloat mean_g = plain / (float)job->rows, mean_gh = matched / (float)job->rows;
    for (long r = 0; r < job->rows; r++) {
      vfloat g = load_first(job->output_gradient + r * job->columns + c, n);
      vfloat h = (load_first(job->input + r * job->columns + c, n) - mean) * inverse;
      store_first(job->output + r * job->columns + c, flush_tiny(factor * fma16(-h, mean_gh, g - mean_g)), n);
    }
  }
}
