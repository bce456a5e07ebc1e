// The discriminator on one image: two 3x3, stride 2, `same` convolutions (zero padding 0 above and
// left, 1 below and right) as products with patch matrices, and a dense layer.
#pragma once
#include <string.h>

#include "CKernels.h"
#include "operands.h"
#include "product.h"

#define FILTERS 64
#define PATCH1 9
#define PATCH2 (9 * FILTERS)
#define SIZE1 14
#define SIZE2 7
#define COUNT1 (SIZE1 * SIZE1 * FILTERS)
#define COUNT2 (SIZE2 * SIZE2 * FILTERS)
#define PADDED1 (SIZE1 + 1)

// The convolution that matters, conv2, multiplies operands; conv1 and the dense layer floats.

// Floats that `count` operands take, in whole cache lines.
#define OPERAND_FLOATS(count) (((count) / PER_WORD + 15) / 16 * 16)

// Offsets into the workspace of one image, in floats.
enum {
  at_patches1 = 0,                                      // [196][16], 9 columns used
  at_activations1 = at_patches1 + SIZE1 * SIZE1 * 16,   // operands [15][15][64], zero last row, column
  at_patches2 = at_activations1 + OPERAND_FLOATS(PADDED1 * PADDED1 * FILTERS),  // operands [49][576]
  at_activations2 = at_patches2 + OPERAND_FLOATS(SIZE2 * SIZE2 * PATCH2),       // [49][64]
  at_gradient2 = at_activations2 + COUNT2,              // operands [49][64]
  at_gradient2_panels = at_gradient2 + OPERAND_FLOATS(COUNT2),  // words, at most [64 / PANEL][49][PANEL]
  at_patch_words = at_gradient2_panels + COUNT2,        // words, at most [49][PANEL]
  at_patch_gradient = at_patch_words + SIZE2 * SIZE2 * PANEL,   // [49][576], then [14][IMAGE_PANELS * PANEL]
  at_gradient1 = at_patch_gradient + SIZE2 * SIZE2 * PATCH2,    // [15][15][64]
  discriminator_workspace = at_gradient1 + PADDED1 * PADDED1 * FILTERS
};
// Offsets into the gradients, in Keras's order.
enum {
  at_conv1_kernel = 0,
  at_conv1_bias = PATCH1 * FILTERS,
  at_conv2_kernel = at_conv1_bias + FILTERS,
  at_conv2_bias = at_conv2_kernel + PATCH2 * FILTERS,
  at_dense_kernel = at_conv2_bias + FILTERS,
  at_dense_bias = at_dense_kernel + COUNT2
};
#define IMAGE_PANELS ((16 + PANEL - 1) / PANEL)  // panels that hold the 9 taps of conv1

// The panels of a matrix [rows][columns], given by the distances of its elements.
INLINE void pack_panels(const float *matrix, int rows, int columns, size_t row_stride,
                        size_t column_stride, operand *panels) {
  for (int first = 0; first < columns; first += PANEL)
    for (int row = 0; row < rows; row += PER_WORD, panels += PANEL * PER_WORD)
      for (int i = 0; i < PANEL * PER_WORD; i++)
        panels[i] = round_to_operand(
            matrix[(size_t)(row + i % PER_WORD) * row_stride +
                   (size_t)(first + i / PER_WORD) * column_stride]);
}

NOINLINE void discriminator_pack(const float *conv1_kernel, const float *conv2_kernel,
                                 float *conv1_transposed, void *conv2_panels,
                                 void *conv2_transposed) {
  memset(conv1_transposed, 0, sizeof(float) * FILTERS * PANEL * IMAGE_PANELS);
  for (int t = 0; t < PATCH1; t++)
    for (int f = 0; f < FILTERS; f++)
      conv1_transposed[((t / PANEL) * FILTERS + f) * PANEL + t % PANEL] = conv1_kernel[t * FILTERS + f];
  pack_panels(conv2_kernel, PATCH2, FILTERS, FILTERS, 1, conv2_panels);
  pack_panels(conv2_kernel, FILTERS, PATCH2, 1, FILTERS, conv2_transposed);
}

NOINLINE void unpack_panels(const float *panels, int32_t rows, int32_t columns, float *matrix) {
  for (int column = 0; column < columns; column += PANEL)
    for (int row = 0; row < rows; row++)
      memcpy(matrix + row * columns + column, panels + ((size_t)column * (size_t)rows + (size_t)row * PANEL),
             sizeof(float) * PANEL);
}

// LeakyReLU(x + bias) times the dropout multipliers.
INLINE vec activate(const float *x, const float *bias, const float *keep, int f) {
  const vec a = leaky_relu(load(x + f) + load(bias + f));
  return keep ? a * load(keep + f) : a;
}

NOINLINE float discriminator_forward(const float *image, const DiscriminatorWeights *weights,
                                     const float *keep, float *workspace) {
  float *patches1 = workspace + at_patches1, *activations2 = workspace + at_activations2;
  operand *activations1 = (operand *)(workspace + at_activations1);
  operand *patches2 = (operand *)(workspace + at_patches2);
  for (int y = 0; y < SIZE1; y++)
    for (int x = 0; x < SIZE1; x++)
      for (int t = 0; t < PATCH1; t++) {
        const int row = 2 * y + t / 3, column = 2 * x + t % 3;
        patches1[(y * SIZE1 + x) * 16 + t] =
            row < 28 && column < 28 ? image[row * 28 + column] : 0;
      }
  memset(activations1, 0, sizeof(operand) * PADDED1 * PADDED1 * FILTERS);
  for (int y = 0; y < SIZE1; y++) {
    float row[SIZE1 * FILTERS];
    for (int f = 0; f < FILTERS; f += PANEL)
      multiply(float_tiles, SIZE1,
               one_block(patches1 + y * SIZE1 * 16, 16, 1, weights->conv1_kernel + f, FILTERS, PATCH1),
               row + f, FILTERS, 0);
    for (int x = 0; x < SIZE1; x++)
      for (int f = 0; f < FILTERS; f += LANES)
        store_operands(activations1 + (y * PADDED1 + x) * FILTERS + f,
                       activate(row + x * FILTERS, weights->conv1_bias,
                                keep ? keep + (y * SIZE1 + x) * FILTERS : NULL, f));
  }
  for (int y = 0; y < SIZE2; y++)
    for (int x = 0; x < SIZE2; x++)
      for (int ky = 0; ky < 3; ky++)
        memcpy(patches2 + (y * SIZE2 + x) * PATCH2 + ky * 3 * FILTERS,
               activations1 + ((2 * y + ky) * PADDED1 + 2 * x) * FILTERS,
               sizeof(operand) * 3 * FILTERS);
  for (int f = 0; f < FILTERS; f += PANEL)
    multiply(operand_tiles, SIZE2 * SIZE2,
             one_block(patches2, PATCH2 / PER_WORD, 1, (const operand *)weights->conv2_panels + f * PATCH2,
                       PANEL, PATCH2 / PER_WORD),
             activations2 + f, FILTERS, 0);
  vec sum = splat(0);
  for (int i = 0; i < COUNT2; i += FILTERS)
    for (int f = 0; f < FILTERS; f += LANES) {
      const vec x = activate(activations2 + i, weights->conv2_bias, keep ? keep + COUNT1 + i : NULL, f);
      store(activations2 + i + f, x);
      sum += x * load(weights->dense_kernel + i + f);
    }
  return add_lanes(sum) + weights->dense_bias;
}

// The gradient before dropout and LeakyReLU, which gave `activation`, of LANES channels; adds to the
// bias gradient unless NULL.
INLINE vec activate_backward(vec gradient, vec activation, const float *keep, float *dbias) {
  vec d = gradient * leaky_relu_slope(activation);
  if (keep) d *= load(keep);
  if (dbias) store(dbias, load(dbias) + d);
  return d;
}

// From the gradient of conv2's pre-activations to that of conv1's activations, [15][15][64].
INLINE void conv2_backward_data(const DiscriminatorWeights *weights, float *workspace) {
  float *patch_gradient = workspace + at_patch_gradient, *gradient1 = workspace + at_gradient1;
  for (int k = 0; k < PATCH2; k += PANEL) {
    const operand *b = (const operand *)weights->conv2_transposed + k * FILTERS;
    Product product =
        one_block(workspace + at_gradient2, FILTERS / PER_WORD, 1, b, PANEL, FILTERS / PER_WORD);
    product.next = b + FILTERS * PANEL;
    product.next_bytes = sizeof(operand) * FILTERS * PANEL;
    multiply(operand_tiles, SIZE2 * SIZE2, product, patch_gradient + k, PATCH2, 0);
  }
  memset(gradient1, 0, sizeof(float) * PADDED1 * PADDED1 * FILTERS);
  for (int y = 0; y < SIZE2; y++)
    for (int x = 0; x < SIZE2; x++)
      for (int ky = 0; ky < 3; ky++) {
        const float *from = patch_gradient + (y * SIZE2 + x) * PATCH2 + ky * 3 * FILTERS;
        float *to = gradient1 + ((2 * y + ky) * PADDED1 + 2 * x) * FILTERS;
        for (int i = 0; i < 3 * FILTERS; i += LANES) store(to + i, load(to + i) + load(from + i));
      }
}

INLINE void conv2_backward_weights(float *workspace, float *dkernel) {
  enum { positions = SIZE2 * SIZE2, words = (positions + PER_WORD - 1) / PER_WORD };
  const operand *patches = (const operand *)(workspace + at_patches2);
  const operand *gradient = (const operand *)(workspace + at_gradient2);
  float *panels = workspace + at_gradient2_panels;
  for (int f = 0; f < FILTERS; f += PANEL) {
#if OPERAND_BF16
    interleave_rows(gradient + f, FILTERS, positions, (operand *)(panels + f * positions));
#else
    for (int i = 0; i < positions; i++)
      memcpy(panels + f * positions + i * PANEL, gradient + i * FILTERS + f, sizeof(float) * PANEL);
#endif
  }
  for (int k = 0; k < PATCH2; k += PANEL) {
#if OPERAND_BF16
    interleave_rows(patches + k, PATCH2, positions, (operand *)(workspace + at_patch_words));
    Product product = one_block(workspace + at_patch_words, 1, PANEL, NULL, PANEL, words);
#else
    Product product = one_block(patches + k, 1, PATCH2, NULL, PANEL, words);
#endif
    product.next_bytes = sizeof(float) * PANEL * PANEL;
    for (int f = 0; f < FILTERS; f += PANEL) {
      float *to = dkernel + f * PATCH2 + k * PANEL;
      product.b = panels + f * positions;
      product.next = to + PANEL * PANEL;
      multiply(operand_tiles, PANEL, product, to, PANEL, 1);
    }
  }
}

// Writes the image's gradient from that of conv1's pre-activations.
INLINE void conv1_backward_data(const DiscriminatorWeights *weights, float *workspace,
                                float *image_gradient) {
  float *taps = workspace + at_patch_gradient;
  memset(image_gradient, 0, sizeof(float) * 28 * 28);
  for (int y = 0; y < SIZE1; y++) {
    for (int p = 0; p < IMAGE_PANELS; p++)
      multiply(float_tiles, SIZE1,
               one_block(workspace + at_gradient1 + y * PADDED1 * FILTERS, FILTERS, 1,
                         weights->conv1_transposed + p * FILTERS * PANEL, PANEL, FILTERS),
               taps + p * PANEL, IMAGE_PANELS * PANEL, 0);
    for (int x = 0; x < SIZE1; x++)
      for (int t = 0; t < PATCH1; t++) {
        const int row = 2 * y + t / 3, column = 2 * x + t % 3;
        if (row < 28 && column < 28)
          image_gradient[row * 28 + column] += taps[x * IMAGE_PANELS * PANEL + t];
      }
  }
}

// From the logit's gradient to that of conv2's pre-activations; adds to the gradients of conv2's
// bias and of the dense layer unless NULL.
INLINE void dense_and_activation_backward(const DiscriminatorWeights *weights, const float *keep,
                                          float logit_gradient, float *workspace,
                                          float *gradients) {
  const float *activations2 = workspace + at_activations2;
  operand *gradient2 = (operand *)(workspace + at_gradient2);
  for (int i = 0; i < COUNT2; i += LANES) {
    const vec activation = load(activations2 + i);
    const vec d = activate_backward(
        logit_gradient * load(weights->dense_kernel + i), activation, keep ? keep + COUNT1 + i : NULL,
        gradients ? gradients + at_conv2_bias + i % FILTERS : NULL);
    store_operands(gradient2 + i, d);
    if (!gradients) continue;
    float *to = gradients + at_dense_kernel + i;
    store(to, load(to) + logit_gradient * activation);
  }
  if (gradients) gradients[at_dense_bias] += logit_gradient;
}

NOINLINE void discriminator_backward(const DiscriminatorWeights *weights, const float *keep,
                                     float logit_gradient, float *workspace, float *gradients,
                                     float *image_gradient) {
  float *gradient1 = workspace + at_gradient1;
  const operand *activations1 = (const operand *)(workspace + at_activations1);
  dense_and_activation_backward(weights, keep, logit_gradient, workspace, gradients);
  conv2_backward_data(weights, workspace);
  for (int y = 0; y < SIZE1; y++)
    for (int i = 0; i < SIZE1 * FILTERS; i += LANES) {
      const int at = y * PADDED1 * FILTERS + i;
      store(gradient1 + at,
            activate_backward(load(gradient1 + at), load_operands(activations1 + at),
                              keep ? keep + y * SIZE1 * FILTERS + i : NULL,
                              gradients ? gradients + at_conv1_bias + i % FILTERS : NULL));
    }
  if (gradients) {
    conv2_backward_weights(workspace, gradients + at_conv2_kernel);
    for (int y = 0; y < SIZE1; y++) {
      for (int f = 0; f < FILTERS; f += PANEL)
        multiply(float_tiles, PATCH1,
                 one_block(workspace + at_patches1 + y * SIZE1 * 16, 1, 16,
                           gradient1 + y * PADDED1 * FILTERS + f, FILTERS, SIZE1),
                 gradients + at_conv1_kernel + f, FILTERS, 1);
    }
  }
  if (image_gradient) conv1_backward_data(weights, workspace, image_gradient);
}
