// The gradient of the input: transform that of the output, multiply by the weights, transform back.
#pragma once
#include <string.h>

#include "transposed_layout.h"
#include "winograd.h"

// dm[p] = (A d A')[p] of every tile of every phase, d = dy * LeakyReLU'(y) [m][m], zero outside the image;
// dbias[c] += sum of d; y, dy [2 size][2 size][128] of one image of `images`, dm [points][512 / PANEL]
// [panel_rows][PANEL].
INLINE void transform_gradient(const TransposedGeometry g, const operand *y, const float *dy, int image,
                               int images, operand *dm, float *dbias) {
  const int m = g.m, n = m + 1, across = g.across, width = 2 * g.size;
  if (g.group == 1) image = 0;
  for (int phase = 0; phase < 4; phase++)
    for (int t = 0; t < g.tiles; t++) {
      const Positions here = tile_positions(g, t);
      const Positions next = tile_positions(g, (t + 1) % g.tiles);
      for (int o = 0; o < CHANNELS; o += LANES) {
        vec gradient[MAXIMUM_POINTS], points[MAXIMUM_POINTS], sum = splat(0);
        UNROLL_FOR (int i = 0; i < m; i++)
          UNROLL_FOR (int j = 0; j < m; j++) {
            const int row = 2 * (t / across * m + i) - (phase >> 1);
            const int column = 2 * (t % across * m + j) - (phase & 1);
            vec d = splat(0);
            if ((unsigned)row < (unsigned)width && (unsigned)column < (unsigned)width) {
              const ptrdiff_t at = (row * width + column) * CHANNELS + o;
              d = load(dy + at) * leaky_relu_slope(load_operands(y + at));
            }
            sum += d;
            gradient[i * m + j] = d;
          }
        store(dbias + o, load(dbias + o) + sum);
        to_points(n, m, output_matrix(m), gradient, points);
        const int channel = phase * CHANNELS + o;
        operand *to = dm + (channel / PANEL * g.panel_rows + image) * PANEL + channel % PANEL;
        store_points(g, points, to, point_stride(g, PHASE_CHANNELS), images, here, next);
      }
    }
}

// One point p and panel: products [tiles * images][PANEL] = dm[p] [][512] u_transposed[p] [512][PANEL].
// Phases that need the same tiles are summed together, and what no phase needs is zero.
INLINE void multiply_gradient(const TransposedGeometry g, const operand *dm, int images, int point,
                              const operand *u_transposed, float *products) {
  int length;
  bool accumulate = false;
  for (int phase = 0; phase < 4; phase += length, accumulate = true) {
    const Range range = needed_positions(g, phase, point);
    for (length = 1; phase + length < 4; length++) {
      const Range other = needed_positions(g, phase + length, point);
      if (other.first != range.first || other.count != range.count) break;
    }
    if (phase == 0 && range.count < g.tiles) {
      memset(products, 0, sizeof(float) * (size_t)(g.tiles * images * PANEL));
      accumulate = true;
    }
    const int first = range.first * images;
    multiply_operands(range.count * images,
                      rows_by_weights(g, dm + first * PANEL, phase * CHANNEL_PANELS, length * CHANNEL_PANELS,
                                      u_transposed, PHASE_CHANNELS * PANEL),
                      products + first * PANEL, PANEL, accumulate);
  }
}

// dx[tile's window] += B M B' of every tile and PANEL channels, M the products [points][tiles * images]
// [PANEL], dx [images][size][size][128].
INLINE void inverse_transform_input(const TransposedGeometry g, const float *products, int images,
                                    float *dx) {
  const int m = g.m, n = m + 1, size = g.size, across = g.across;
  for (int image = 0; image < images; image++)
    for (int t = 0; t < g.tiles; t++) {
      const Positions positions = tile_positions(g, t);
      for (int lane = 0; lane < PANEL; lane += LANES) {
        float *to = dx + (ptrdiff_t)image * size * size * CHANNELS + lane;
        vec product[MAXIMUM_POINTS], window[MAXIMUM_POINTS];
        load_products(g, products + lane, images, image, positions, product);
        from_points(n, n, input_matrix(m), product, window);
        UNROLL_FOR (int i = 0; i < n; i++) {
          const int row = t / across * m - 1 + i;
          if ((unsigned)row >= (unsigned)size) continue;
          UNROLL_FOR (int j = 0; j < n; j++) {
            const int column = t % across * m - 1 + j;
            if ((unsigned)column >= (unsigned)size) continue;
            float *pixel = to + (row * size + column) * CHANNELS;
            store(pixel, load(pixel) + window[i * n + j]);
          }
        }
      }
    }
}

// dx = sum over tiles of B M B', M[p] [panel_rows][128] = dm[p] [panel_rows][512] u_transposed[p] [512][128].
// Point by point, so that the transformed gradient comes from far away only once.
INLINE void transposed_backward_data(const TransposedGeometry g, const operand *dm, int images,
                                     const operand *u_transposed, float *products, float *dx) {
  const ptrdiff_t panel_stride = g.points * product_stride(g);
  prepare_tiles();
  for (int p = 0; p < g.points; p++)
    for (int panel = 0; panel < CHANNEL_PANELS; panel++)
      multiply_gradient(g, dm + p * point_stride(g, PHASE_CHANNELS), images, p,
                        u_transposed + p * weight_stride(sizeof(operand)) + panel * PANEL * PHASE_CHANNELS,
                        products + panel * panel_stride + p * product_stride(g));
  release_tiles();
  memset(dx, 0, sizeof(float) * (size_t)(images * g.size * g.size * CHANNELS));
  for (int panel = 0; panel < CHANNEL_PANELS; panel++)
    inverse_transform_input(g, products + panel * panel_stride, images, dx + panel * PANEL);
}
