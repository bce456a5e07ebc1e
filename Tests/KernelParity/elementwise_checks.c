// Operands from floats, LeakyReLU's derivative, Adam, sums, and the loop that measures the processor.
#include <math.h>
#include <string.h>

#include "parity.h"

static float float_of(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// Bits around ties, both of even and odd ones, of both signs; the largest number; infinities.
static const uint32_t roundings[] = {0x3F800000, 0x3F807FFF, 0x3F808000, 0x3F808001, 0x3F817FFF,
                                     0x3F818000, 0x3F818001, 0xBF808000, 0xBF818000, 0x3FFF8000,
                                     0x7F7FFFFF, 0xFF7FFFFF, 0x7F800000, 0xFF800000, 0x00000000,
                                     0x80000000, 0x00800000, 0x7F7F7FFF, 0x42F70001};
enum { rounding_count = sizeof roundings / sizeof *roundings };

// To nearest, ties to even, in vectors and in the elements behind them.
static void check_rounding(const KernelTable *table) {
  float x[rounding_count];
  for (size_t i = 0; i < rounding_count; i++) x[i] = float_of(roundings[i]);
  for (size_t length = 1; length <= rounding_count; length++) {
    const float *from = x + rounding_count - length;
    void *expected = operands_of(table, from, length), *observed = garbage_operands(table, length);
    table->store_operands(from, 1, length, observed, length);
    expect(memcmp(observed, expected, length * table->operand_bytes) == 0,
           "%zu operands are not floats rounded to nearest", length);
    release();
  }
  const float bad = NAN;
  void *observed = zero_operands(table, 1);
  table->store_operands(&bad, 1, 1, observed, 1);
  expect(isnan(operand_at(table, observed, 0)), "the operand of a not-a-number is a number");
}

static void check_leaky_relu_backward(const KernelTable *table) {
  enum { count = 96 };
  const float *output = noise(51, count, 1), *gradient = noise(52, count, 1);
  float *observed = garbage(count * sizeof(float));
  memcpy(observed, gradient, count * sizeof(float));
  table->leaky_relu_backward(operands_of(table, output, count), observed, count);
  for (int i = 0; i < count; i++)
    expect(observed[i] == gradient[i] * (output[i] > 0 ? 1 : 0.2f), "LeakyReLU's derivative of element %d",
           i);
}

enum { adam_count = 160 };
typedef struct {
  float *parameters, *gradients, *m, *v;
} Moments;

static Moments moments(void) {
  const size_t bytes = adam_count * sizeof(float);
  Moments s = {zeros(bytes), noise(53, adam_count, 1), zeros(bytes), zeros(bytes)};
  // From gradients that epsilon swallows to large ones.
  static const float scales[] = {1e-9f, 1e-7f, 1e-3f, 1, 100};
  for (int i = 0; i < adam_count; i++) s.gradients[i] *= scales[i % 5];
  return s;
}

static const float rate = 2e-4f, beta1 = 0.5f, beta2 = 0.999f, epsilon = 1e-7f;

static bool update(const KernelTable *table, Moments s) {
  return table->adam_update(s.parameters, s.gradients, s.m, s.v, adam_count, rate, beta1, beta2, epsilon);
}

// From zero parameters, so that nothing hides the updates.
static void check_adam(const KernelTable *table) {
  const Moments s = moments();
  double parameters[adam_count] = {0}, m[adam_count] = {0}, v[adam_count] = {0};
  for (int round = 0; round < 3; round++) {
    expect(update(table, s), "Adam: finite numbers are reported as not");
    for (int i = 0; i < adam_count; i++) {
      const double g = s.gradients[i];
      m[i] = (double)beta1 * m[i] + (1 - (double)beta1) * g;
      v[i] = (double)beta2 * v[i] + (double)(1 - beta2) * g * g;
      parameters[i] -= (double)rate * m[i] / (sqrt(v[i]) + (double)epsilon);
    }
  }
  Squares p = {0, 0}, first = {0, 0}, second = {0, 0};
  for (int i = 0; i < adam_count; i++) {
    // Each counts alike, whatever its size.
    compare(&p, s.parameters[i] / parameters[i], 1);
    compare(&first, s.m[i] / m[i], 1);
    compare(&second, s.v[i] / v[i], 1);
  }
  expect_close(p, 1e-6, "Adam, parameters");
  expect_close(first, 1e-6, "Adam, first moments");
  expect_close(second, 1e-6, "Adam, second moments");
}

// A not-a-number anywhere, or a square that overflows.
static void check_adam_reports(const KernelTable *table) {
  for (int i = 0; i < adam_count; i += 7) {
    for (int place = 0; place < 5; place++) {
      const Moments s = moments();
      float *const at[] = {s.gradients, s.parameters, s.m, s.v, s.gradients};
      at[place][i] = place < 4 ? NAN : 1e20f;
      expect(!update(table, s), "Adam: a bad number of element %d is not reported", i);
      release();
    }
  }
}

static void check_add(const KernelTable *table) {
  enum { count = 112 };
  const float *a = noise(54, count, 1), *b = noise(55, count, 1);
  float *sum = garbage(count * sizeof(float));
  memcpy(sum, a, count * sizeof(float));
  table->add(sum, b, count);
  bool equal = true;
  for (int i = 0; i < count; i++) equal = equal && sum[i] == a[i] + b[i];
  expect(equal, "sums");
}

void check_elementwise(const KernelTable *table) {
  check_rounding(table);
  release();
  check_leaky_relu_backward(table);
  check_add(table);
  check_adam(table);
  release();
  check_adam_reports(table);
  expect(table->multiply_add_loop(1000) == 0, "products with zero are not zero");
}
