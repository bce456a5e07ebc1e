// The dense layer of a shard, the sigmoid, LeakyReLU's derivative, Adam and the sum of two shards.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "CKernels.h"
#include "product.h"

// e^x to about 2 ulp (Cephes expf's polynomial); not-a-number stays not-a-number.
INLINE vec exponential(vec x) {
  x = x > 88.f ? splat(88.f) : x;
  x = x < -87.f ? splat(-87.f) : x;
  const vec shifted = x * 1.44269504f + 12582912.f;  // the low mantissa bits hold round(x / ln 2)
  const vec n = shifted - 12582912.f;
  vec r = x - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  vec p = splat(1.9875691500e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.f;
  uvec bits, exponent;
  memcpy(&bits, &p, sizeof bits);
  memcpy(&exponent, &shifted, sizeof exponent);
  bits += exponent << 23;
  vec scaled;
  memcpy(&scaled, &bits, sizeof scaled);
  return p == p ? scaled : p;
}

INLINE vec sigmoid(vec x) { return 1.f / (1.f + exponential(-x)); }

// panels[first / PANEL][k][j] = kernel[k][first + j], kernel [inputs][outputs].
NOINLINE void dense_pack(const float *kernel, int32_t inputs, int32_t outputs, int32_t first, float *panels) {
  for (int k = 0; k < inputs; k++)
    memcpy(panels + (size_t)first * (size_t)inputs + k * PANEL, kernel + (size_t)k * (size_t)outputs + first,
           sizeof(float) * PANEL);
}

// y[image] = LeakyReLU(z[image] kernel + bias): z [images][inputs], y [images][outputs] operands.
NOINLINE void dense_forward(const float *z, int32_t images, int32_t inputs, const float *panels,
                            const float *bias, int32_t outputs, float *scratch, void *y) {
  for (int first = 0; first < outputs; first += PANEL) {
    const float *b = panels + (size_t)first * (size_t)inputs;
    Product product = one_block(z, (size_t)inputs, 1, b, PANEL, inputs);
    product.next = b + inputs * PANEL;
    product.next_bytes = sizeof(float) * (size_t)inputs * PANEL;
    multiply(float_tiles, images, product, scratch, PANEL, false);
    for (int image = 0; image < images; image++)
      for (int j = 0; j < PANEL; j += LANES)
        store_operands((operand *)y + (size_t)image * (size_t)outputs + first + j,
                       leaky_relu(load(scratch + image * PANEL + j) + load(bias + first + j)));
  }
}

// Rows of the kernel's gradient whose partial sums stay in the caches together.
enum { dense_rows = 4 * TILE_ROWS, dense_levels = 6 };
_Static_assert(1 << (dense_levels - 1) >= kernel_most_shards, "a partial sum for each level of the tree");

// Whether shard `shard` completes a subtree of 2^level shards, level > 0.
INLINE bool completes(int shard, int level) { return (shard + 1) % (1 << level) == 0; }

// sum[0 ..< count] += other.
INLINE void add_to(float *sum, const float *other, size_t count) {
  for (size_t i = 0; i < count; i += LANES) store(sum + i, load(sum + i) + load(other + i));
}

// The sum over shards of z' dy, `rows` rows by a panel, as the binary tree of shards: partial[0]. The images
// of shard s are starts[s] ..< starts[s + 1]; dy is a panel [images][PANEL].
INLINE void dense_tree(const float *z, int inputs, int rows, const int32_t *starts, int shards,
                       const float *dy, float partial[dense_levels][dense_rows * PANEL]) {
  int top = 0;  // partial sums, complete subtrees from left to right
  for (int s = 0; s < shards; s++) {
    const bool is_added = s % 2 == 1;  // to its left neighbour
    if (!is_added) top++;
    multiply(float_tiles, rows,
             one_block(z + (size_t)starts[s] * (size_t)inputs, 1, (size_t)inputs, dy + starts[s] * PANEL,
                       PANEL, starts[s + 1] - starts[s]),
             partial[top - 1], PANEL, is_added);
    for (int level = 2; completes(s, level); level++, top--)
      add_to(partial[top - 2], partial[top - 1], (size_t)(rows * PANEL));
  }
  for (; top > 1; top--) add_to(partial[top - 2], partial[top - 1], (size_t)(rows * PANEL));
}

// LANES columns of the sum of dy [images][PANEL] over images, as the binary tree of shards.
INLINE vec dense_bias_tree(const int32_t *starts, int shards, const float *dy) {
  vec partial[dense_levels];
  int top = 0;
  for (int s = 0; s < shards; s++) {
    vec sum = splat(0);
    for (int image = starts[s]; image < starts[s + 1]; image++) sum += load(dy + image * PANEL);
    partial[top++] = sum;
    for (int level = 1; completes(s, level); level++, top--) partial[top - 2] += partial[top - 1];
  }
  for (; top > 1; top--) partial[top - 2] += partial[top - 1];
  return partial[0];
}

// dkernel [inputs][outputs] (+)= z' dy and dbias [outputs] (+)= the sum of dy [images][outputs] over images,
// a panel of columns, each as the tree of shards.
NOINLINE void dense_backward(const float *z, const int32_t *starts, int32_t shards, int32_t inputs,
                             const float *dy, int32_t outputs, int32_t first, bool accumulate, float *scratch,
                             float *dkernel, float *dbias) {
  for (int image = starts[0]; image < starts[shards]; image++)
    memcpy(scratch + image * PANEL, dy + (size_t)image * (size_t)outputs + first, sizeof(float) * PANEL);
  for (int j = 0; j < PANEL; j += LANES) {
    const vec sum = dense_bias_tree(starts, shards, scratch + j);
    store(dbias + first + j, accumulate ? load(dbias + first + j) + sum : sum);
  }
  float partial[dense_levels][dense_rows * PANEL];
  for (int row = 0; row < inputs; row += dense_rows) {
    const int rows = inputs - row < dense_rows ? inputs - row : dense_rows;
    dense_tree(z + row, inputs, rows, starts, shards, scratch, partial);
    for (int r = 0; r < rows; r++)
      for (int j = 0; j < PANEL; j += LANES) {
        float *to = dkernel + (size_t)(row + r) * (size_t)outputs + first + j;
        const vec sum = load(partial[0] + r * PANEL + j);
        store(to, accumulate ? load(to) + sum : sum);
      }
  }
}

// gradient[i] *= LeakyReLU'(x[i]), by the sign of output[i] = LeakyReLU(x[i]).
NOINLINE void leaky_relu_backward(const void *output, float *gradient, size_t count) {
  for (size_t i = 0; i < count; i += LANES)
    store(gradient + i, load(gradient + i) * leaky_relu_slope(load_operands((const operand *)output + i)));
}

// m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2, w -= rate m / (sqrt(v) + epsilon).
NOINLINE bool adam_update(float *parameters, const float *gradients, float *m, float *v, size_t count,
                          float rate, float beta1, float beta2, float epsilon) {
  vec finite = splat(0);  // x - x is 0 for every finite x
  for (size_t i = 0; i < count; i += LANES) {
    const vec g = load(gradients + i);
    const vec first = load(m + i) * beta1 + g * (1 - beta1);
    const vec second = load(v + i) * beta2 + g * g * (1 - beta2);
    const vec p = load(parameters + i) - rate * first / (__builtin_elementwise_sqrt(second) + epsilon);
    store(m + i, first);
    store(v + i, second);
    store(parameters + i, p);
    finite += (p - p) + (second - second);
  }
  return add_lanes(finite) == 0;
}

// sum[i] += other[i].
NOINLINE void add(float *sum, const float *other, size_t count) { add_to(sum, other, count); }
