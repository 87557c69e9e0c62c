// The C side of the analysis: neighbours, t-SNE and the eigenproblem; one table for each instruction set.
#ifndef FLEDGE_ANALYSIS_KERNELS_H
#define FLEDGE_ANALYSIS_KERNELS_H

#include "CFledgeKernels.h"

#ifdef __cplusplus
extern "C" {
#endif

// Squared distances are sums in one fixed order (`squared_distance` of the kernels): lane j adds the
// coordinates j, j + 16, …, then the lanes are added by one tree. Every method ranks by (distance, index).

enum { FLEDGE_TREE_BLOCK = 16, FLEDGE_TREE_DIMENSIONS = 16, FLEDGE_SCAN_ROWS = 48 };

// A node of a k-d tree: `axis` < 0 is a leaf of `count` blocks from `first`; the left child follows its parent.
typedef struct {
  float split;
  int32_t axis, right, first, count;
} fledge_tree_node;

typedef struct {
  const float *_Nonnull blocks;             // [blocks, dimensions, 16], NaN where there is no point
  const int32_t *_Nonnull order;            // [blocks, 16]: the point's index
  const fledge_tree_node *_Nonnull nodes;
  const float *_Nonnull queries;            // [queries, dimensions]
  long dimensions, neighbors;
  int exclude_self;                         // query i is point i and no neighbour of itself
  int32_t *_Nonnull indices;                // [queries, neighbors]
  float *_Nonnull distances;                // [queries, neighbors]
} fledge_tree_search;

// All points against a block of queries, by the matrix product |y|^2 - 2 x.y of centred coordinates; what comes
// near enough is measured again in the fixed order.
typedef struct {
  const fledge_kernels *_Nonnull kernels;
  const float *_Nonnull points;             // [points, dimensions]
  const float *_Nonnull panels;             // centred, in panels of 32 points: [panels, dimensions, 32]
  const float *_Nonnull norms;              // [panels, 32]: |y|^2, infinity where there is no point
  float largest_norm;                       // max |y|
  const float *_Nonnull queries;            // [queries, dimensions]
  const float *_Nonnull center;             // [dimensions]
  long count, queries_count, dimensions, neighbors, block;
  int exclude_self;
  int32_t *_Nonnull indices;                // [queries, neighbors]
  float *_Nonnull distances;                // [queries, neighbors]
} fledge_scan;

// Attractive forces: forces_i = sum over j of p_ij w_ij (y_i - z_j), w = 1 / (1 + d^2).
typedef struct {
  const float *_Nonnull points;             // y [points, 2]
  const float *_Nonnull others;             // z [others, 2]
  const long *_Nonnull starts;              // [points + 1], multiples of 16
  const int32_t *_Nonnull columns;          // padded with any valid column where p = 0
  const float *_Nonnull affinities;
  float *_Nonnull forces;                   // [points, 2]
  float *_Nullable divergence;              // [points]: sum over j of p_ij log(1 + d_ij^2)
} fledge_attraction;

// All pairs: forces_i = sum over j of w_ij^2 (y_i - y_j), potentials_i = sum over j != i of w_ij.
typedef struct {
  const float *_Nonnull x, *_Nonnull y;     // [points], padded to 16 with 1e18
  long count;
  float *_Nonnull forces;                   // [points, 2]
  float *_Nonnull potentials;               // [points]
} fledge_repulsion;

// A node of a quadtree: its points are first ..< first + count in the sorted order.
typedef struct {
  float x, y, squared_width;
  int32_t first, count, next, leaf;         // `next`: the node after this one's subtree
} fledge_quad_node;

typedef struct {
  const fledge_quad_node *_Nonnull nodes;
  long node_count;
  long count;
  const float *_Nonnull sorted;             // [2, count + 16]: x and y in the tree's order
  const int32_t *_Nonnull order;
  float squared_angle;
  float *_Nonnull forces;                   // [points, 2], in the points' own order
  float *_Nonnull potentials;               // [points]
} fledge_quad_walk;

// The grid of the interpolation method: `side` nodes along each axis, transforms of size 2 side.
typedef struct {
  long side, count;
  float origin_x, origin_y, inverse_spacing;
  const float *_Nonnull points;             // [points, 2]
  float *_Nonnull sorted;                   // [points, 2]: grid coordinates by column
  int32_t *_Nonnull starts;                 // [side + 2]: where each column begins in `sorted`
  float *_Nonnull grid;                     // [side (x), side (y)]: density, then potential
  float *_Nonnull real, *_Nonnull imaginary;// [side + 16, side]: the spectrum along x
  float *_Nonnull kernel;                   // [side / 16 + 1, 2 side, 16]
  const float *_Nonnull cosines, *_Nonnull sines; // [2 side]
  float *_Nonnull forces;                   // [points, 2]
  float *_Nonnull potentials;               // [points]: sum over all j of w_ij, i itself included
  int normalize;                            // divide each point's force by its potential
} fledge_grid;

// One step of gradient descent with momentum and gains; elements are the points' coordinates in turn.
typedef struct {
  float *_Nonnull points, *_Nonnull updates, *_Nonnull gains;
  const float *_Nonnull attraction, *_Nonnull repulsion;
  float exaggeration, repulsion_scale, rate, momentum, longest_step;
} fledge_descent;

// Affinities of a row of squared distances: p_j proportional to exp(-beta d_j), entropy log(perplexity).
typedef struct {
  const float *_Nonnull distances;          // [rows, neighbors]
  float *_Nonnull affinities;               // [rows, neighbors], rows sum to 1
  long neighbors;
  float entropy;                            // nats
} fledge_perplexity;

typedef struct {
  long (*_Nonnull scan_scratch)(const fledge_scan *_Nonnull);
  void (*_Nonnull pack_points)(const float *_Nonnull points, const float *_Nonnull center, float *_Nonnull panels,
                               float *_Nonnull norms, long count, long dimensions, long begin, long end);
  void (*_Nonnull scan)(const fledge_scan *_Nonnull, long begin, long end);
  void (*_Nonnull search_tree)(const fledge_tree_search *_Nonnull, long begin, long end);

  void (*_Nonnull perplexity)(const fledge_perplexity *_Nonnull, long begin, long end);
  void (*_Nonnull attraction)(const fledge_attraction *_Nonnull, long begin, long end);
  void (*_Nonnull repulsion)(const fledge_repulsion *_Nonnull, long begin, long end);
  void (*_Nonnull quad_walk)(const fledge_quad_walk *_Nonnull, long begin, long end);
  void (*_Nonnull descend)(const fledge_descent *_Nonnull, long begin, long end);

  void (*_Nonnull spread)(const fledge_grid *_Nonnull, long begin, long end);            // columns of the grid
  void (*_Nonnull transform_rows)(const fledge_grid *_Nonnull, long begin, long end);    // batches of 32 y
  void (*_Nonnull convolve)(const fledge_grid *_Nonnull, long begin, long end);          // batches of 16 k
  void (*_Nonnull transform_rows_back)(const fledge_grid *_Nonnull, long begin, long end);
  void (*_Nonnull gather)(const fledge_grid *_Nonnull, long begin, long end);            // points
  void (*_Nonnull kernel_rows)(const fledge_grid *_Nonnull, long begin, long end);       // batches of 16 y
  void (*_Nonnull kernel_columns)(const fledge_grid *_Nonnull, long begin, long end);    // batches of 16 k

  // y[i] += factor x[i]; the rows of an eigenproblem in double precision.
  void (*_Nonnull add_scaled_double)(double factor, const double *_Nonnull x, double *_Nonnull y, long count);
  double (*_Nonnull dot_double)(const double *_Nonnull x, const double *_Nonnull y, long count);
  void (*_Nonnull rotate)(const double *_Nonnull cosines, const double *_Nonnull sines, double *_Nonnull rows,
                          long stride, long first_row, long rotations, long begin, long end);
} fledge_analysis_kernels;

// The analysis kernels for an instruction set that `fledge_kernels_for` knows to be there.
const fledge_analysis_kernels *_Nullable fledge_analysis_kernels_for(int instructions);

// Sorts points into a balanced k-d tree; returns the number of nodes. nodes: at least 2 blocks.
long fledge_tree_build(const float *_Nonnull points, long count, long dimensions, float *_Nonnull blocks,
                       int32_t *_Nonnull order, fledge_tree_node *_Nonnull nodes);

// Sorts points into a quadtree; returns the number of nodes, at most 2 x count. sorted: [2, count + 16].
long fledge_quad_build(const float *_Nonnull points, long count, float *_Nonnull sorted, int32_t *_Nonnull order,
                       fledge_quad_node *_Nonnull nodes);

// Sorts points by grid column: fills `sorted` and `starts`.
void fledge_grid_sort(const fledge_grid *_Nonnull);

// cos and -sin of 2 pi i / size, by the same arithmetic on every processor.
void fledge_fourier_roots(long size, float *_Nonnull cosines, float *_Nonnull sines);

#ifdef __cplusplus
}
#endif
#endif
