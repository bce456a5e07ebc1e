// The one-dimensional Winograd transforms F(m, 2) for m = 3, 4 and 5 and their two-dimensional use:
// Y = A' [(G g G') * (B' d B)] A (Winograd 1980; Lavin and Gray, arXiv:1509.09308).
// Points 0, 1, -1, infinity for m = 3; 0, 1, -1, 2, infinity for m = 4; 0, 5/8, -5/8, 3/2, -3/2, infinity
// for m = 5. Rows are points: of B', G and A.
#pragma once
#include "vectors.h"

// clang-format off
static const float winograd3_input[4 * 4] = {-1, 0, 1, 0, 0, 1, 1, 0, 0, -1, 1, 0, 0, -1, 0, 1};
static const float winograd3_output[4 * 3] = {1, 0, 0, 1, 1, 1, 1, -1, 1, 0, 0, 1};
static const float winograd3_weights[4 * 2] = {-1, 0, .5f, .5f, .5f, -.5f, 0, 1};
static const float winograd4_input[5 * 5] = {2, -1, -2, 1, 0, 0, -2, -1, 1, 0, 0, 2, -3,
                                             1, 0,  0,  -1, 0, 1, 0, 0, 2,  -1, -2, 1};
static const float winograd4_output[5 * 4] = {1, 0, 0, 0, 1, 1, 1, 1, 1, -1,
                                              1, -1, 1, 2, 4, 8, 0, 0, 0, 1};
static const float winograd4_weights[5 * 2] = {.5f, 0, -.5f, -.5f, -1 / 6.f, 1 / 6.f,
                                               1 / 6.f, 1 / 3.f, 0, 1};
#define A 0.625f  // 5/8
#define B 1.5f    // 3/2
static const float winograd5_input[6 * 6] = {
    A * A * B * B, 0, -A * A - B * B, 0, 1, 0,
    0, -A * B * B, -B * B, A, 1, 0,
    0, A * B * B, -B * B, -A, 1, 0,
    0, -A * A * B, -A * A, B, 1, 0,
    0, A * A * B, -A * A, -B, 1, 0,
    0, A * A * B * B, 0, -A * A - B * B, 0, 1};
static const float winograd5_output[6 * 5] = {
    1, 0, 0, 0, 0,
    1, A, A * A, A * A * A, A * A * A * A,
    1, -A, A * A, -A * A * A, A * A * A * A,
    1, B, B * B, B * B * B, B * B * B * B,
    1, -B, B * B, -B * B * B, B * B * B * B,
    0, 0, 0, 0, 1};
static const float winograd5_weights[6 * 2] = {
    1 / (A * A * B * B), 0,
    .5f / (A * A * (A * A - B * B)), .5f / (A * (A * A - B * B)),
    .5f / (A * A * (A * A - B * B)), -.5f / (A * (A * A - B * B)),
    .5f / (B * B * (B * B - A * A)), .5f / (B * (B * B - A * A)),
    .5f / (B * B * (B * B - A * A)), -.5f / (B * (B * B - A * A)),
    0, 1};
#undef A
#undef B
// clang-format on
enum { MAXIMUM_POINTS = 6 * 6 };

#define WINOGRAD_MATRIX(NAME)                                                        \
  INLINE const float *NAME##_matrix(const int m) {                                   \
    return m == 3 ? winograd3_##NAME : m == 4 ? winograd4_##NAME : winograd5_##NAME; \
  }
WINOGRAD_MATRIX(input)
WINOGRAD_MATRIX(output)
WINOGRAD_MATRIX(weights)
#undef WINOGRAD_MATRIX

// Whether points p and p + 1 are each other's negatives also in this matrix: odd columns change their sign.
INLINE bool mirrored(const int points, const int columns, const float *matrix, const int p) {
  if (p < 0 || p + 1 >= points) return false;
  bool same = true;
  UNROLL_FOR (int j = 0; j < columns; j++)
    same &= matrix[(p + 1) * columns + j] == (j % 2 ? -1 : 1) * matrix[p * columns + j];
  return same;
}

// sum over j of coefficients[j * coefficient_stride] x[j * stride], every `step`th from `start`; the
// constants fold, zeros cost nothing.
INLINE vec combination(const int start, const int step, const int count, const float *coefficients,
                       const int coefficient_stride, const vec *x, const int stride) {
  vec sum = splat(0);
  bool first = true;
  UNROLL_FOR (int j = start; j < count; j += step) {
    const float c = coefficients[j * coefficient_stride];
    if (c == 0) continue;
    const vec value = x[j * stride];
    if (first) sum = c == 1 ? value : c == -1 ? -value : c * value;
    else if (c == 1) sum += value;
    else if (c == -1) sum -= value;
    else sum += c * value;
    first = false;
  }
  return sum;
}

// out[p] = sum over j of matrix[p][j] in[j].
INLINE void to_points_1d(const int points, const int columns, const float *matrix, const vec *in,
                         const int in_stride, vec *out, const int out_stride) {
  UNROLL_FOR (int p = 0; p < points; p++) {
    const float *row = matrix + p * columns;
    if (mirrored(points, columns, matrix, p)) {
      const vec even = combination(0, 2, columns, row, 1, in, in_stride);
      const vec odd = combination(1, 2, columns, row, 1, in, in_stride);
      out[p * out_stride] = even + odd;
      out[(p + 1) * out_stride] = even - odd;
    } else if (!mirrored(points, columns, matrix, p - 1)) {
      out[p * out_stride] = combination(0, 1, columns, row, 1, in, in_stride);
    }
  }
}

// out[j] = sum over p of matrix[p][j] in[p].
INLINE void from_points_1d(const int points, const int columns, const float *matrix, const vec *in,
                           const int in_stride, vec *out, const int out_stride) {
  vec even[8], odd[8];  // what even and odd columns take of each point; of a mirrored pair, the first one
  UNROLL_FOR (int p = 0; p < points; p++) {
    even[p] = odd[p] = in[p * in_stride];
    if (mirrored(points, columns, matrix, p)) {
      even[p] += in[(p + 1) * in_stride];
      odd[p] -= in[(p + 1) * in_stride];
    }
  }
  UNROLL_FOR (int j = 0; j < columns; j++) {
    float coefficients[8];
    UNROLL_FOR (int p = 0; p < points; p++)
      coefficients[p] = mirrored(points, columns, matrix, p - 1) ? 0 : matrix[p * columns + j];
    out[j * out_stride] = combination(0, 1, points, coefficients, 1, j % 2 ? odd : even, 1);
  }
}

// out [points][points] = matrix in matrix', in [columns][columns].
INLINE void to_points(const int points, const int columns, const float *matrix, const vec *in, vec *out) {
  vec half[MAXIMUM_POINTS];
  UNROLL_FOR (int j = 0; j < columns; j++)
    to_points_1d(points, columns, matrix, in + j, columns, half + j, columns);
  UNROLL_FOR (int i = 0; i < points; i++)
    to_points_1d(points, columns, matrix, half + i * columns, 1, out + i * points, 1);
}

// out [columns][columns] = matrix' in matrix, in [points][points].
INLINE void from_points(const int points, const int columns, const float *matrix, const vec *in, vec *out) {
  vec half[MAXIMUM_POINTS];
  UNROLL_FOR (int j = 0; j < points; j++)
    from_points_1d(points, columns, matrix, in + j, points, half + j, points);
  UNROLL_FOR (int i = 0; i < columns; i++)
    from_points_1d(points, columns, matrix, half + i * points, 1, out + i * columns, 1);
}
