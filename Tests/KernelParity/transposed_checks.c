// The 4x4, stride 2, `same` transposed convolutions: y[2 i + u - 1][2 j + v - 1][o] += x[i][j][c]
// w[u][v][o][c], then LeakyReLU. All sizes of buffers come from the table's geometry.
#include <stdio.h>
#include <string.h>

#include "parity.h"

enum { channels = kernel_channels, phase_channels = kernel_phase_channels };
enum { weight_count = 16 * channels * channels };

// Of outputs, of input gradients and of weight gradients, one in so many is compared.
enum { output_period = 8, input_period = 16, weight_period = 64 };

typedef struct {
  const KernelTable *table;
  const TransposedConvolutionKernels *kernels;
  int size, groups, images;  // images of each group
  double limit;
  const float *kernel, *bias, *x, *dy;
  void *u, *u_transposed, *v, *dm, *y;
  float *products, *dx, *du, *dkernel, *dbias;
  double *gradient;  // dy through LeakyReLU, by the layer's own output
} Layer;

// F(3, 2) adds little error, tiles of more outputs multiply by larger numbers; bfloat16 rounds what is
// transformed by 4e-3.
static double limit_of(const KernelTable *table, const TransposedGeometry *geometry) {
  if (is_bfloat16(table)) return 5e-3;
  return geometry->m <= 3 ? 1e-6 : 5e-6;
}

static int all_images(const Layer *layer) { return layer->groups * layer->images; }

// Operands of a group's transformed data of so many channels.
static size_t group_count(const Layer *layer, int of_channels) {
  const TransposedGeometry *g = &layer->kernels->geometry;
  return (size_t)g->points * ((size_t)of_channels * (size_t)g->panel_rows +
                              kernel_point_padding_bytes / layer->table->operand_bytes);
}

// Elements of `size` bytes of transformed weights, or of their gradient.
static size_t weights_in_all(const Layer *layer, size_t size) {
  return (size_t)layer->kernels->geometry.points *
         ((size_t)channels * phase_channels + kernel_point_padding_bytes / size);
}

static void allocate(Layer *layer) {
  const KernelTable *table = layer->table;
  const TransposedGeometry *g = &layer->kernels->geometry;
  const size_t groups = (size_t)layer->groups, panel = (size_t)table->panel;
  const size_t pixels = (size_t)(all_images(layer) * layer->size * layer->size);
  const size_t matrix = weights_in_all(layer, table->operand_bytes);
  layer->kernel = noise(1, weight_count, 0.05f);
  layer->bias = noise(2, channels, 0.1f);
  layer->x = noise(3, pixels * channels, 1);
  layer->dy = noise(4, 4 * pixels * channels, 1);
  layer->u = garbage_operands(table, matrix);
  layer->u_transposed = garbage_operands(table, matrix);
  layer->v = garbage_operands(table, groups * group_count(layer, channels));
  layer->dm = garbage_operands(table, groups * group_count(layer, phase_channels));
  layer->y = garbage_operands(table, 4 * pixels * channels);
  const size_t point = panel * (size_t)g->panel_rows + kernel_point_padding_bytes / sizeof(float);
  layer->products = garbage((size_t)g->points * point * (channels / panel) * sizeof(float));
  layer->dx = garbage(pixels * channels * sizeof(float));
  layer->du = garbage(weights_in_all(layer, sizeof(float)) * sizeof(float));
  layer->dkernel = garbage(weight_count * sizeof(float));
  layer->dbias = zeros(channels * sizeof(float));
  layer->gradient = garbage(4 * pixels * channels * sizeof(double));
}

static void transform_weights(Layer *layer) {
  float *transposed = garbage(weight_count * sizeof(float));
  for (int tap = 0; tap < 16; tap++) layer->kernels->transpose_weights(layer->kernel, transposed, tap);
  const size_t bytes = weights_in_all(layer, layer->table->operand_bytes) * layer->table->operand_bytes;
  void *alone = garbage(bytes);
  for (int channel = 0; channel < channels; channel += 2) {
    layer->kernels->transform_weights(layer->kernel, transposed, channel, layer->u, layer->u_transposed);
    layer->kernels->transform_weights(layer->kernel, transposed, channel, alone, NULL);
  }
  expect(memcmp(alone, layer->u, bytes) == 0, "%d pixels: weights differ where no backward pass follows",
         layer->size);
}

static void run(Layer *layer) {
  const KernelTable *table = layer->table;
  const TransposedConvolutionKernels *k = layer->kernels;
  transform_weights(layer);
  const size_t pixels = (size_t)(layer->images * layer->size * layer->size);
  void *x = operands_of(table, layer->x, (size_t)layer->groups * pixels * channels);
  for (int i = 0; i < layer->groups; i++) {
    const size_t at = (size_t)i * pixels * channels;
    void *v = operand_place(table, layer->v, (size_t)i * group_count(layer, channels));
    void *dm = operand_place(table, layer->dm, (size_t)i * group_count(layer, phase_channels));
    void *y = operand_place(table, layer->y, 4 * at);
    k->transform_input(operand_place(table, x, at), layer->images, v);
    k->forward(v, layer->images, layer->u, layer->bias, layer->products, y);
    for (int image = 0; image < layer->images; image++) {
      const size_t out = 4 * (size_t)(image * layer->size * layer->size * channels);
      k->transform_gradient(operand_place(table, layer->y, 4 * at + out), layer->dy + 4 * at + out, image,
                            layer->images, dm, layer->dbias);
    }
    k->backward_data(dm, layer->images, layer->u_transposed, layer->products, layer->dx + at);
  }
}

static double kernel_at(const Layer *layer, int u, int v, int o, int c) {
  return layer->kernel[((u * 4 + v) * channels + o) * channels + c];
}

static double leaky_relu(double x) { return x > 0 ? x : 0.2 * x; }

static double expected_output(const Layer *layer, int image, int row, int column, int o) {
  const int size = layer->size;
  double sum = layer->bias[o];
  for (int u = (row + 1) % 2; u < 4; u += 2)
    for (int v = (column + 1) % 2; v < 4; v += 2) {
      const int i = (row + 1 - u) / 2, j = (column + 1 - v) / 2;
      if (row + 1 < u || column + 1 < v || i >= size || j >= size) continue;
      const float *x = layer->x + ((size_t)(image * size + i) * (size_t)size + (size_t)j) * channels;
      for (int c = 0; c < channels; c++) sum += x[c] * kernel_at(layer, u, v, o, c);
    }
  return leaky_relu(sum);
}

static void check_forward(Layer *layer, const char *shape) {
  const int width = 2 * layer->size;
  Squares squares = {0, 0};
  size_t index = 0;
  bool finite = true;
  for (int image = 0; image < all_images(layer); image++)
    for (int row = 0; row < width; row++)
      for (int column = 0; column < width; column++)
        for (int o = 0; o < channels; o++, index++) {
          const double y = operand_at(layer->table, layer->y, index);
          layer->gradient[index] = layer->dy[index] * (y > 0 ? 1 : 0.2);
          finite = finite && y - y == 0;
          if (is_sampled(index, output_period))
            compare(&squares, y, expected_output(layer, image, row, column, o));
        }
  expect(finite, "%s, forward: an output is not finite", shape);
  expect_close(squares, layer->limit, "%s, forward", shape);
}

static const double *gradient_at(const Layer *layer, int image, int row, int column) {
  const int width = 2 * layer->size;
  if (row < 0 || column < 0 || row >= width || column >= width) return NULL;
  return layer->gradient + ((size_t)(image * width + row) * (size_t)width + (size_t)column) * channels;
}

static double expected_input_gradient(const Layer *layer, int image, int i, int j, int c) {
  double sum = 0;
  for (int u = 0; u < 4; u++)
    for (int v = 0; v < 4; v++) {
      const double *gradient = gradient_at(layer, image, 2 * i + u - 1, 2 * j + v - 1);
      if (!gradient) continue;
      for (int o = 0; o < channels; o++) sum += gradient[o] * kernel_at(layer, u, v, o, c);
    }
  return sum;
}

static void check_backward_data(Layer *layer, const char *shape) {
  const int size = layer->size;
  Squares squares = {0, 0};
  size_t index = 0;
  for (int image = 0; image < all_images(layer); image++)
    for (int i = 0; i < size; i++)
      for (int j = 0; j < size; j++)
        for (int c = 0; c < channels; c++, index++)
          if (is_sampled(index, input_period))
            compare(&squares, layer->dx[index], expected_input_gradient(layer, image, i, j, c));
  expect_finite(layer->dx, index, "%s, backward-data", shape);
  expect_close(squares, layer->limit, "%s, backward-data", shape);

  Squares bias = {0, 0};
  double sums[channels] = {0};
  for (size_t i = 0; i < 4 * index; i++) sums[i % channels] += layer->gradient[i];
  for (int c = 0; c < channels; c++) compare(&bias, layer->dbias[c], sums[c]);
  expect_close(bias, 1e-6, "%s, bias", shape);
}

static double expected_weight_gradient(const Layer *layer, int u, int v, int o, int c) {
  const int size = layer->size;
  double sum = 0;
  const float *x = layer->x;
  for (int image = 0; image < all_images(layer); image++)
    for (int i = 0; i < size; i++)
      for (int j = 0; j < size; j++, x += channels) {
        const double *gradient = gradient_at(layer, image, 2 * i + u - 1, 2 * j + v - 1);
        if (gradient) sum += x[c] * gradient[o];
      }
  return sum;
}

static void backward_weights(Layer *layer, bool accumulate) {
  const TransposedConvolutionKernels *k = layer->kernels;
  void *scratch = garbage(k->geometry.scratch_bytes);
  for (int point = 0; point < k->geometry.points; point++)
    k->backward_weights(layer->v, layer->dm, layer->groups, layer->images, point, accumulate, scratch,
                        layer->du);
  k->transform_weight_gradient(layer->du, accumulate, layer->dkernel);
}

// Written, then with the same again in the transformed domain added to that: three times as much.
static void check_backward_weights(Layer *layer, const char *shape) {
  Squares written = {0, 0}, added = {0, 0};
  double *expected = garbage(weight_count * sizeof(double));
  for (int i = 0; i < weight_count; i++)
    if (is_sampled((size_t)i, weight_period))
      expected[i] = expected_weight_gradient(layer, i / channels / channels / 4, i / channels / channels % 4,
                                             i / channels % channels, i % channels);
  backward_weights(layer, false);
  for (int i = 0; i < weight_count; i++)
    if (is_sampled((size_t)i, weight_period)) compare(&written, layer->dkernel[i], expected[i]);
  expect_finite(layer->dkernel, weight_count, "%s, backward-weights", shape);
  expect_close(written, layer->limit, "%s, backward-weights", shape);
  backward_weights(layer, true);
  for (int i = 0; i < weight_count; i++)
    if (is_sampled((size_t)i, weight_period)) compare(&added, layer->dkernel[i], 3 * expected[i]);
  expect_close(added, layer->limit, "%s, backward-weights added", shape);
}

static void check_layer(const KernelTable *table, int stage, int groups, int images) {
  const TransposedConvolutionKernels *kernels = &table->transposed[stage];
  Layer layer = {.table = table,
                 .kernels = kernels,
                 .size = kernels->geometry.size,
                 .groups = groups,
                 .images = images,
                 .limit = limit_of(table, &kernels->geometry)};
  char shape[80];
  snprintf(shape, sizeof shape, "%d to %d pixels, F(%d, 2), %d x %d images", layer.size, 2 * layer.size,
           kernels->geometry.m, groups, images);
  allocate(&layer);
  run(&layer);
  check_forward(&layer, shape);
  check_backward_data(&layer, shape);
  check_backward_weights(&layer, shape);
  release();
}

// One image; as many as a call takes; more groups than one product of the weight gradient sums.
void check_transposed(const KernelTable *table) {
  for (int stage = 0; stage < 2; stage++) {
    const TransposedGeometry *g = &table->transposed[stage].geometry;
    check_layer(table, stage, 1, 1);
    if (g->group > 1) check_layer(table, stage, 1, g->group);
    check_layer(table, stage, g->chunk + 1, g->group < 3 ? g->group : 3);
  }
}
