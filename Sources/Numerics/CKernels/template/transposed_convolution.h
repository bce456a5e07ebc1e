// The 4x4, stride 2, `same` transposed convolution as four 2x2 convolutions by output parity, all
// four computed as one Winograd F(m x m, 2x2) over (size + 1)^2 positions. In one dimension:
//     y[2j]     = x[j - 1] w[3] + x[j] w[1]     phase 0, j < size
//     y[2j - 1] = x[j - 1] w[2] + x[j] w[0]     phase 1, j > 0
// (decomposition of strided kernels: arXiv:2002.00552; sub-pixel phases: arXiv:1609.07009).
#pragma once
#include <stdint.h>

#include "operands.h"
#include "transposed_backward_data.h"
#include "transposed_forward.h"
#include "transposed_layout.h"
#include "transposed_weights.h"

// The functions for one SIZE and tile M. GROUP is the most images of a call (1: `images` is ignored),
// CHUNK the groups of one weight gradient sum.
#define IMAGES(GROUP) (GROUP == 1 ? 1 : images)
#define DEFINE_TRANSPOSED(SIZE, M, GROUP, CHUNK)                                                   \
  NOINLINE void transform_weights_##SIZE(const float *kernel, const float *transposed,            \
                                         int32_t channel, void *u, void *u_transposed) {          \
    transform_weights(M, kernel, transposed, channel, u, u_transposed);                           \
  }                                                                                               \
  NOINLINE void transform_input_##SIZE(const void *x, int32_t images, void *v) {                  \
    transform_input(M, SIZE, GROUP, x, IMAGES(GROUP), v);                                         \
  }                                                                                               \
  NOINLINE void forward_##SIZE(const void *v, int32_t images, const void *u, const float *bias,   \
                               float *products, void *y) {                                        \
    transposed_forward(M, SIZE, GROUP, v, IMAGES(GROUP), u, bias, products, y);                   \
  }                                                                                               \
  NOINLINE void transform_gradient_##SIZE(const void *y, const float *dy, int32_t images, void *dm, \
                                          float *dbias) {                                         \
    transform_gradient(M, SIZE, GROUP, y, dy, IMAGES(GROUP), dm, dbias);                          \
  }                                                                                               \
  NOINLINE void backward_data_##SIZE(const void *dm, int32_t images, const void *u_transposed,    \
                                     float *products, float *dx) {                                \
    transposed_backward_data(M, SIZE, GROUP, dm, IMAGES(GROUP), u_transposed, products, dx);      \
  }                                                                                               \
  NOINLINE void backward_weights_##SIZE(const void *v, const void *dm, int32_t groups, int32_t images, \
                                        int32_t point, int32_t accumulate, void *scratch,         \
                                        float *du) {                                              \
    transposed_backward_weights(M, SIZE, GROUP, CHUNK, v, dm, groups, IMAGES(GROUP), point,       \
                                accumulate, scratch, du);                                         \
  }                                                                                               \
  NOINLINE void transform_weight_gradient_##SIZE(const float *du, int32_t accumulate,             \
                                                 float *dkernel) {                                \
    transform_weight_gradient(M, du, accumulate, dkernel);                                        \
  }
#if OPERAND_BF16
#define M_AT_7 3  // F(4, 2) has an error of 1.4e-2 in bfloat16
#else
#define M_AT_7 4
#endif
#define M_AT_14 3
#define GROUP_AT_7 16
#define GROUP_AT_14 1
#define CHUNK_AT_7 1
#define CHUNK_AT_14 4
enum {
  PANEL_ROWS_AT_7 = ((7 + M_AT_7) / M_AT_7) * ((7 + M_AT_7) / M_AT_7) * GROUP_AT_7,
  PANEL_ROWS_AT_14 = ((14 + M_AT_14) / M_AT_14) * ((14 + M_AT_14) / M_AT_14) * GROUP_AT_14
};
DEFINE_TRANSPOSED(7, M_AT_7, GROUP_AT_7, CHUNK_AT_7)
DEFINE_TRANSPOSED(14, M_AT_14, GROUP_AT_14, CHUNK_AT_14)

#define TRANSPOSED_TABLE(SIZE)                                                                        \
  {                                                                                                   \
    .size = SIZE, .points = (M_AT_##SIZE + 1) * (M_AT_##SIZE + 1), .group = GROUP_AT_##SIZE,          \
    .panel_rows = PANEL_ROWS_AT_##SIZE,                                                               \
    .scratch_bytes = (CHANNEL_PANELS + 1) * CHUNK_AT_##SIZE * (PANEL_ROWS_AT_##SIZE + 1) * PANEL *    \
                     (int)sizeof(operand),                                                            \
    .transpose_weights = transpose_weights, .transform_weights = transform_weights_##SIZE,            \
    .transform_input = transform_input_##SIZE, .forward = forward_##SIZE,                             \
    .transform_gradient = transform_gradient_##SIZE, .backward_data = backward_data_##SIZE,           \
    .backward_weights = backward_weights_##SIZE,                                                      \
    .transform_weight_gradient = transform_weight_gradient_##SIZE,                                    \
  }
