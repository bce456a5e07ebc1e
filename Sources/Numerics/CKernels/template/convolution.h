// A convolution of one image of any shape, as products with the matrix of its patches. In Keras's layout,
// with input pixel (r, s) at row r + before of the padded input,
//     y[i][j][f] = sum over u, v, c of x[stride i + u - before][stride j + v - before][c] kernel[u][v][c][f].
// A patch is what one output pixel sees: taps rows of taps * channels neighbouring operands.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "CKernels.h"
#include "operands.h"
#include "operand_product.h"

INLINE int pixels_of(const ConvolutionShape *shape) { return shape->output_size * shape->output_size; }

// Words of a packed sum over a patch, or over the filters.
INLINE int packed_words(int count) { return (count + PER_WORD - 1) / PER_WORD; }

// Zero behind the end of a matrix, which panels round up.
INLINE float element_or_zero(const float *matrix, int row, int rows, int column, int columns,
                             size_t row_stride, size_t column_stride) {
  return row < rows && column < columns ? matrix[(size_t)row * row_stride + (size_t)column * column_stride]
                                        : 0;
}

// A matrix [rows][columns], given by the distances of its elements -> panels of word rows
// [panels][packed_words(rows)][PANEL].
INLINE void pack_panels(const float *matrix, int rows, int columns, size_t row_stride, size_t column_stride,
                        operand *panels) {
  for (int first = 0; first < columns; first += PANEL)
    for (int row = 0; row < rows; row += PER_WORD)
      for (int column = first; column < first + PANEL; column++)
        for (int i = 0; i < PER_WORD; i++)
          *panels++ = round_to_operand(
              element_or_zero(matrix, row + i, rows, column, columns, row_stride, column_stride));
}

// kernel [taps][taps][channels][filters] -> panels of the forward and of the backward product.
NOINLINE void convolution_pack(const ConvolutionShape *shape, const float *kernel, void *panels,
                               void *transposed) {
  const size_t filters = (size_t)shape->filters;
  pack_panels(kernel, shape->patch, shape->filters, filters, 1, panels);
  pack_panels(kernel, shape->filters, shape->patch, 1, filters, transposed);
}

// patches[i][j] = what output pixel (i, j) sees of input [padded_size][padded_size][channels].
NOINLINE void convolution_gather(const ConvolutionShape *shape, const void *input, void *patches) {
  const int output = shape->output_size, run = shape->taps * shape->channels;
  const size_t row = (size_t)(shape->padded_size * shape->channels);
  const size_t step = (size_t)(shape->stride * shape->channels);
  for (int i = 0; i < output; i++)
    for (int j = 0; j < output; j++)
      for (int u = 0; u < shape->taps; u++) {
        const operand *from =
            (const operand *)input + (size_t)(shape->stride * i + u) * row + (size_t)j * step;
        operand *to =
            (operand *)patches + (size_t)(i * output + j) * (size_t)shape->patch_stride + (size_t)(u * run);
        copy_operands(from, run, to);
      }
}

// y [pixels][filter_stride] = patches . kernel, without the bias.
NOINLINE void convolution_forward(const ConvolutionShape *shape, const void *patches, const void *panels,
                                  float *y) {
  const int words = packed_words(shape->patch);
  const size_t panel = (size_t)(words * PER_WORD * PANEL);
  prepare_tiles();
  for (int f = 0; f < shape->filter_stride; f += PANEL)
    multiply_operands(pixels_of(shape),
                      one_block(patches, (size_t)shape->patch_stride / PER_WORD, 1,
                                (const operand *)panels + (size_t)(f / PANEL) * panel, PANEL, words),
                      y + f, (size_t)shape->filter_stride, false);
  release_tiles();
}

// dx [padded_size][padded_size][channels] = the sum over the patches that a pixel is in of
// delta [pixels][filter_stride] . kernel'. patch_gradient [pixels][patch_stride] is scratch.
NOINLINE void convolution_backward_data(const ConvolutionShape *shape, const void *delta,
                                        const void *transposed, float *patch_gradient, float *dx) {
  const int output = shape->output_size, run = shape->taps * shape->channels;
  const int words = packed_words(shape->filters);
  const size_t panel = (size_t)(words * PER_WORD * PANEL);
  const size_t stride = (size_t)shape->patch_stride;
  prepare_tiles();
  for (int k = 0; k < shape->patch_stride; k += PANEL) {
    Product product = one_block(delta, (size_t)shape->filter_stride / PER_WORD, 1,
                                (const operand *)transposed + (size_t)(k / PANEL) * panel, PANEL, words);
    product.next = (const operand *)product.b + panel;
    product.next_bytes = sizeof(operand) * panel;
    multiply_operands(pixels_of(shape), product, patch_gradient + k, stride, false);
  }
  release_tiles();
  const size_t row = (size_t)(shape->padded_size * shape->channels);
  const size_t step = (size_t)(shape->stride * shape->channels);
  memset(dx, 0, sizeof(float) * row * (size_t)shape->padded_size);
  for (int i = 0; i < output; i++)
    for (int j = 0; j < output; j++)
      for (int u = 0; u < shape->taps; u++) {
        const float *from = patch_gradient + (size_t)(i * output + j) * stride + (size_t)(u * run);
        float *to = dx + (size_t)(shape->stride * i + u) * row + (size_t)j * step;
        int n = 0;
        for (; n + LANES <= run; n += LANES) store(to + n, load(to + n) + load(from + n));
        for (; n < run; n++) to[n] += from[n];
      }
}

// The panels of delta [pixels][filter_stride] as the words that a sum over pixels takes.
INLINE void pack_delta(const ConvolutionShape *shape, const operand *delta, operand *panels) {
  const int pixels = pixels_of(shape);
  const size_t panel = (size_t)(words_of(pixels) * PER_WORD * PANEL);
  for (int f = 0; f < shape->filter_stride; f += PANEL, panels += panel) {
#if OPERAND_BF16
    pair_rows(delta + f, shape->filter_stride, pixels, words_of(pixels), panels);
#else
    for (int i = 0; i < pixels; i++)
      memcpy(panels + i * PANEL, delta + (size_t)i * (size_t)shape->filter_stride + f, sizeof(float) * PANEL);
#endif
  }
}

// dkernel [taps][taps][channels][filters] += patches' . delta, the sum over pixels. Scratch: the panels of
// delta, in bf16 a panel of patches, and a tile at the border of the filters.
NOINLINE void convolution_backward_weights(const ConvolutionShape *shape, const void *patches,
                                           const void *delta, void *scratch, float *dkernel) {
  const int pixels = pixels_of(shape), words = words_of(pixels);
  const size_t panel = (size_t)(words * PER_WORD * PANEL), filters = (size_t)shape->filters;
  operand *panels = scratch;
  operand *patch_words = panels + (size_t)(shape->filter_stride / PANEL) * panel;
  pack_delta(shape, delta, panels);
  prepare_tiles();
  for (int k = 0; k < shape->patch; k += PANEL) {
    const int rows = shape->patch - k < PANEL ? shape->patch - k : PANEL;
    const Columns columns =
        columns_of((const operand *)patches + k, shape->patch_stride, pixels, patch_words);
    Product product = one_block(columns.data, columns.column_stride, columns.k_stride, NULL, PANEL, words);
    for (int f = 0; f < shape->filter_stride; f += PANEL) {
      float *to = dkernel + (size_t)k * filters + f;
      product.b = panels + (size_t)(f / PANEL) * panel;
      const int filters_left = shape->filters - f;
      if (filters_left >= PANEL) {
        multiply_operands(rows, product, to, filters, true);
        continue;
      }
      float *border = (float *)(patch_words + panel);
      multiply_operands(rows, product, border, PANEL, false);
      for (int r = 0; r < rows; r++)
        for (int c = 0; c < filters_left; c++) to[(size_t)r * filters + c] += border[r * PANEL + c];
    }
  }
  release_tiles();
}
