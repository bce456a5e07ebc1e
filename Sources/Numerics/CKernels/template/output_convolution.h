// The 7x7 convolution of 128 channels to one, vectorised over the input channels: PIXELS
// neighbouring pixels of a row stay in registers, no patch matrix. PIXELS divides 28.
//
// Rows go by parity, as a fast FIR algorithm of two parallel filters: with the even rows E and the odd
// rows O of the input, h[0], h[2], h[4], h[6] for the even and h[1], h[3], h[5] for the odd kernel rows,
//     A = odd kernel rows * E    B = even kernel rows * O    C = (even + odd kernel rows) * (E + O)
//     y[2j] = A[j] + B[j - 1]    y[2j + 1] = C[j] - A[j] - B[j]
// where row i of a kernel part meets row j + i - 1: 11 kernel rows instead of 14 for two rows of y.
// Backward-data is the same with the kernel flipped, backward-weights its transpose.
#pragma once
#include <string.h>

#include "CKernels.h"
#include "elementwise.h"
#include "operands.h"
#include "product.h"
#include "transposed_layout.h"

enum {
  OUTPUT_SIZE = 28,
  HALF = OUTPUT_SIZE / 2,
  ROW = OUTPUT_SIZE * CHANNELS,
  TAPS = 7,
  TAP_WORDS = (TAPS + PER_WORD - 1) / PER_WORD
};

// The three parts of the kernel, one after the other: 4 even, 3 odd rows, 4 of sums.
enum { part_even, part_odd, part_sum, parts };
static const int part_rows[parts] = {4, 3, 4}, part_first[parts] = {0, 4, 7};
enum { PART_ROWS_IN_ALL = 4 + 3 + 4 };

// Images of gradient rows, zero-padded words [18][40]: rows -2 ... 15, columns -3 ...
enum { even_gradient, odd_gradient, sum_gradient, a_gradient, b_gradient, gradient_images };
enum { PADDED_STRIDE = 40, PADDED_ROWS = HALF + 4, PADDED_IMAGE = PADDED_ROWS * PADDED_STRIDE };
_Static_assert(gradient_images *PADDED_IMAGE == kernel_padded_gradient_count, "the header's size");
_Static_assert(HALF *ROW <= kernel_output_scratch_count, "the header's size");
_Static_assert(PIXELS == 7 || PIXELS == 14, "a row is cut into as many pixels");
_Static_assert(3 + OUTPUT_SIZE + 3 + PER_WORD - 1 <= PADDED_STRIDE, "a padded row");
_Static_assert(OUTPUT_SIZE *OUTPUT_SIZE % LANES == 0, "whole vectors of pixels");
_Static_assert(PART_ROWS_IN_ALL *(TAPS + TAP_WORDS * PER_WORD) * CHANNELS <= kernel_output_packed_count,
               "the header's size");

INLINE vec kernel_tap(const float *kernel, int ky, int kx, int c) {
  return ky >= 0 && ky < TAPS && kx >= 0 ? load(kernel + (ky * TAPS + kx) * CHANNELS + c) : splat(0);
}

// Tap (i, kx) of a part of the kernel, or of the flipped kernel.
INLINE vec part_tap(const float *kernel, int part, int i, int kx, int c, bool flipped) {
  const int even = flipped ? 6 - 2 * i : 2 * i, odd = flipped ? 5 - 2 * i : 2 * i + 1;
  vec tap = splat(0);
  if (part != part_odd) tap += kernel_tap(kernel, even, kx, c);
  if (part != part_even) tap += kernel_tap(kernel, odd, kx, c);
  return tap;
}

// Where the taps of the backward pass begin.
INLINE const operand *flipped_taps(const void *packed) {
  return (const operand *)packed + PART_ROWS_IN_ALL * TAPS * CHANNELS;
}

// kernel [49][128] -> operands [11][7][128] for the forward pass, then words [11][TAP_WORDS][128] of
// flipped taps, neighbouring ones in a word, for the backward one.
NOINLINE void output_pack(const float *kernel, void *packed) {
  operand *to = packed;
  for (int part = 0; part < parts; part++)
    for (int i = 0; i < part_rows[part]; i++)
      for (int kx = 0; kx < TAPS; kx++)
        for (int c = 0; c < CHANNELS; c += LANES, to += LANES)
          store_operands(to, part_tap(kernel, part, i, kx, c, false));
  for (int part = 0; part < parts; part++)
    for (int i = 0; i < part_rows[part]; i++)
      for (int t = 0; t < TAP_WORDS; t++)
        for (int c = 0; c < CHANNELS; c += LANES, to += LANES * PER_WORD) {
          const int kx = TAPS - 1 - t * PER_WORD;
#if OPERAND_BF16
          const uvec words = pair_operands(part_tap(kernel, part, i, kx, c, true),
                                           part_tap(kernel, part, i, kx - 1, c, true));
          memcpy(to, &words, sizeof words);
#else
          store(to, part_tap(kernel, part, i, kx, c, true));
#endif
        }
}

// sums[s] += over kx of input pixel (first + s + kx - 3) times weights[kx]. `first` is constant,
// so that the pixels outside the row vanish at compile time.
INLINE void accumulate_row(const operand *row, const operand *kernel, const int first, vec *sums) {
  uvec weights[TAPS];
  UNROLL_FOR (int kx = 0; kx < TAPS; kx++) weights[kx] = load_words(kernel + kx * CHANNELS);
  UNROLL_FOR (int i = 0; i < PIXELS + TAPS - 1; i++) {
    const int pixel = first - 3 + i;
    if (pixel < 0 || pixel >= OUTPUT_SIZE) continue;
    const uvec x = load_words(row + pixel * CHANNELS);
    UNROLL_FOR (int kx = 0; kx < TAPS; kx++)
      if (i - kx >= 0 && i - kx < PIXELS) sums[i - kx] = multiply_add_words(x, weights[kx], sums[i - kx]);
  }
}

// Row j of a part of the kernel with the input rows of one parity, or their sums.
INLINE void output_pixels(const operand *x, ptrdiff_t x_row, const operand *packed, int part, int j,
                          const int first, vec *to) {
  const operand *kernel = packed + part_first[part] * TAPS * CHANNELS;
  const int low = j < 1 ? 1 - j : 0;
  const int high = j > HALF - part_rows[part] + 1 ? HALF + 1 - j : part_rows[part];
  vec sums[PIXELS];
  UNROLL_FOR (int s = 0; s < PIXELS; s++) sums[s] = splat(0);
  for (int i = low; i < high; i++)
    for (int c = 0; c < CHANNELS; c += LANES * PER_WORD)
      accumulate_row(x + (j + i - 1) * x_row + c, kernel + i * TAPS * CHANNELS + c, first, sums);
  UNROLL_FOR (int s = 0; s < PIXELS; s++) to[first + s] = sums[s];
}

#define OUTPUT_PIXELS(FIRST)                                                                              \
  NOINLINE void output_pixels_##FIRST(const operand *x, ptrdiff_t x_row, const operand *packed, int part, \
                                      int j, vec *to) {                                                   \
    output_pixels(x, x_row, packed, part, j, FIRST, to);                                                  \
  }
OUTPUT_PIXELS(0)
OUTPUT_PIXELS(14)
#if PIXELS == 7
OUTPUT_PIXELS(7)
OUTPUT_PIXELS(21)
#endif

// One row, its sums over channels still in lanes.
INLINE void output_row(const operand *x, ptrdiff_t x_row, const void *packed, int part, int j, vec *to) {
  output_pixels_0(x, x_row, packed, part, j, to);
  output_pixels_14(x, x_row, packed, part, j, to);
#if PIXELS == 7
  output_pixels_7(x, x_row, packed, part, j, to);
  output_pixels_21(x, x_row, packed, part, j, to);
#endif
}

// probabilities[y][x] = sigmoid(bias + sum over ky, kx, c of x[y + ky - 3][x + kx - 3][c] kernel[ky][kx][c]),
// [28][28]; row_sums[j] = x[2 j] + x[2 j + 1], [14][28][128].
NOINLINE void output_forward(const void *x, const void *packed, float bias, void *row_sums,
                             float *probabilities) {
  const operand *even = x, *odd = even + ROW;
  operand *sums = row_sums;
  for (int j = 0; j < HALF; j++)
    for (int i = 0; i < ROW; i += LANES)
      store_operands(sums + j * ROW + i,
                     load_operands(even + 2 * j * ROW + i) + load_operands(odd + 2 * j * ROW + i));
  vec a[OUTPUT_SIZE], b[OUTPUT_SIZE], c[OUTPUT_SIZE];
  output_row(odd, 2 * ROW, packed, part_even, -1, b);
  for (int j = 0; j < HALF; j++) {
    float *row = probabilities + 2 * j * OUTPUT_SIZE;
    output_row(even, 2 * ROW, packed, part_odd, j, a);
    for (int i = 0; i < OUTPUT_SIZE; i++) row[i] = add_lanes(a[i] + b[i]);
    output_row(odd, 2 * ROW, packed, part_even, j, b);
    output_row(sums, ROW, packed, part_sum, j, c);
    for (int i = 0; i < OUTPUT_SIZE; i++) row[OUTPUT_SIZE + i] = add_lanes(c[i] - a[i] - b[i]);
  }
  for (int i = 0; i < OUTPUT_SIZE * OUTPUT_SIZE; i += LANES)
    store(probabilities + i, sigmoid(load(probabilities + i) + bias));
}

// d = gradient * p (1 - p), p the probabilities, [28][28], into `padded`, the five gradient images of words
// [18][40]: a float, or the numbers of a pixel and of its right neighbour. Returns the sum of d.
NOINLINE float output_backward_sigmoid(const float *probabilities, const float *gradient, void *padded) {
  float sum = 0, values[gradient_images * PADDED_IMAGE + LANES];
  memset(values, 0, sizeof values);
  float *even = values + even_gradient * PADDED_IMAGE, *odd = values + odd_gradient * PADDED_IMAGE;
  for (int y = 0; y < OUTPUT_SIZE; y++)
    for (int x = 0; x < OUTPUT_SIZE; x++) {
      const float p = probabilities[y * OUTPUT_SIZE + x];
      const float d = gradient[y * OUTPUT_SIZE + x] * p * (1 - p);
      (y % 2 == 0 ? even : odd)[(y / 2 + 2) * PADDED_STRIDE + x + 3] = d;
      sum += d;
    }
  for (int i = 0; i < PADDED_IMAGE; i++) {
    values[sum_gradient * PADDED_IMAGE + i] = even[i] + odd[i];
    values[a_gradient * PADDED_IMAGE + i] = even[i] - odd[i];
    if (i + PADDED_STRIDE < PADDED_IMAGE)
      values[b_gradient * PADDED_IMAGE + i] = even[i + PADDED_STRIDE] - odd[i];
  }
#if OPERAND_BF16
  for (int i = 0; i < gradient_images * PADDED_IMAGE; i += LANES) {
    const uvec words = pair_operands(load(values + i), load(values + i + 1));
    memcpy((uint32_t *)padded + i, &words, sizeof words);
  }
#else
  memcpy(padded, values, sizeof(float) * gradient_images * PADDED_IMAGE);
#endif
  return sum;
}

// Row j of a part of the flipped kernel with a gradient image, PIXELS pixels of LANES channels.
INLINE void gradient_row(const uint32_t *image, const void *packed, int part, int j, int first, int c,
                         vec *sums) {
  UNROLL_FOR (int s = 0; s < PIXELS; s++) sums[s] = splat(0);
  for (int i = 0; i < part_rows[part]; i++) {
    const uint32_t *row = image + (j + i + 1) * PADDED_STRIDE + first;
    uvec weights[TAP_WORDS];
    UNROLL_FOR (int t = 0; t < TAP_WORDS; t++)
      weights[t] = load_words(flipped_taps(packed) +
                              (((part_first[part] + i) * TAP_WORDS + t) * CHANNELS + c) * PER_WORD);
    UNROLL_FOR (int x = 0; x < PIXELS + TAPS - 1; x++)
      UNROLL_FOR (int t = 0; t < TAP_WORDS; t++) {
        const int s = x - t * PER_WORD;
        if (s >= 0 && s < PIXELS) sums[s] = multiply_add_words((uvec)row[x], weights[t], sums[s]);
      }
  }
}

// dx[y][x][c] = sum over ky, kx of d[y + 3 - ky][x + 3 - kx] kernel[ky][kx][c], [28][28][128].
NOINLINE void output_backward_data(const void *padded, const void *packed, float *dx) {
  const uint32_t *even = (const uint32_t *)padded + even_gradient * PADDED_IMAGE;
  const uint32_t *odd = (const uint32_t *)padded + odd_gradient * PADDED_IMAGE;
  const uint32_t *both = (const uint32_t *)padded + sum_gradient * PADDED_IMAGE;
  for (int c = 0; c < CHANNELS; c += LANES)
    for (int first = 0; first < OUTPUT_SIZE; first += PIXELS) {
      vec a[PIXELS], b[PIXELS], sums[PIXELS];
      gradient_row(odd, packed, part_even, -1, first, c, b);
      for (int j = 0; j < HALF; j++) {
        float *to = dx + (2 * j * OUTPUT_SIZE + first) * CHANNELS + c;
        gradient_row(even, packed, part_odd, j, first, c, a);
        UNROLL_FOR (int s = 0; s < PIXELS; s++) store(to + s * CHANNELS, a[s] + b[s]);
        gradient_row(odd, packed, part_even, j, first, c, b);
        gradient_row(both, packed, part_sum, j, first, c, sums);
        UNROLL_FOR (int s = 0; s < PIXELS; s++) store(to + ROW + s * CHANNELS, sums[s] - a[s] - b[s]);
      }
    }
}

// The words of `vectors` vectors of channels that a product over pixels sums: of one pixel, or of
// two neighbours interleaved.
INLINE void load_pixel(const int vectors, const operand *x, uvec *words) {
#if OPERAND_BF16
  interleave(vectors, x, x + CHANNELS, words);
#else
  UNROLL_FOR (int v = 0; v < vectors; v++) words[v] = load_words(x + v * LANES);
#endif
}

// Adds to the kernel rows of a part the sum over pixels of x and a gradient image: `rows` rows from
// `tap` on and `vectors` vectors of channels at once.
INLINE void output_weight_block(const int rows, const int vectors, const operand *x, ptrdiff_t x_row,
                                const uint32_t *image, int part, int tap, int c, float *dkernel) {
  vec sums[2][TAPS][2];
  UNROLL_FOR (int r = 0; r < rows; r++)
    UNROLL_FOR (int kx = 0; kx < TAPS; kx++)
      UNROLL_FOR (int v = 0; v < vectors; v++) sums[r][kx][v] = splat(0);
  for (int y = 0; y < HALF; y++) {
    const uint32_t *row = image + (y + 3 - tap) * PADDED_STRIDE;
    for (int i = 0; i < OUTPUT_SIZE; i += PER_WORD) {
      uvec pixel[2];
      load_pixel(vectors, x + y * x_row + i * CHANNELS + c, pixel);
      UNROLL_FOR (int r = 0; r < rows; r++)
        UNROLL_FOR (int kx = 0; kx < TAPS; kx++) {
          const uvec d = (uvec)row[i + 6 - kx - r * PADDED_STRIDE];
          UNROLL_FOR (int v = 0; v < vectors; v++)
            sums[r][kx][v] = multiply_add_words(pixel[v], d, sums[r][kx][v]);
        }
    }
  }
  UNROLL_FOR (int r = 0; r < rows; r++)
    for (int odd = part == part_odd; odd <= (part != part_even); odd++) {
      const int ky = 2 * (tap + r) + odd;
      if (ky >= TAPS) continue;
      UNROLL_FOR (int kx = 0; kx < TAPS; kx++)
        UNROLL_FOR (int v = 0; v < vectors; v++) {
          float *to = dkernel + (ky * TAPS + kx) * CHANNELS + c + v * LANES;
          store(to, load(to) + sums[r][kx][v]);
        }
    }
}

// Vectors whose sums for two rows of taps fit the registers.
enum { WEIGHT_VECTORS = PIXELS == 14 ? 2 : 1 };

INLINE void output_weight_part(const operand *x, ptrdiff_t x_row, const uint32_t *image, int part, int c,
                               float *dkernel) {
  output_weight_block(2, WEIGHT_VECTORS, x, x_row, image, part, 0, c, dkernel);
  if (part == part_odd) output_weight_block(1, WEIGHT_VECTORS, x, x_row, image, part, 2, c, dkernel);
  else output_weight_block(2, WEIGHT_VECTORS, x, x_row, image, part, 2, c, dkernel);
}

// dkernel[ky][kx][c] += sum over y, x of d[y][x] x[y + ky - 3][x + kx - 3][c], [49][128].
NOINLINE void output_backward_weights(const void *x, const void *row_sums, const void *padded,
                                      float *dkernel) {
  const operand *even = x, *odd = even + ROW;
  const uint32_t *images = padded;
  for (int c = 0; c < CHANNELS; c += WEIGHT_VECTORS * LANES) {
    output_weight_part(odd, 2 * ROW, images + b_gradient * PADDED_IMAGE, part_even, c, dkernel);
    output_weight_part(even, 2 * ROW, images + a_gradient * PADDED_IMAGE, part_odd, c, dkernel);
    output_weight_part(row_sums, ROW, images + odd_gradient * PADDED_IMAGE, part_sum, c, dkernel);
  }
}
