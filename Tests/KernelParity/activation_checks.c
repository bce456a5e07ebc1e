// LeakyReLU and dropout between two convolutions, and the dense layer to one output.
#include <math.h>

#include "parity.h"

enum { rows = 5, columns = 4, pixels = rows * columns };

typedef struct {
  int channels;
  bool drops;
} Case;

// Three pixels lie between two rows of y, and three numbers behind the channels of a pixel of x.
static void check_case(const KernelTable *table, Case c) {
  enum { beyond = 3, around = 3 };
  const int channels = c.channels, x_stride = channels + beyond;
  const size_t y_row = (size_t)((columns + around) * channels), y_count = rows * y_row;
  const ActivationShape shape = {rows, columns, channels, (size_t)x_stride, y_row};
  const float *x = noise(41, (size_t)(pixels * x_stride), 1), *bias = noise(42, (size_t)channels, 0.5f);
  const float *dy = noise(44, y_count, 1);
  float *keep = noise(43, (size_t)(pixels * channels), 1);
  for (int i = 0; i < pixels * channels; i++) keep[i] = keep[i] < -0.2f ? 0 : 1.25f;
  void *y = zero_operands(table, y_count), *t = zero_operands(table, y_count);
  void *delta = zero_operands(table, (size_t)(pixels * x_stride));
  float *dbias = zeros((size_t)channels * sizeof(float));
  const float *multipliers = c.drops ? keep : NULL;
  table->activate(x, &shape, bias, multipliers, y);
  table->activate_backward(dy, y, &shape, multipliers, delta, dbias);
  table->activate_backward(dy, y, &shape, multipliers, delta, NULL);
  table->activate_tangent(x, y, &shape, multipliers, t);

  Squares forward = {0, 0}, backward = {0, 0}, tangent = {0, 0}, bias_gradient = {0, 0};
  for (int channel = 0; channel < channels; channel++) {
    double sum = 0;
    for (int p = 0; p < pixels; p++) {
      const size_t from = (size_t)(p * x_stride + channel);
      const size_t to = (size_t)(p / columns) * y_row + (size_t)(p % columns * channels + channel);
      const double kept = c.drops ? keep[p * channels + channel] : 1;
      const double a = (double)x[from] + bias[channel], output = operand_at(table, y, to);
      compare(&forward, output, (a > 0 ? a : 0.2 * a) * kept);
      const double slope = (output > 0 ? 1 : 0.2) * kept;
      compare(&backward, operand_at(table, delta, from), dy[to] * slope);
      compare(&tangent, operand_at(table, t, to), x[from] * slope);
      sum += dy[to] * slope;
    }
    compare(&bias_gradient, dbias[channel], sum);
  }
  const double limit = is_bfloat16(table) ? 4e-3 : 1e-6;
  const char *dropout = c.drops ? " with dropout" : "";
  expect_close(forward, limit, "activation of %d channels%s, forward", channels, dropout);
  expect_close(backward, limit, "activation of %d channels%s, backward", channels, dropout);
  expect_close(tangent, limit, "activation of %d channels%s, tangent", channels, dropout);
  expect_close(bias_gradient, 2e-6, "activation of %d channels%s, bias", channels, dropout);
  bool is_between = false;
  for (size_t i = 0; i < y_count; i++)
    if (i % y_row >= (size_t)(columns * channels))
      is_between = is_between || operand_at(table, y, i) != 0 || operand_at(table, t, i) != 0;
  expect(!is_between, "activation of %d channels writes between rows", channels);
  is_between = false;
  for (int i = 0; i < pixels * x_stride; i++)
    if (i % x_stride >= channels) is_between = is_between || operand_at(table, delta, (size_t)i) != 0;
  expect(!is_between, "activation of %d channels writes between pixels", channels);
  release();
}

static void check_dense_unit(const KernelTable *table) {
  enum { inputs = 3136 };
  const float *kernel = noise(45, inputs, 1), *x = noise(46, inputs, 1);
  const void *input = operands_of(table, x, inputs);
  float *dx = garbage(inputs * sizeof(float)), *dkernel = zeros(inputs * sizeof(float));
  double expected = 0, size = 0;
  for (int i = 0; i < inputs; i++) {
    expected += operand_at(table, input, (size_t)i) * kernel[i];
    size += fabs(operand_at(table, input, (size_t)i) * kernel[i]);
  }
  // Relative to what is added, which nearly cancels.
  const double error = fabs(table->dense_unit_forward(input, kernel, inputs) - expected) / size;
  expect(error <= 1e-6, "dense unit, forward: error %.1e of the sum's size", error);
  table->dense_unit_backward_data(-2, kernel, inputs, dx);
  table->dense_unit_backward_weights(3, input, inputs, dkernel);
  table->dense_unit_backward_weights(3, input, inputs, dkernel);
  Squares data = {0, 0}, weights = {0, 0};
  for (int i = 0; i < inputs; i++) {
    compare(&data, dx[i], -2 * (double)kernel[i]);
    compare(&weights, dkernel[i], 6 * operand_at(table, input, (size_t)i));
  }
  expect_close(data, 1e-7, "dense unit, backward-data");
  expect_close(weights, 1e-6, "dense unit, backward-weights added");
}

void check_activation(const KernelTable *table) {
  static const int channels[] = {1, 7, 10, 33, 64};
  for (size_t i = 0; i < sizeof channels / sizeof *channels; i++) {
    check_case(table, (Case){channels[i], true});
    check_case(table, (Case){channels[i], false});
  }
  check_dense_unit(table);
}
