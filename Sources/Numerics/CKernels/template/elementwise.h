// Dense layers, the sigmoid, LeakyReLU's derivative, Adam and ordered sums.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

// Columns first ..< first + PANEL.
NOINLINE void dense_pack(const float *kernel, int32_t inputs, int32_t outputs, int32_t first,
                         float *panels) {
  for (int k = 0; k < inputs; k++)
    memcpy(panels + (size_t)first * (size_t)inputs + k * PANEL,
           kernel + (size_t)k * (size_t)outputs + first, sizeof(float) * PANEL);
}

NOINLINE void dense_forward(const float *z, int32_t images, int32_t inputs, const float *panels,
                            const float *bias, int32_t outputs, float *scratch, void *y) {
  for (int first = 0; first < outputs; first += PANEL) {
    const float *b = panels + (size_t)first * (size_t)inputs;
    Product product = one_block(z, (size_t)inputs, 1, b, PANEL, inputs);
    product.next = b + inputs * PANEL;
    product.next_bytes = sizeof(float) * (size_t)inputs * PANEL;
    multiply(float_tiles, images, product, scratch, PANEL, 0);
    for (int image = 0; image < images; image++)
      for (int j = 0; j < PANEL; j += LANES)
        store_operands((operand *)y + (size_t)image * (size_t)outputs + first + j,
                       leaky_relu(load(scratch + image * PANEL + j) + load(bias + first + j)));
  }
}

NOINLINE void dense_backward(const float *z, int32_t images, int32_t inputs, const float *dy,
                             int32_t outputs, int32_t first, float *scratch, float *dkernel,
                             float *dbias) {
  for (int j = 0; j < PANEL; j += LANES) {
    vec sum = load(dbias + first + j);
    for (int image = 0; image < images; image++) {
      const vec d = load(dy + (size_t)image * (size_t)outputs + first + j);
      store(scratch + image * PANEL + j, d);
      sum += d;
    }
    store(dbias + first + j, sum);
  }
  multiply(float_tiles, inputs, one_block(z, 1, (size_t)inputs, scratch, PANEL, images),
           dkernel + first, (size_t)outputs, 1);
}

NOINLINE void leaky_relu_backward(const void *output, float *gradient, size_t count) {
  for (size_t i = 0; i < count; i += LANES)
    store(gradient + i,
          load(gradient + i) * leaky_relu_slope(load_operands((const operand *)output + i)));
}

NOINLINE int32_t adam_update(float *parameters, const float *gradients, float *m, float *v,
                             size_t count, float rate, float beta1, float beta2, float epsilon) {
  vec finite = splat(0);  // x - x is 0 for every finite x
  for (size_t i = 0; i < count; i += LANES) {
    const vec g = load(gradients + i);
    const vec first = load(m + i) * beta1 + g * (1 - beta1);
    const vec second = load(v + i) * beta2 + g * g * (1 - beta2);
    const vec p = load(parameters + i) -
                  rate * first / (__builtin_elementwise_sqrt(second) + epsilon);
    store(m + i, first);
    store(v + i, second);
    store(parameters + i, p);
    finite += (p - p) + (second - second);
  }
  return add_lanes(finite) != 0;
}

NOINLINE void sum_rows(const float *rows, int32_t count, size_t row_stride, size_t first,
                       size_t length, float *sum) {
  for (size_t i = first; i < first + length; i += LANES) {
    vec total = splat(0);
    for (int row = 0; row < count; row++) total += load(rows + (size_t)row * row_stride + i);
    store(sum + i, total);
  }
}
