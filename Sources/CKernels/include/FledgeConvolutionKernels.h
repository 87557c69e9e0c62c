// Convolution and pooling of images [channels, height, width]: one table of functions for each instruction set.
#ifndef FLEDGE_CONVOLUTION_KERNELS_H
#define FLEDGE_CONVOLUTION_KERNELS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// A square window that slides over images whose channels, rows and columns lie one after the other.
typedef struct {
  long channels, height, width;
  long out_height, out_width;
  long kernel, stride, padding;
} fledge_window;

// A batch is cut into `groups` runs of images. A group works in scratch memory of its own and sums its weight gradient
// into a buffer of its own; a fixed tree adds those up. So nothing depends on which thread does which group.
typedef struct {
  fledge_window window;
  long outputs, batch, groups;
  const float *_Nonnull input;            // [batch, channels, height, width]
  const float *_Nonnull weight;           // [outputs, channels, kernel, kernel]
  const float *_Nullable bias;            // [outputs]
  float *_Nullable output;                // [batch, outputs, out_height, out_width]
  const float *_Nullable output_gradient; // [batch, outputs, out_height, out_width]
  float *_Nullable input_gradient;        // [batch, channels, height, width], overwritten
  float *_Nullable weight_gradient;       // added to
  float *_Nullable bias_gradient;         // added to
  float *_Nonnull packed;                 // fledge_convolution_packed_count floats
  float *_Nonnull scratch;                // groups x fledge_convolution_scratch_count floats
  float *_Nullable partial;               // groups x fledge_convolution_partial_count floats
} fledge_convolution;

// A convolution whose ReLU is max-pooled in windows of pool x pool that do not overlap: `output` and `output_gradient`
// are [batch, outputs, out_height / pool, out_width / pool].
typedef struct {
  fledge_convolution base;
  long pool;
  uint8_t *_Nonnull winners;              // batch x fledge_pooled_winner_count bytes
} fledge_pooled_convolution;

typedef struct {
  // The weights of outputs first ..< last in the two orders that the products read.
  void (*_Nonnull pack_weights)(const fledge_convolution *_Nonnull, long first, long last);
  void (*_Nonnull forward)(const fledge_convolution *_Nonnull, long group);
  void (*_Nonnull backward)(const fledge_convolution *_Nonnull, long group);
  // Adds up the groups' gradients of the weights of outputs first ..< last, and of their biases.
  void (*_Nonnull reduce)(const fledge_convolution *_Nonnull, long first, long last);

  void (*_Nonnull pooled_pack)(const fledge_pooled_convolution *_Nonnull, long first, long last);
  void (*_Nonnull pooled_forward)(const fledge_pooled_convolution *_Nonnull, long group);
  void (*_Nonnull pooled_backward)(const fledge_pooled_convolution *_Nonnull, long group);
  void (*_Nonnull pooled_reduce)(const fledge_pooled_convolution *_Nonnull, long first, long last);

  // Planes are the channels of every image of the batch, one after the other.
  void (*_Nonnull max_pool)(const fledge_window *_Nonnull, const float *_Nonnull x, float *_Nonnull y, long first_plane,
                            long last_plane);
  void (*_Nonnull max_pool_gradient)(const fledge_window *_Nonnull, const float *_Nonnull x, const float *_Nonnull dy,
                                     float *_Nonnull dx, long first_plane, long last_plane);
  void (*_Nonnull average_pool)(const fledge_window *_Nonnull, const float *_Nonnull x, float *_Nonnull y,
                                long first_plane, long last_plane);
  void (*_Nonnull average_pool_gradient)(const fledge_window *_Nonnull, const float *_Nonnull dy, float *_Nonnull dx,
                                         long first_plane, long last_plane);
} fledge_convolution_kernels;

// The kernels for an instruction set, or null where this processor lacks it.
const fledge_convolution_kernels *_Nullable fledge_convolution_kernels_for(int instructions);

long fledge_convolution_packed_count(const fledge_window *_Nonnull, long outputs);
long fledge_convolution_scratch_count(const fledge_window *_Nonnull, long outputs);
long fledge_convolution_partial_count(const fledge_window *_Nonnull, long outputs);
long fledge_pooled_scratch_count(const fledge_window *_Nonnull, long outputs, long pool);
long fledge_pooled_partial_count(const fledge_window *_Nonnull, long outputs);
long fledge_pooled_winner_count(const fledge_window *_Nonnull, long outputs, long pool);

#ifdef __cplusplus
}
#endif
#endif
