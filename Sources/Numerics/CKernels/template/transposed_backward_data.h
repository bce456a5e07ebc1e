// The gradient of the input: transform that of the output, multiply by the weights, transform back.
#pragma once
#include <string.h>

#include "transposed_layout.h"
#include "winograd.h"

INLINE void transform_gradient(const int m, const int size, const int group, const operand *y,
                               const float *dy, int images, operand *dm, float *dbias) {
  const int n = m + 1, across = tiles_across(m, size), tiles = tiles_of(m, size), width = 2 * size;
  const int rows = panel_rows(m, size, group);
  for (int image = 0; image < images; image++)
    for (int phase = 0; phase < 4; phase++)
      for (int t = 0; t < tiles; t++) {
        const Positions here = tile_positions(m, size, t);
        const Positions next = tile_positions(m, size, (t + 1) % tiles);
        for (int o = 0; o < CHANNELS; o += LANES) {
          const size_t base = (size_t)image * width * width * CHANNELS + o;
          vec gradient[MAXIMUM_POINTS], points[MAXIMUM_POINTS], sum = splat(0);
          UNROLL for (int i = 0; i < m; i++)
            UNROLL for (int j = 0; j < m; j++) {
              const int row = 2 * (t / across * m + i) - (phase >> 1);
              const int column = 2 * (t % across * m + j) - (phase & 1);
              vec d = splat(0);
              if ((unsigned)row < (unsigned)width && (unsigned)column < (unsigned)width) {
                const size_t at = base + (size_t)(row * width + column) * CHANNELS;
                d = load(dy + at) * leaky_relu_slope(load_operands(y + at));
              }
              sum += d;
              gradient[i * m + j] = d;
            }
          store(dbias + o, load(dbias + o) + sum);
          transform_2d(n, m, output_matrix(m), 1, n, gradient, points);
          const int channel = phase * CHANNELS + o;
          operand *to = dm + (channel / PANEL * rows + image) * PANEL + channel % PANEL;
          store_points(m, points, to, point_stride(PHASE_CHANNELS, rows), images, here, next);
        }
      }
}

// The products of one point and panel: phases that need the same tiles are summed together, and what
// no phase needs is zero.
INLINE void multiply_gradient(const int m, const int size, const int rows, const operand *dm, int images,
                              int point, const operand *u_transposed, float *products) {
  const int tiles = tiles_of(m, size);
  int length, accumulate = 0;
  for (int phase = 0; phase < 4; phase += length, accumulate = 1) {
    const Range range = needed_positions(m, size, phase, point);
    for (length = 1; phase + length < 4; length++) {
      const Range other = needed_positions(m, size, phase + length, point);
      if (other.first != range.first || other.count != range.count) break;
    }
    if (phase == 0 && range.count < tiles) {
      memset(products, 0, sizeof(float) * (size_t)(tiles * images * PANEL));
      accumulate = 1;
    }
    const int first = range.first * images;
    multiply(operand_tiles, range.count * images,
             rows_by_weights(rows, dm + first * PANEL, phase * CHANNEL_PANELS, length * CHANNEL_PANELS,
                             u_transposed, PHASE_CHANNELS * PANEL),
             products + first * PANEL, PANEL, accumulate);
  }
}

// The inverse transform of one panel of products, added to dx.
INLINE void inverse_transform_input(const int m, const int size, const int group, const float *products,
                                    int images, float *dx) {
  const int n = m + 1, across = tiles_across(m, size);
  for (int image = 0; image < images; image++)
    for (int t = 0; t < tiles_of(m, size); t++) {
      const Positions positions = tile_positions(m, size, t);
      for (int lane = 0; lane < PANEL; lane += LANES) {
        float *to = dx + (size_t)image * size * size * CHANNELS + lane;
        vec product[MAXIMUM_POINTS], window[MAXIMUM_POINTS];
        load_products(m, products + lane, product_stride(panel_rows(m, size, group)), images, image,
                      positions, product);
        transform_2d(n, n, input_matrix(m), 1, n, product, window);
        UNROLL for (int i = 0; i < n; i++) {
          const int row = t / across * m - 1 + i;
          if ((unsigned)row >= (unsigned)size) continue;
          UNROLL for (int j = 0; j < n; j++) {
            const int column = t % across * m - 1 + j;
            if ((unsigned)column >= (unsigned)size) continue;
            float *pixel = to + (row * size + column) * CHANNELS;
            store(pixel, load(pixel) + window[i * n + j]);
          }
        }
      }
    }
}

// Point by point, so that the transformed gradient comes from far away only once.
INLINE void transposed_backward_data(const int m, const int size, const int group, const operand *dm,
                                     int images, const operand *u_transposed, float *products, float *dx) {
  const int points = (m + 1) * (m + 1), rows = panel_rows(m, size, group);
  const size_t panel_stride = (size_t)points * product_stride(rows);
  for (int p = 0; p < points; p++)
    for (int panel = 0; panel < CHANNEL_PANELS; panel++)
      multiply_gradient(m, size, rows, dm + (size_t)p * point_stride(PHASE_CHANNELS, rows), images, p,
                        u_transposed + (size_t)(p * CHANNELS + panel * PANEL) * PHASE_CHANNELS,
                        products + (size_t)panel * panel_stride + (size_t)p * product_stride(rows));
  memset(dx, 0, sizeof(float) * (size_t)(images * size * size * CHANNELS));
  for (int panel = 0; panel < CHANNEL_PANELS; panel++)
    inverse_transform_input(m, size, group, products + (size_t)panel * panel_stride, images,
                            dx + panel * PANEL);
}
