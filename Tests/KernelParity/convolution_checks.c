// Convolutions of any shape with TensorFlow's `same` padding, as products with patches.
#include <stdio.h>

#include "parity.h"

// The discriminator's shapes, then odd ones: sizes, filters and channels that no vector divides, padding on
// both sides and on one, no padding.
static const struct {
  int size, channels, filters, taps, stride;
} shapes[] = {{28, 1, 64, 3, 2}, {14, 64, 64, 3, 2}, {14, 64, 128, 3, 2}, {7, 3, 10, 5, 1}, {9, 5, 33, 4, 3},
              {5, 20, 1, 1, 1},  {6, 7, 40, 2, 2},   {1, 1, 1, 1, 1},     {10, 2, 17, 3, 1}};

// Of outputs and of gradients, one in so many is compared.
enum { period = 4 };

static ConvolutionShape shape_of(int size, int channels, int filters, int taps, int stride, int panel) {
  const int output = (size + stride - 1) / stride, need = (output - 1) * stride + taps - size;
  const int around = need > 0 ? need : 0, patch = taps * taps * channels;
  return (ConvolutionShape){.size = size,
                            .channels = channels,
                            .filters = filters,
                            .taps = taps,
                            .stride = stride,
                            .before = around / 2,
                            .padded_size = size + around,
                            .output_size = output,
                            .patch = patch,
                            .patch_stride = (patch + panel - 1) / panel * panel,
                            .filter_stride = (filters + panel - 1) / panel * panel};
}

typedef struct {
  const KernelTable *table;
  ConvolutionShape shape;
  const float *kernel, *x, *delta;  // delta [pixels][filters]
} Layer;

static int pixels_of(const Layer *layer) { return layer->shape.output_size * layer->shape.output_size; }

// The value of x, or of its gradient, at a pixel of the padded input; NULL in the zeros around it.
static const float *input_at(const Layer *layer, int row, int column) {
  const int i = row - layer->shape.before, j = column - layer->shape.before, size = layer->shape.size;
  if (i < 0 || j < 0 || i >= size || j >= size) return NULL;
  return layer->x + (i * size + j) * layer->shape.channels;
}

static double weight_at(const Layer *layer, int tap, int c, int f) {
  return layer->kernel[(tap * layer->shape.channels + c) * layer->shape.filters + f];
}

static double expected_output(const Layer *layer, int i, int j, int f) {
  const ConvolutionShape *s = &layer->shape;
  double sum = 0;
  for (int tap = 0; tap < s->taps * s->taps; tap++) {
    const float *x = input_at(layer, s->stride * i + tap / s->taps, s->stride * j + tap % s->taps);
    for (int c = 0; x && c < s->channels; c++) sum += x[c] * weight_at(layer, tap, c, f);
  }
  return sum;
}

// Of input pixel (row, column) of the padded input.
static double expected_input_gradient(const Layer *layer, int row, int column, int c) {
  const ConvolutionShape *s = &layer->shape;
  double sum = 0;
  for (int tap = 0; tap < s->taps * s->taps; tap++) {
    const int down = row - tap / s->taps, right = column - tap % s->taps;
    if (down < 0 || right < 0 || down % s->stride || right % s->stride) continue;
    const int i = down / s->stride, j = right / s->stride;
    if (i >= s->output_size || j >= s->output_size) continue;
    const float *delta = layer->delta + (i * s->output_size + j) * s->filters;
    for (int f = 0; f < s->filters; f++) sum += delta[f] * weight_at(layer, tap, c, f);
  }
  return sum;
}

static double expected_weight_gradient(const Layer *layer, int tap, int c, int f) {
  const ConvolutionShape *s = &layer->shape;
  double sum = 0;
  for (int p = 0; p < pixels_of(layer); p++) {
    const int i = p / s->output_size, j = p % s->output_size;
    const float *x = input_at(layer, s->stride * i + tap / s->taps, s->stride * j + tap % s->taps);
    if (x) sum += (double)x[c] * layer->delta[p * s->filters + f];
  }
  return sum;
}

static void check_forward(const Layer *layer, const void *patches, const void *panels, const char *name) {
  const ConvolutionShape *s = &layer->shape;
  float *y = garbage((size_t)(pixels_of(layer) * s->filter_stride) * sizeof(float));
  layer->table->convolution_forward(s, patches, panels, y);
  Squares squares = {0, 0};
  for (int i = 0; i < pixels_of(layer) * s->filters; i++)
    if (i == 0 || is_sampled((size_t)i, period)) {
      const int p = i / s->filters, f = i % s->filters;
      compare(&squares, y[p * s->filter_stride + f],
              expected_output(layer, p / s->output_size, p % s->output_size, f));
    }
  expect_close(squares, is_bfloat16(layer->table) ? 6e-3 : 1e-6, "%s, forward", name);
}

static void check_backward_data(const Layer *layer, const void *delta, const void *transposed,
                                const char *name) {
  const ConvolutionShape *s = &layer->shape;
  float *patch_gradient = garbage((size_t)(pixels_of(layer) * s->patch_stride) * sizeof(float));
  const int count = s->padded_size * s->padded_size * s->channels;
  float *dx = garbage((size_t)count * sizeof(float));
  layer->table->convolution_backward_data(s, delta, transposed, patch_gradient, dx);
  Squares squares = {0, 0};
  for (int i = 0; i < count; i++)
    if (i == 0 || is_sampled((size_t)i, period)) {
      const int pixel = i / s->channels;
      compare(
          &squares, dx[i],
          expected_input_gradient(layer, pixel / s->padded_size, pixel % s->padded_size, i % s->channels));
    }
  expect_finite(dx, (size_t)count, "%s, backward-data", name);
  expect_close(squares, is_bfloat16(layer->table) ? 6e-3 : 1e-6, "%s, backward-data", name);
}

static void check_backward_weights(const Layer *layer, const void *patches, const void *delta,
                                   const char *name) {
  const ConvolutionShape *s = &layer->shape;
  const int panel = layer->table->panel, count = s->patch * s->filters;
  const int scratch_count = (pixels_of(layer) + 16) * (s->filter_stride + panel) + panel * panel;
  void *scratch = garbage((size_t)scratch_count * sizeof(float));
  float *dkernel = zeros((size_t)count * sizeof(float));
  for (int round = 0; round < 2; round++)
    layer->table->convolution_backward_weights(s, patches, delta, scratch, dkernel);
  Squares squares = {0, 0};
  for (int i = 0; i < count; i++)
    if (i == 0 || is_sampled((size_t)i, period)) {
      const int row = i / s->filters;
      compare(&squares, dkernel[i],
              2 * expected_weight_gradient(layer, row / s->channels, row % s->channels, i % s->filters));
    }
  expect_finite(dkernel, (size_t)count, "%s, backward-weights", name);
  expect_close(squares, is_bfloat16(layer->table) ? 6e-3 : 1e-6, "%s, backward-weights added", name);
}

static void check_layer(Layer *layer, const char *name) {
  const KernelTable *table = layer->table;
  const ConvolutionShape *s = &layer->shape;
  const size_t pixels = (size_t)pixels_of(layer), row = (size_t)(s->padded_size * s->channels);
  const size_t length = (size_t)(s->size * s->channels);
  layer->kernel = noise(21, (size_t)(s->patch * s->filters), 0.2f);
  layer->x = noise(22, (size_t)s->size * length, 1);
  layer->delta = noise(23, pixels * (size_t)s->filters, 1);
  // Of two operands in a word, one may lie behind the end of a row; what it multiplies there is zero, so
  // it must be a number.
  void *padded = zero_operands(table, row * (size_t)s->padded_size);
  void *patches = zero_operands(table, pixels * (size_t)s->patch_stride);
  void *delta = zero_operands(table, pixels * (size_t)s->filter_stride);
  void *panels = garbage_operands(table, (size_t)((s->patch + 1) * s->filter_stride));
  void *transposed = garbage_operands(table, (size_t)((s->filters + 1) * s->patch_stride));
  table->store_operands(layer->x, (size_t)s->size, length,
                        operand_place(table, padded, (size_t)s->before * (row + (size_t)s->channels)), row);
  table->store_operands(layer->delta, pixels, (size_t)s->filters, delta, (size_t)s->filter_stride);
  table->convolution_pack(s, layer->kernel, panels, transposed);
  table->convolution_gather(s, padded, patches);
  check_forward(layer, patches, panels, name);
  check_backward_data(layer, delta, transposed, name);
  check_backward_weights(layer, patches, delta, name);
}

void check_convolution(const KernelTable *table) {
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    Layer layer = {.table = table,
                   .shape = shape_of(shapes[i].size, shapes[i].channels, shapes[i].filters, shapes[i].taps,
                                     shapes[i].stride, table->panel)};
    char name[100];
    snprintf(name, sizeof name, "%dx%d convolution, %d pixels, %d to %d channels, stride %d", shapes[i].taps,
             shapes[i].taps, shapes[i].size, shapes[i].channels, shapes[i].filters, shapes[i].stride);
    check_layer(&layer, name);
    release();
  }
}
