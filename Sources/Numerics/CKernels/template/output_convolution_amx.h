// The 7x7 convolution of 128 channels to one by AMX, whose tiles want 16 of everything: 784 pixels by 49
// taps, filled up to 64, instead of the single channel.
//
// Forward, every pixel is multiplied with every tap, z[q][tap] = sum over c of x[q][c] kernel[tap][c], and the
// products a pixel takes lie on diagonals, which are added as floats. Backward-data multiplies what a pixel
// sees of the gradient with the kernel; backward-weights the gradient moved by each tap with the pixels.
#pragma once
#include <string.h>

#include "CKernels.h"
#include "elementwise.h"
#include "operand_product.h"
#include "transposed_layout.h"

enum {
  OUTPUT_SIZE = 28,
  OUTPUT_PIXELS = OUTPUT_SIZE * OUTPUT_SIZE,
  TAPS = 7,
  ALL_TAPS = TAPS * TAPS,
  TAP_COLUMNS = 64,  // of all taps, filled up
  SEEN_ROW = 8,      // of the gradient's pixels that one sees in a row: 7, filled up
  CHANNEL_WORDS = CHANNELS / PER_WORD,
  SEEN_WORDS = SEEN_ROW * SEEN_ROW / PER_WORD,
  // The gradient with zeros around it: rows and columns from -3 on.
  PADDED_ROWS = OUTPUT_SIZE + TAPS,
  PADDED_STRIDE = 40
};
// Rows of pixels that are worked on together, such that their pixels fill tiles.
enum { FORWARD_ROWS = 4, WEIGHT_ROWS = 8 };
_Static_assert(FORWARD_ROWS *OUTPUT_SIZE % AMX_ROWS == 0 && OUTPUT_SIZE % FORWARD_ROWS == 0, "whole tiles");
_Static_assert(PADDED_ROWS *PADDED_STRIDE <= 2 * kernel_padded_gradient_count, "the header's size");
_Static_assert(PER_WORD * (TAP_COLUMNS * CHANNEL_WORDS + CHANNELS * SEEN_WORDS) <= kernel_output_packed_count,
               "the header's size");

// Where the panels of the backward pass begin.
INLINE const operand *seen_panels(const void *packed) {
  return (const operand *)packed + PER_WORD * TAP_COLUMNS * CHANNEL_WORDS;
}

// kernel [49][128] -> panels [64 / PANEL][64][PANEL] of words, channels by taps, then [128 / PANEL][32][PANEL],
// what a pixel sees by channels: row ky of it, from left to right, meets taps 6 ... 0.
NOINLINE void output_pack(const float *kernel, void *packed) {
  operand *to = packed;
  for (int first = 0; first < TAP_COLUMNS; first += PANEL)
    for (int c = 0; c < CHANNELS; c += PER_WORD)
      for (int tap = first; tap < first + PANEL; tap++)
        for (int i = 0; i < PER_WORD; i++)
          *to++ = round_to_operand(tap < ALL_TAPS ? kernel[tap * CHANNELS + c + i] : 0);
  for (int first = 0; first < CHANNELS; first += PANEL)
    for (int seen = 0; seen < SEEN_ROW * SEEN_ROW; seen += PER_WORD)
      for (int c = first; c < first + PANEL; c++)
        for (int i = 0; i < PER_WORD; i++) {
          const int ky = (seen + i) / SEEN_ROW, kx = TAPS - 1 - (seen + i) % SEEN_ROW;
          *to++ = round_to_operand(ky < TAPS && kx >= 0 ? kernel[(ky * TAPS + kx) * CHANNELS + c] : 0);
        }
}

// LANES products of one tap, for pixels column ... of a row whose products begin at `row`; zero where the
// tap falls outside of the row.
INLINE vec tap_products(const float *row, const int column, const int kx) {
  vec products = load(row + column + kx - 3);
  UNROLL_FOR (int lane = 0; lane < LANES; lane++) {
    const int pixel = column + lane + kx - 3;
    if (pixel < 0 || pixel >= OUTPUT_SIZE) products[lane] = 0;
  }
  return products;
}

// probabilities[y][x] = sigmoid(bias + sum over ky, kx, c of x[y + ky - 3][x + kx - 3][c] kernel[ky][kx][c]),
// [28][28]; row_sums is not needed.
NOINLINE void output_forward(const void *x, const void *packed, float bias, void *row_sums,
                             float *probabilities) {
  enum { PIXELS_HERE = FORWARD_ROWS * OUTPUT_SIZE, SUM_STRIDE = 2 * LANES };
  (void)row_sums;
  float products[PIXELS_HERE * TAP_COLUMNS], by_tap[LANES + TAP_COLUMNS * PIXELS_HERE + LANES];
  float sums[OUTPUT_SIZE * SUM_STRIDE];
  memset(by_tap, 0, sizeof(float) * LANES);
  memset(by_tap + LANES + TAP_COLUMNS * PIXELS_HERE, 0, sizeof(float) * LANES);
  memset(sums, 0, sizeof sums);
  for (int first = 0; first < OUTPUT_SIZE; first += FORWARD_ROWS) {
    prepare_tiles();
    for (int tap = 0; tap < TAP_COLUMNS; tap += PANEL)
      multiply_operands(PIXELS_HERE,
                        one_block((const operand *)x + first * OUTPUT_SIZE * CHANNELS, CHANNEL_WORDS, 1,
                                  (const operand *)packed + tap * CHANNELS, PANEL, CHANNEL_WORDS),
                        products + tap, TAP_COLUMNS, false);
    release_tiles();
    for (int pixel = 0; pixel < PIXELS_HERE; pixel += LANES)
      for (int tap = 0; tap < TAP_COLUMNS; tap += LANES)
        transpose_words((const uint32_t *)products + pixel * TAP_COLUMNS + tap, TAP_COLUMNS,
                        (uint32_t *)by_tap + LANES + tap * PIXELS_HERE + pixel, PIXELS_HERE);
    for (int row = 0; row < FORWARD_ROWS; row++)
      for (int ky = 0; ky < TAPS; ky++) {
        const int y = first + row + 3 - ky;
        if (y < 0 || y >= OUTPUT_SIZE) continue;
        const float *from = by_tap + LANES + ky * TAPS * PIXELS_HERE + row * OUTPUT_SIZE;
        float *to = sums + y * SUM_STRIDE;
        UNROLL_FOR (int column = 0; column < SUM_STRIDE; column += LANES) {
          vec sum = load(to + column);
          UNROLL_FOR (int kx = 0; kx < TAPS; kx++) sum += tap_products(from + kx * PIXELS_HERE, column, kx);
          store(to + column, sum);
        }
      }
  }
  for (int y = 0; y < OUTPUT_SIZE; y++)
    for (int column = 0; column < OUTPUT_SIZE; column += LANES) {
      const vec p = sigmoid(load(sums + y * SUM_STRIDE + column) + bias);
      const int count = OUTPUT_SIZE - column < LANES ? OUTPUT_SIZE - column : LANES;
      memcpy(probabilities + y * OUTPUT_SIZE + column, &p, sizeof(float) * (size_t)count);
    }
}

// d = gradient * p (1 - p), p the probabilities, [28][28], into `padded`, operands [35][40] from row and
// column -3 on. Returns the sum of d.
NOINLINE float output_backward_sigmoid(const float *probabilities, const float *gradient, void *padded) {
  operand *to = padded;
  float sum = 0;
  memset(to, 0, sizeof(operand) * PADDED_ROWS * PADDED_STRIDE);
  for (int y = 0; y < OUTPUT_SIZE; y++)
    for (int x = 0; x < OUTPUT_SIZE; x++) {
      const float p = probabilities[y * OUTPUT_SIZE + x];
      const float d = gradient[y * OUTPUT_SIZE + x] * p * (1 - p);
      to[(y + 3) * PADDED_STRIDE + x + 3] = round_to_operand(d);
      sum += d;
    }
  return sum;
}

// dx[y][x][c] = sum over ky, kx of d[y + 3 - ky][x + 3 - kx] kernel[ky][kx][c], [28][28][128].
NOINLINE void output_backward_data(const void *padded, const void *packed, float *dx) {
  enum { PIXELS_HERE = FORWARD_ROWS * OUTPUT_SIZE };
  operand seen[PIXELS_HERE * SEEN_ROW * SEEN_ROW];
  memset(seen, 0, sizeof seen);
  prepare_tiles();
  for (int first = 0; first < OUTPUT_SIZE; first += FORWARD_ROWS) {
    for (int row = 0; row < FORWARD_ROWS; row++)
      for (int ky = 0; ky < TAPS; ky++) {
        const operand *from = (const operand *)padded + (first + row + 6 - ky) * PADDED_STRIDE;
        operand *to = seen + (row * OUTPUT_SIZE * SEEN_ROW + ky) * SEEN_ROW;
        for (int x = 0; x < OUTPUT_SIZE; x++)
          memcpy(to + x * SEEN_ROW * SEEN_ROW, from + x, sizeof(operand) * SEEN_ROW);
      }
    for (int c = 0; c < CHANNELS; c += PANEL)
      multiply_operands(PIXELS_HERE,
                        one_block(seen, SEEN_WORDS, 1, seen_panels(packed) + c * SEEN_ROW * SEEN_ROW, PANEL,
                                  SEEN_WORDS),
                        dx + first * OUTPUT_SIZE * CHANNELS + c, CHANNELS, false);
  }
  release_tiles();
}

// dkernel[ky][kx][c] += sum over y, x of d[y][x] x[y + ky - 3][x + kx - 3][c], [49][128].
NOINLINE void output_backward_weights(const void *x, const void *row_sums, const void *padded,
                                      float *dkernel) {
  enum {
    PIXELS_HERE = WEIGHT_ROWS * OUTPUT_SIZE,
    ROWS_LEFT = OUTPUT_SIZE % WEIGHT_ROWS,
    MOVED_STRIDE = PIXELS_HERE
  };
  _Static_assert(PIXELS_HERE % (PER_WORD * AMX_WORDS) == 0, "whole tiles of pixels");
  (void)row_sums;
  operand moved[ALL_TAPS * MOVED_STRIDE], pairs[PIXELS_HERE * PANEL];
  float sums[ALL_TAPS * CHANNELS];
  for (int first = 0; first < OUTPUT_SIZE; first += WEIGHT_ROWS) {
    const int rows = OUTPUT_SIZE - first < WEIGHT_ROWS ? ROWS_LEFT : WEIGHT_ROWS;
    if (rows < WEIGHT_ROWS) memset(moved, 0, sizeof moved);
    for (int tap = 0; tap < ALL_TAPS; tap++)
      for (int row = 0; row < rows; row++)
        memcpy(moved + tap * MOVED_STRIDE + row * OUTPUT_SIZE,
               (const operand *)padded + (first + row + 6 - tap / TAPS) * PADDED_STRIDE + 6 - tap % TAPS,
               sizeof(operand) * OUTPUT_SIZE);
    const int count = rows * OUTPUT_SIZE;
    for (int c = 0; c < CHANNELS; c += PANEL) {
      pair_rows((const operand *)x + first * OUTPUT_SIZE * CHANNELS + c, CHANNELS, count, pairs);
      prepare_tiles();
      multiply_operands(ALL_TAPS, one_block(moved, MOVED_STRIDE / PER_WORD, 1, pairs, PANEL, words_of(count)),
                        sums + c, CHANNELS, first > 0);
      release_tiles();
    }
  }
  for (int i = 0; i < ALL_TAPS * CHANNELS; i += LANES) store(dkernel + i, load(dkernel + i) + load(sums + i));
}
