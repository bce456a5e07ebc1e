// LeakyReLU and dropout in one pass, and the dense layer to one output: what surrounds the convolutions of an
// image. Pixels lie as `rows` rows of `columns` pixels; x and delta have x_stride floats or operands a pixel,
// of which `channels` count; y and its gradient have `channels` a pixel and y_row from row to row, so that
// they can be the inside of a padded input. `keep` [rows][columns][channels] holds the dropout multipliers,
// or is NULL.
#pragma once
#include <stddef.h>

#include "CKernels.h"
#include "operands.h"
#include "vectors.h"

// The first `count` lanes, at most all of them; the others are zero.
INLINE vec load_part(const float *p, int count) {
  if (count >= LANES) return load(p);
  vec x = splat(0);
  for (int i = 0; i < count; i++) x[i] = p[i];
  return x;
}
INLINE void store_part(float *p, int count, vec x) {
  if (count >= LANES) {
    store(p, x);
    return;
  }
  for (int i = 0; i < count; i++) p[i] = x[i];
}
INLINE vec load_operands_part(const operand *p, int count) {
  if (count >= LANES) return load_operands(p);
  operand part[LANES] = {0};
  for (int i = 0; i < count; i++) part[i] = p[i];
  return load_operands(part);
}
INLINE void store_operands_part(operand *p, int count, vec x) {
  if (count >= LANES) {
    store_operands(p, x);
    return;
  }
  operand part[LANES];
  store_operands(part, x);
  for (int i = 0; i < count; i++) p[i] = part[i];
}

// y[row] = x[row] as operands.
NOINLINE void store_operand_rows(const float *x, size_t rows, size_t length, void *y, size_t y_row) {
  for (size_t row = 0; row < rows; row++)
    for (size_t i = 0; i < length; i += LANES) {
      const int count = (int)(length - i);
      store_operands_part((operand *)y + row * y_row + i, count, load_part(x + row * length + i, count));
    }
}

// y = LeakyReLU(x + bias) * keep.
NOINLINE void activate(const float *x, const ActivationShape *shape, const float *bias, const float *keep,
                       void *y) {
  const int channels = shape->channels;
  for (int i = 0; i < shape->rows; i++)
    for (int j = 0; j < shape->columns; j++, x += shape->x_stride) {
      operand *to = (operand *)y + (size_t)i * shape->y_row + (size_t)(j * channels);
      for (int c = 0; c < channels; c += LANES) {
        const int count = channels - c;
        vec a = leaky_relu(load_part(x + c, count) + load_part(bias + c, count));
        if (keep) a *= load_part(keep + c, count);
        store_operands_part(to + c, count, a);
      }
      if (keep) keep += channels;
    }
}

// delta = dy * LeakyReLU'(by the sign of y) * keep; adds the sum of delta over pixels to dbias unless NULL.
NOINLINE void activate_backward(const float *dy, const void *y, const ActivationShape *shape,
                                const float *keep, void *delta, float *dbias) {
  const int channels = shape->channels;
  operand *to = delta;
  for (int i = 0; i < shape->rows; i++)
    for (int j = 0; j < shape->columns; j++, to += shape->x_stride) {
      const size_t at = (size_t)i * shape->y_row + (size_t)(j * channels);
      for (int c = 0; c < channels; c += LANES) {
        const int count = channels - c;
        const vec output = load_operands_part((const operand *)y + at + c, count);
        vec d = load_part(dy + at + c, count) * leaky_relu_slope(output);
        if (keep) d *= load_part(keep + c, count);
        store_operands_part(to + c, count, d);
        if (dbias) store_part(dbias + c, count, load_part(dbias + c, count) + d);
      }
      if (keep) keep += channels;
    }
}

// t = x * LeakyReLU'(by the sign of y) * keep: how y moves when its input moves by x.
NOINLINE void activate_tangent(const float *x, const void *y, const ActivationShape *shape, const float *keep,
                               void *t) {
  const int channels = shape->channels;
  for (int i = 0; i < shape->rows; i++)
    for (int j = 0; j < shape->columns; j++, x += shape->x_stride) {
      const size_t at = (size_t)i * shape->y_row + (size_t)(j * channels);
      for (int c = 0; c < channels; c += LANES) {
        const int count = channels - c;
        const vec output = load_operands_part((const operand *)y + at + c, count);
        vec d = load_part(x + c, count) * leaky_relu_slope(output);
        if (keep) d *= load_part(keep + c, count);
        store_operands_part((operand *)t + at + c, count, d);
      }
      if (keep) keep += channels;
    }
}

// The sum of x * kernel over `inputs` elements.
NOINLINE float dense_unit_forward(const void *x, const float *kernel, size_t inputs) {
  vec sum = splat(0);
  for (size_t i = 0; i < inputs; i += LANES) sum += load_operands((const operand *)x + i) * load(kernel + i);
  return add_lanes(sum);
}

// dx = dy * kernel.
NOINLINE void dense_unit_backward_data(float dy, const float *kernel, size_t inputs, float *dx) {
  for (size_t i = 0; i < inputs; i += LANES) store(dx + i, dy * load(kernel + i));
}

// dkernel += dy * x.
NOINLINE void dense_unit_backward_weights(float dy, const void *x, size_t inputs, float *dkernel) {
  for (size_t i = 0; i < inputs; i += LANES)
    store(dkernel + i, load(dkernel + i) + dy * load_operands((const operand *)x + i));
}
