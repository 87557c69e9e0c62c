// The kernels of nearest neighbours, t-SNE and the eigenproblem.
#include <math.h>

#include "hashes.h"

static void hash_neighbors(const fledge_kernels *k, const fledge_analysis_kernels *t) {
  enum { COUNT = 500, NEIGHBORS = 7 };
  static int32_t indices[COUNT * NEIGHBORS];
  static float distances[COUNT * NEIGHBORS];
  for (long dimensions = 3; dimensions < 60; dimensions += 26) {
    long panels = (COUNT + 31) / 32;
    float *points = floats(COUNT * dimensions), *packed = floats(panels * 32 * dimensions);
    float *norms = floats(panels * 32), *center = floats(dimensions);
    fill(points, COUNT * dimensions, 1);
    fill(center, dimensions, 0.1f);
    t->pack_points(points, center, packed, norms, COUNT, dimensions, 0, panels);
    mix_floats(packed, panels * 32 * dimensions);
    mix_floats(norms, panels * 32);
    float largest = 0;
    for (long i = 0; i < COUNT; i++) largest = norms[i] > largest ? norms[i] : largest;
    fledge_scan job = {.kernels = k, .points = points, .panels = packed, .norms = norms,
                       .largest_norm = sqrtf(largest), .queries = points, .center = center, .count = COUNT,
                       .queries_count = COUNT, .dimensions = dimensions, .neighbors = NEIGHBORS, .block = 48,
                       .exclude_self = 1, .indices = indices, .distances = distances};
    t->scan(&job, 0, (COUNT + 47) / 48);
    mix(indices, sizeof indices);
    mix_floats(distances, COUNT * NEIGHBORS);
    if (dimensions > FLEDGE_TREE_DIMENSIONS) continue;
    long blocks = 4 * COUNT;
    float *tree_blocks = floats(blocks * dimensions * 16);
    int32_t *order = fledge_aligned_zeroed(blocks * 16 * 4);
    fledge_tree_node *nodes = fledge_aligned_zeroed(2 * blocks * (long)sizeof *nodes);
    int32_t count = (int32_t)fledge_tree_build(points, COUNT, dimensions, tree_blocks, order, nodes);
    mix(&count, 4);
    fledge_tree_search search = {.blocks = tree_blocks, .order = order, .nodes = nodes, .queries = points,
                                 .dimensions = dimensions, .neighbors = NEIGHBORS, .exclude_self = 1,
                                 .indices = indices, .distances = distances};
    t->search_tree(&search, 0, COUNT);
    mix(indices, sizeof indices);
    mix_floats(distances, COUNT * NEIGHBORS);
  }
  report("pack-points, scan, tree-build, search-tree");
}

static void hash_forces(const fledge_analysis_kernels *t) {
  enum { COUNT = 300, NEAR = 32 };
  float *points = floats(2 * COUNT), *forces = floats(2 * COUNT), *potentials = floats(COUNT);
  float *distances = floats(COUNT * NEAR), *affinities = floats(COUNT * NEAR);
  fill(distances, COUNT * NEAR, 5);
  for (long i = 0; i < COUNT * NEAR; i++) distances[i] = fabsf(distances[i]);
  fledge_perplexity perplexity = {.distances = distances, .affinities = affinities, .neighbors = NEAR - 3,
                                  .entropy = 2.3f};
  t->perplexity(&perplexity, 0, COUNT);
  mix_floats(affinities, COUNT * (NEAR - 3));
  report("perplexity");

  fill(points, 2 * COUNT, 20);
  fill(affinities, COUNT * NEAR, 1);
  static long starts[COUNT + 1];
  static int32_t columns[COUNT * NEAR];
  for (long i = 0; i <= COUNT; i++) starts[i] = i * NEAR;
  for (long i = 0; i < COUNT * NEAR; i++) columns[i] = (int32_t)(i * 7919 % COUNT);
  fledge_attraction attraction = {.points = points, .others = points, .starts = starts, .columns = columns,
                                  .affinities = affinities, .forces = forces, .divergence = potentials};
  t->attraction(&attraction, 0, COUNT);
  mix_floats(forces, 2 * COUNT);
  mix_floats(potentials, COUNT);
  report("attraction");

  fill(points, 2 * COUNT, 20);
  float *x = floats(COUNT + 16), *y = floats(COUNT + 16);
  for (long i = 0; i < COUNT + 16; i++) {
    x[i] = i < COUNT ? points[2 * i] : 1e18f;
    y[i] = i < COUNT ? points[2 * i + 1] : 1e18f;
  }
  fledge_repulsion repulsion = {.x = x, .y = y, .count = COUNT, .forces = forces, .potentials = potentials};
  t->repulsion(&repulsion, 0, COUNT);
  mix_floats(forces, 2 * COUNT);
  mix_floats(potentials, COUNT);
  report("repulsion");

  fill(points, 2 * COUNT, 20);
  float *sorted = floats(2 * (COUNT + 16));
  static int32_t order[COUNT];
  static fledge_quad_node nodes[2 * COUNT];
  long node_count = fledge_quad_build(points, COUNT, sorted, order, nodes);
  fledge_quad_walk walk = {.nodes = nodes, .node_count = node_count, .count = COUNT, .sorted = sorted, .order = order,
                           .squared_angle = 0.25f, .forces = forces, .potentials = potentials};
  t->quad_walk(&walk, 0, COUNT);
  mix_floats(forces, 2 * COUNT);
  mix_floats(potentials, COUNT);
  report("quad-build, quad-walk");

  float *updates = floats(2 * COUNT), *gains = floats(2 * COUNT), *pull = floats(2 * COUNT);
  fill(points, 2 * COUNT, 20);
  fill(updates, 2 * COUNT, 1);
  fill(pull, 2 * COUNT, 1);
  for (long i = 0; i < 2 * COUNT; i++) gains[i] = 1;
  fledge_descent descent = {.points = points, .updates = updates, .gains = gains, .attraction = pull,
                            .repulsion = forces, .exaggeration = 12, .repulsion_scale = 0.01f, .rate = 50,
                            .momentum = 0.8f, .longest_step = 5};
  for (int step = 0; step < 5; step++) t->descend(&descent, 0, 2 * COUNT);
  mix_floats(points, 2 * COUNT);
  mix_floats(updates, 2 * COUNT);
  mix_floats(gains, 2 * COUNT);
  report("descend");
}

static void hash_grid(const fledge_analysis_kernels *t) {
  enum { SIDE = 96, COUNT = 700 };
  static int32_t starts[SIDE + 2];
  float *points = floats(2 * COUNT);
  fledge_grid job = {.side = SIDE, .count = COUNT, .origin_x = -20, .origin_y = -20, .inverse_spacing = 2,
                     .points = points, .sorted = floats(2 * COUNT), .starts = starts, .grid = floats(SIDE * SIDE),
                     .real = floats((SIDE + 16) * SIDE), .imaginary = floats((SIDE + 16) * SIDE),
                     .kernel = floats((SIDE + 16) * 2 * SIDE), .forces = floats(2 * COUNT), .potentials = floats(COUNT)};
  float *cosines = floats(2 * SIDE), *sines = floats(2 * SIDE);
  fledge_fourier_roots(2 * SIDE, cosines, sines);
  job.cosines = cosines;
  job.sines = sines;
  mix_floats(cosines, 2 * SIDE);
  mix_floats(sines, 2 * SIDE);
  report("fourier-roots");
  t->kernel_rows(&job, 0, SIDE / 16);
  t->kernel_columns(&job, 0, SIDE / 16 + 1);
  mix_floats(job.kernel, (SIDE / 16 + 1) * 2 * SIDE * 16);
  report("kernel-rows, kernel-columns");
  fill(points, 2 * COUNT, 15);
  fledge_grid_sort(&job);
  mix(starts, sizeof starts);
  mix_floats(job.sorted, 2 * COUNT);
  report("grid-sort");
  t->spread(&job, 0, SIDE);
  mix_floats(job.grid, SIDE * SIDE);
  report("spread");
  t->transform_rows(&job, 0, SIDE / 32);
  mix_floats(job.real, (SIDE + 16) * SIDE);
  mix_floats(job.imaginary, (SIDE + 16) * SIDE);
  report("transform-rows");
  t->convolve(&job, 0, SIDE / 16 + 1);
  mix_floats(job.real, (SIDE + 16) * SIDE);
  report("convolve");
  t->transform_rows_back(&job, 0, SIDE / 32);
  mix_floats(job.grid, SIDE * SIDE);
  report("transform-rows-back");
  for (job.normalize = 0; job.normalize < 2; job.normalize++) {
    t->gather(&job, 0, COUNT);
    mix_floats(job.forces, 2 * COUNT);
    mix_floats(job.potentials, COUNT);
  }
  report("gather");
}

static void hash_eigen(const fledge_analysis_kernels *t) {
  enum { STRIDE = 48, ROWS = 10 };
  double x[STRIDE * ROWS], y[STRIDE * ROWS], cosines[ROWS], sines[ROWS];
  for (int i = 0; i < STRIDE * ROWS; i++) x[i] = next() / 3.0, y[i] = next() / 7.0;
  for (int i = 0; i < ROWS; i++) cosines[i] = 0.6 + i * 0x1p-6, sines[i] = 0.8 - i * 0x1p-6;
  t->add_scaled_double(0.3, x, y, 477);
  mix(y, sizeof y);
  for (long count = 1; count < 400; count += 19) {
    double value = t->dot_double(x, y, count);
    mix(&value, sizeof value);
  }
  t->rotate(cosines, sines, x, STRIDE, 1, ROWS - 2, 0, STRIDE);
  mix(x, sizeof x);
  report("add-scaled-double, dot-double, rotate");
}

void hash_analysis(const fledge_kernels *kernels, const fledge_analysis_kernels *analysis) {
  hash_neighbors(kernels, analysis);
  hash_forces(analysis);
  hash_grid(analysis);
  hash_eigen(analysis);
}
