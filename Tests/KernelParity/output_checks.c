// The 7x7 `same` convolution of 128 channels to one with a sigmoid: [28][28][128] to [28][28].
#include <math.h>

#include "parity.h"

enum { size = 28, channels = kernel_channels, taps = 7, pixels = size * size };
enum { input_count = pixels * channels, weight_count = taps * taps * channels };

// The input pixel that tap (ky, kx) sees from pixel (row, column), or -1.
static int seen(int row, int column, int ky, int kx) {
  const int i = row + ky - 3, j = column + kx - 3;
  return i >= 0 && j >= 0 && i < size && j < size ? i * size + j : -1;
}

static void expected_logits(const float *x, const float *kernel, double bias, double *logits) {
  for (int p = 0; p < pixels; p++) {
    logits[p] = bias;
    for (int tap = 0; tap < taps * taps; tap++) {
      const int from = seen(p / size, p % size, tap / taps, tap % taps);
      if (from < 0) continue;
      for (int c = 0; c < channels; c++)
        logits[p] += (double)x[from * channels + c] * kernel[tap * channels + c];
    }
  }
}

static void expected_gradients(const float *x, const float *kernel, const double *d, double *dx,
                               double *dkernel) {
  for (int p = 0; p < pixels; p++)
    for (int tap = 0; tap < taps * taps; tap++) {
      const int from = seen(p / size, p % size, tap / taps, tap % taps);
      if (from < 0) continue;
      for (int c = 0; c < channels; c++) {
        dx[from * channels + c] += d[p] * kernel[tap * channels + c];
        dkernel[tap * channels + c] += d[p] * x[from * channels + c];
      }
    }
}

void check_output(const KernelTable *table) {
  const double limit = is_bfloat16(table) ? 5e-3 : 1e-6;
  const float bias = 0.25f;
  const float *kernel = noise(11, weight_count, 0.05f);
  const float *x = noise(12, input_count, 1), *gradient = noise(13, pixels, 1);
  void *packed = garbage_operands(table, kernel_output_packed_count);
  void *scratch = garbage(kernel_output_scratch_count * sizeof(float));
  void *padded = garbage(kernel_padded_gradient_count * sizeof(float));
  float *probabilities = garbage(pixels * sizeof(float)), *dx = garbage(input_count * sizeof(float));
  float *dkernel = zeros(weight_count * sizeof(float));
  const void *input = operands_of(table, x, input_count);
  double *logits = zeros(pixels * sizeof(double));
  double *exact_dx = zeros(input_count * sizeof(double)),
         *exact_dkernel = zeros(weight_count * sizeof(double));

  table->output_pack(kernel, packed);
  table->output_forward(input, packed, bias, scratch, probabilities);
  expected_logits(x, kernel, bias, logits);
  Squares forward = {0, 0};
  double *d = logits, sum = 0;
  for (int p = 0; p < pixels; p++) {
    compare(&forward, probabilities[p], 1 / (1 + exp(-logits[p])));
    d[p] = (double)gradient[p] * probabilities[p] * (1 - (double)probabilities[p]);
    sum += d[p];
  }
  expect_close(forward, limit, "7x7, forward");

  Squares bias_gradient = {0, 0};
  compare(&bias_gradient, table->output_backward_sigmoid(probabilities, gradient, padded), sum);
  expect_close(bias_gradient, 1e-5, "7x7, bias");
  table->output_backward_data(padded, packed, dx);
  for (int round = 1; round <= 2; round++) table->output_backward_weights(input, scratch, padded, dkernel);
  expected_gradients(x, kernel, d, exact_dx, exact_dkernel);
  Squares data = {0, 0}, weights = {0, 0};
  for (int i = 0; i < input_count; i++) compare(&data, dx[i], exact_dx[i]);
  for (int i = 0; i < weight_count; i++) compare(&weights, dkernel[i], 2 * exact_dkernel[i]);
  expect_close(data, limit, "7x7, backward-data");
  expect_close(weights, limit, "7x7, backward-weights added");
}
