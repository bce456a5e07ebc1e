// The 7x7 convolution of 128 channels to one by AMX, whose tiles want 16 of everything: 784 pixels by 49
// taps, filled up to 64, instead of the single channel.
//
// Forward, every pixel is multiplied with every tap, z[q][tap] = sum over c of x[q][c] kernel[tap][c], and
// the products a pixel takes lie on diagonals, which are added as floats. Backward-data multiplies what a
// pixel sees of the gradient with the kernel; backward-weights the gradient moved by each tap with the
// pixels.
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
  SEEN_ROW = 8,  // taps of a row, or pixels that they see: 7, filled up
  TAP_COLUMNS = SEEN_ROW * SEEN_ROW,
  CHANNEL_WORDS = CHANNELS / PER_WORD,
  SEEN_WORDS = TAP_COLUMNS / PER_WORD,
  // The gradient with zeros around it: rows and columns from -3 on.
  PADDED_ROWS = OUTPUT_SIZE + TAPS,
  PADDED_STRIDE = 40
};
// What is worked on at a time: pixels that fill tiles, rows whose pairs of pixels do.
enum { ROWS_AT_A_TIME = 4, PIXELS_AT_A_TIME = ROWS_AT_A_TIME * OUTPUT_SIZE, WEIGHT_ROWS = 8 };
_Static_assert(PIXELS_AT_A_TIME % AMX_ROWS == 0 && OUTPUT_SIZE % ROWS_AT_A_TIME == 0, "whole tiles");
_Static_assert(OUTPUT_PIXELS *TAP_COLUMNS <= kernel_output_scratch_count, "the header's size");
_Static_assert(PADDED_ROWS *PADDED_STRIDE <= 2 * kernel_padded_gradient_count, "the header's size");
_Static_assert(PER_WORD *(TAP_COLUMNS *CHANNEL_WORDS + CHANNELS * SEEN_WORDS) <= kernel_output_packed_count,
               "the header's size");

// Where the panels of the backward pass begin.
INLINE const operand *seen_panels(const void *packed) {
  return (const operand *)packed + PER_WORD * TAP_COLUMNS * CHANNEL_WORDS;
}

// kernel[ky][kx][c] of column 8 ky + 6 - kx; 0 for those that fill up.
INLINE float column_tap(const float *kernel, int column, int c) {
  const int ky = column / SEEN_ROW, kx = TAPS - 1 - column % SEEN_ROW;
  return ky < TAPS && kx >= 0 ? kernel[(ky * TAPS + kx) * CHANNELS + c] : 0;
}

// kernel [49][128] -> panels of words, channels by taps [64 / PANEL][64][PANEL] for the forward pass, then
// taps by channels [128 / PANEL][32][PANEL] for the backward one.
NOINLINE void output_pack(const float *kernel, void *packed) {
  operand *to = packed;
  for (int first = 0; first < TAP_COLUMNS; first += PANEL)
    for (int c = 0; c < CHANNELS; c += PER_WORD)
      for (int column = first; column < first + PANEL; column++)
        for (int i = 0; i < PER_WORD; i++) *to++ = round_to_operand(column_tap(kernel, column, c + i));
  for (int first = 0; first < CHANNELS; first += PANEL)
    for (int column = 0; column < TAP_COLUMNS; column += PER_WORD)
      for (int c = first; c < first + PANEL; c++)
        for (int i = 0; i < PER_WORD; i++) *to++ = round_to_operand(column_tap(kernel, column + i, c));
}

// Eight neighbouring sums of a row of pixels.
typedef float RowSums __attribute__((ext_vector_type(SEEN_ROW), aligned(4)));

// sums[x - 3 ...] = sum over ky, kx of products[(y + ky - 3)][x + kx - 3][ky][6 - kx], x = 0 ... 27: pixels
// pass by, each adds to the sums of those it is seen from, and the leftmost one is whole.
INLINE void add_diagonals(const float *products, int y, float *sums) {
  const int low = y < 3 ? 3 - y : 0, high = y > OUTPUT_SIZE - 4 ? OUTPUT_SIZE + 3 - y : TAPS;
  RowSums open = 0;
  for (int x = 0; x < OUTPUT_SIZE + 3; x++) {
    open = __builtin_shufflevector(open, (RowSums)0, 1, 2, 3, 4, 5, 6, 7, 8);
    if (x < OUTPUT_SIZE)
      for (int ky = low; ky < high; ky++)
        open += *(const RowSums *)(products + ((y + ky - 3) * OUTPUT_SIZE + x) * TAP_COLUMNS + ky * SEEN_ROW);
    *(RowSums *)(sums + x) = open;
  }
}

// probabilities[y][x] = sigmoid(bias + sum over ky, kx, c of x[y + ky - 3][x + kx - 3][c] kernel[ky][kx][c]),
// [28][28]; scratch [28][28][64].
NOINLINE void output_forward(const void *x, const void *packed, float bias, void *scratch,
                             float *probabilities) {
  float *products = scratch;
  prepare_tiles();
  for (int first = 0; first < OUTPUT_PIXELS; first += PIXELS_AT_A_TIME)
    for (int column = 0; column < TAP_COLUMNS; column += PANEL)
      multiply_operands(PIXELS_AT_A_TIME,
                        one_block((const operand *)x + first * CHANNELS, CHANNEL_WORDS, 1,
                                  (const operand *)packed + column * CHANNELS, PANEL, CHANNEL_WORDS),
                        products + first * TAP_COLUMNS + column, TAP_COLUMNS, false);
  release_tiles();
  for (int y = 0; y < OUTPUT_SIZE; y++) {
    float sums[3 + OUTPUT_SIZE + SEEN_ROW + LANES];
    add_diagonals(products, y, sums);
    for (int i = 0; i < OUTPUT_SIZE; i += LANES) {
      const vec p = sigmoid(load(sums + 3 + i) + bias);
      const int count = OUTPUT_SIZE - i < LANES ? OUTPUT_SIZE - i : LANES;
      memcpy(probabilities + y * OUTPUT_SIZE + i, &p, sizeof(float) * (size_t)count);
    }
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
  operand seen[PIXELS_AT_A_TIME * TAP_COLUMNS];
  memset(seen, 0, sizeof seen);
  prepare_tiles();
  for (int first = 0; first < OUTPUT_SIZE; first += ROWS_AT_A_TIME) {
    for (int row = 0; row < ROWS_AT_A_TIME; row++)
      for (int ky = 0; ky < TAPS; ky++) {
        const operand *from = (const operand *)padded + (first + row + 6 - ky) * PADDED_STRIDE;
        operand *to = seen + (row * OUTPUT_SIZE * SEEN_ROW + ky) * SEEN_ROW;
        for (int x = 0; x < OUTPUT_SIZE; x++)
          memcpy(to + x * TAP_COLUMNS, from + x, sizeof(operand) * SEEN_ROW);
      }
    for (int c = 0; c < CHANNELS; c += PANEL)
      multiply_operands(
          PIXELS_AT_A_TIME,
          one_block(seen, SEEN_WORDS, 1, seen_panels(packed) + c * TAP_COLUMNS, PANEL, SEEN_WORDS),
          dx + first * OUTPUT_SIZE * CHANNELS + c, CHANNELS, false);
  }
  release_tiles();
}

// dkernel[ky][kx][c] += sum over y, x of d[y][x] x[y + ky - 3][x + kx - 3][c], [49][128].
NOINLINE void output_backward_weights(const void *x, const void *scratch, const void *padded,
                                      float *dkernel) {
  enum { PIXELS_HERE = WEIGHT_ROWS * OUTPUT_SIZE, ROWS_LEFT = OUTPUT_SIZE % WEIGHT_ROWS };
  _Static_assert(PIXELS_HERE % (PER_WORD * AMX_WORDS) == 0, "whole tiles of pixels");
  (void)scratch;
  operand moved[ALL_TAPS * PIXELS_HERE], pairs[PIXELS_HERE * PANEL];
  float sums[ALL_TAPS * CHANNELS];
  prepare_tiles();
  for (int first = 0; first < OUTPUT_SIZE; first += WEIGHT_ROWS) {
    const int rows = OUTPUT_SIZE - first < WEIGHT_ROWS ? ROWS_LEFT : WEIGHT_ROWS;
    if (rows < WEIGHT_ROWS) memset(moved, 0, sizeof moved);
    for (int tap = 0; tap < ALL_TAPS; tap++)
      for (int row = 0; row < rows; row++)
        memcpy(moved + tap * PIXELS_HERE + row * OUTPUT_SIZE,
               (const operand *)padded + (first + row + 6 - tap / TAPS) * PADDED_STRIDE + 6 - tap % TAPS,
               sizeof(operand) * OUTPUT_SIZE);
    const int count = rows * OUTPUT_SIZE;
    for (int c = 0; c < CHANNELS; c += PANEL) {
      pair_rows((const operand *)x + first * OUTPUT_SIZE * CHANNELS + c, CHANNELS, count, words_of(count),
                pairs);
      multiply_operands(ALL_TAPS, one_block(moved, PIXELS_HERE / PER_WORD, 1, pairs, PANEL, words_of(count)),
                        sums + c, CHANNELS, first > 0);
    }
  }
  release_tiles();
  for (int i = 0; i < ALL_TAPS * CHANNELS; i += LANES) store(dkernel + i, load(dkernel + i) + load(sums + i));
}
