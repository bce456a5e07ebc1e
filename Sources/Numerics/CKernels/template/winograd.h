// The one-dimensional Winograd transforms F(m, 2) for m = 3 and 4 and their two-dimensional use:
// Y = A' [(G g G') * (B' d B)] A (Winograd 1980; Lavin and Gray, arXiv:1509.09308).
// Points 0, 1, -1, infinity for m = 3; 0, 1, -1, 2, infinity for m = 4.
#pragma once
#include "vectors.h"

// clang-format off
static const float winograd3_input[4 * 4] = {-1, 0, 1, 0, 0, 1, 1, 0, 0, -1, 1, 0, 0, -1, 0, 1};
static const float winograd3_output[3 * 4] = {1, 1, 1, 0, 0, 1, -1, 0, 0, 1, 1, 1};
static const float winograd3_weights[4 * 2] = {-1, 0, .5f, .5f, .5f, -.5f, 0, 1};
static const float winograd4_input[5 * 5] = {2, -1, -2, 1, 0, 0, -2, -1, 1, 0, 0, 2, -3,
                                             1, 0,  0,  -1, 0, 1, 0, 0, 2,  -1, -2, 1};
static const float winograd4_output[4 * 5] = {1, 1, 1, 1, 0, 0, 1, -1, 2, 0,
                                              0, 1, 1, 4, 0, 0, 1, -1, 8, 1};
static const float winograd4_weights[5 * 2] = {.5f, 0, -.5f, -.5f, -1 / 6.f, 1 / 6.f,
                                               1 / 6.f, 1 / 3.f, 0, 1};
// clang-format on
enum { MAXIMUM_POINTS = 5 * 5 };

INLINE const float *input_matrix(const int m) { return m == 3 ? winograd3_input : winograd4_input; }
INLINE const float *output_matrix(const int m) {
  return m == 3 ? winograd3_output : winograd4_output;
}
INLINE const float *weight_matrix(const int m) {
  return m == 3 ? winograd3_weights : winograd4_weights;
}

// out[r] = sum over j of matrix[r][j] in[j]; the constants fold, zeros cost nothing.
INLINE void transform_1d(const int rows, const int columns, const float *matrix,
                         const int row_stride, const int column_stride, const vec *in,
                         const int in_stride, vec *out, const int out_stride) {
  UNROLL_FOR (int r = 0; r < rows; r++) {
    vec sum = splat(0);
    bool first = true;
    UNROLL_FOR (int j = 0; j < columns; j++) {
      const float c = matrix[r * row_stride + j * column_stride];
      const vec x = in[j * in_stride];
      if (c == 0) continue;
      if (first) sum = c == 1 ? x : c == -1 ? -x : c * x;
      else if (c == 1) sum += x;
      else if (c == -1) sum -= x;
      else sum += c * x;
      first = false;
    }
    out[r * out_stride] = sum;
  }
}

// out [rows][rows] = matrix in matrix', in [columns][columns]; strides (1, ...) transpose it.
INLINE void transform_2d(const int rows, const int columns, const float *matrix,
                         const int row_stride, const int column_stride, const vec *in, vec *out) {
  vec half[MAXIMUM_POINTS];
  UNROLL_FOR (int j = 0; j < columns; j++)
    transform_1d(rows, columns, matrix, row_stride, column_stride, in + j, columns, half + j,
                 columns);
  UNROLL_FOR (int i = 0; i < rows; i++)
    transform_1d(rows, columns, matrix, row_stride, column_stride, half + i * columns, 1,
                 out + i * rows, 1);
}
