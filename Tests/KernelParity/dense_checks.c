// The dense layer of a shard, and its gradient as the tree of shards.
#include "parity.h"

enum { inputs = 131, outputs = 64 };

static void check_forward(const KernelTable *table, int images) {
  const float *kernel = noise(31, inputs * outputs, 0.2f), *bias = noise(32, outputs, 1);
  const float *z = noise(33, (size_t)images * inputs, 1);
  float *panels = garbage(inputs * outputs * sizeof(float));
  float *scratch = garbage((size_t)(images * table->panel) * sizeof(float));
  void *y = garbage_operands(table, (size_t)images * outputs);
  for (int first = 0; first < outputs; first += table->panel)
    table->dense_pack(kernel, inputs, outputs, first, panels);
  table->dense_forward(z, images, inputs, panels, bias, outputs, scratch, y);
  Squares squares = {0, 0};
  for (int image = 0; image < images; image++)
    for (int o = 0; o < outputs; o++) {
      double sum = bias[o];
      for (int i = 0; i < inputs; i++) sum += (double)z[image * inputs + i] * kernel[i * outputs + o];
      compare(&squares, operand_at(table, y, (size_t)(image * outputs + o)), sum > 0 ? sum : 0.2 * sum);
    }
  expect_close(squares, is_bfloat16(table) ? 4e-3 : 1e-6, "dense, forward of %d images", images);
  release();
}

static void check_backward(const KernelTable *table, int shards) {
  int32_t starts[kernel_most_shards + 1];
  for (int s = 0; s <= shards; s++) starts[s] = 13 * s + s * s % 3;
  const int images = starts[shards];
  const float *z = noise(34, (size_t)images * inputs, 1), *dy = noise(35, (size_t)images * outputs, 1);
  float *scratch = garbage((size_t)(images * table->panel) * sizeof(float));
  float *dkernel = garbage(inputs * outputs * sizeof(float)), *dbias = garbage(outputs * sizeof(float));
  // Written, then added.
  for (int round = 0; round < 2; round++)
    for (int first = 0; first < outputs; first += table->panel)
      table->dense_backward(z, starts, shards, inputs, dy, outputs, first, round > 0, scratch, dkernel,
                            dbias);
  Squares kernel = {0, 0}, bias = {0, 0};
  for (int o = 0; o < outputs; o++) {
    double sum = 0;
    for (int image = 0; image < images; image++) sum += dy[image * outputs + o];
    compare(&bias, dbias[o], 2 * sum);
    for (int i = 0; i < inputs; i++) {
      double product = 0;
      for (int image = 0; image < images; image++)
        product += (double)z[image * inputs + i] * dy[image * outputs + o];
      compare(&kernel, dkernel[i * outputs + o], 2 * product);
    }
  }
  expect_close(kernel, 1e-6, "dense, kernel gradient of %d shards", shards);
  expect_close(bias, 1e-6, "dense, bias gradient of %d shards", shards);
  release();
}

void check_dense(const KernelTable *table) {
  static const int images[] = {1, 7, 16}, shards[] = {1, 2, 3, 5, 8, 13, 16};
  for (size_t i = 0; i < sizeof images / sizeof *images; i++) check_forward(table, images[i]);
  for (size_t i = 0; i < sizeof shards / sizeof *shards; i++) check_backward(table, shards[i]);
}
