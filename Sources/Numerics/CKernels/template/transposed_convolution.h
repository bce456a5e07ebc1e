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
#include "winograd.h"

// The geometry of one layer by its size, tile, most images of a call and groups of one weight gradient
// product; a constant expression, which the table needs.
#define GEOMETRY(SIZE, M, GROUP, CHUNK) GEOMETRY_OF(SIZE, M, ACROSS(SIZE, M), GROUP, CHUNK)
#define ACROSS(SIZE, M) ((SIZE + M) / M)
// clang-format off
#define GEOMETRY_OF(SIZE, M, ACROSS, GROUP, CHUNK)                                                \
  {                                                                                               \
    .size = SIZE, .m = M, .group = GROUP, .chunk = CHUNK, .across = ACROSS,                       \
    .tiles = ACROSS * ACROSS, .points = (M + 1) * (M + 1), .panel_rows = ACROSS * ACROSS * GROUP, \
    .scratch_bytes = sizeof(operand) * (CHANNEL_PANELS + 1) * CHUNK * PANEL *                     \
                     SCRATCH_ROWS(ACROSS * ACROSS * GROUP),                                       \
  }
// clang-format on
#if OPERAND_AMX
enum { M_7 = 3, M_14 = 3, GROUP_14 = 8, CHUNK_14 = 1 };  // rows that fill its tiles
#elif OPERAND_BF16
enum { M_7 = 3, M_14 = 3, GROUP_14 = 1, CHUNK_14 = 4 };  // F(4, 2) has an error of 1.4e-2 in bfloat16
#else
enum { M_7 = 4, M_14 = 5, GROUP_14 = 4, CHUNK_14 = 2 };
#endif
#define HAS_ORDER(ACROSS) ((ACROSS) == 2 || (ACROSS) == 3 || (ACROSS) == 5)
_Static_assert(HAS_ORDER(ACROSS(7, M_7)) && HAS_ORDER(ACROSS(14, M_14)), "orders of tile_positions.h");
_Static_assert((M_7 + 1) * (M_7 + 1) <= MAXIMUM_POINTS, "points of a tile");
#define GEOMETRY_7 GEOMETRY(7, M_7, 16, 1)
#define GEOMETRY_14 GEOMETRY(14, M_14, GROUP_14, CHUNK_14)
static const TransposedGeometry geometry_7 = GEOMETRY_7, geometry_14 = GEOMETRY_14;

// The functions of one layer, for the table.
#define DEFINE_TRANSPOSED(SIZE)                                                                            \
  NOINLINE void transform_weights_##SIZE(const float *kernel, const float *transposed, int32_t channel,    \
                                         void *u, void *u_transposed) {                                    \
    transform_weights(geometry_##SIZE, kernel, transposed, channel, u, u_transposed);                      \
  }                                                                                                        \
  NOINLINE void transform_input_##SIZE(const void *x, int32_t images, void *v) {                           \
    transform_input(geometry_##SIZE, x, images_of(geometry_##SIZE, images), v);                            \
  }                                                                                                        \
  NOINLINE void forward_##SIZE(const void *v, int32_t images, const void *u, const float *bias,            \
                               float *products, void *y) {                                                 \
    transposed_forward(geometry_##SIZE, v, images_of(geometry_##SIZE, images), u, bias, products, y);      \
  }                                                                                                        \
  NOINLINE void transform_gradient_##SIZE(const void *y, const float *dy, int32_t image, int32_t images,   \
                                          void *dm, float *dbias) {                                        \
    transform_gradient(geometry_##SIZE, y, dy, image, images_of(geometry_##SIZE, images), dm, dbias);      \
  }                                                                                                        \
  NOINLINE void backward_data_##SIZE(const void *dm, int32_t images, const void *u_transposed,             \
                                     float *products, float *dx) {                                         \
    transposed_backward_data(geometry_##SIZE, dm, images_of(geometry_##SIZE, images), u_transposed,        \
                             products, dx);                                                                \
  }                                                                                                        \
  NOINLINE void backward_weights_##SIZE(const void *v, const void *dm, int32_t groups, int32_t images,     \
                                        int32_t point, bool accumulate, void *scratch, float *du) {        \
    transposed_backward_weights(geometry_##SIZE, v, dm, groups, images_of(geometry_##SIZE, images), point, \
                                accumulate, scratch, du);                                                  \
  }                                                                                                        \
  NOINLINE void transform_weight_gradient_##SIZE(const float *du, bool accumulate, float *dkernel) {       \
    transform_weight_gradient(geometry_##SIZE, du, accumulate, dkernel);                                   \
  }
DEFINE_TRANSPOSED(7)
DEFINE_TRANSPOSED(14)

// clang-format off
#define TRANSPOSED_TABLE(SIZE)                                                                    \
  {                                                                                               \
    .geometry = GEOMETRY_##SIZE, .transpose_weights = transpose_weights,                          \
    .transform_weights = transform_weights_##SIZE, .transform_input = transform_input_##SIZE,     \
    .forward = forward_##SIZE, .transform_gradient = transform_gradient_##SIZE,                   \
    .backward_data = backward_data_##SIZE, .backward_weights = backward_weights_##SIZE,           \
    .transform_weight_gradient = transform_weight_gradient_##SIZE,                                \
  }
// clang-format on
