// The forward pass: transform the input, multiply by the weights, transform back.
#pragma once
#include "transposed_layout.h"
#include "winograd.h"

// v[p] = (B' d B)[p] of every tile's window d [m + 1][m + 1] of x [images][size][size][128], zero outside;
// v [points][128 / PANEL][panel_rows][PANEL].
INLINE void transform_input(const TransposedGeometry g, const operand *x, int images, operand *v) {
  const int m = g.m, n = m + 1, size = g.size, across = g.across;
  for (int image = 0; image < images; image++, x += size * size * CHANNELS)
    for (int t = 0; t < g.tiles; t++) {
      const Positions here = tile_positions(g, t);
      const Positions next = tile_positions(g, (t + 1) % g.tiles);
      for (int c = 0; c < CHANNELS; c += LANES) {
        vec window[MAXIMUM_POINTS], points[MAXIMUM_POINTS];
        UNROLL_FOR (int i = 0; i < n; i++)
          UNROLL_FOR (int j = 0; j < n; j++) {
            const int row = t / across * m - 1 + i, column = t % across * m - 1 + j;
            const bool inside = (unsigned)row < (unsigned)size && (unsigned)column < (unsigned)size;
            window[i * n + j] = inside ? load_operands(x + (row * size + column) * CHANNELS + c) : splat(0);
          }
        to_points(n, n, input_matrix(m), window, points);
        operand *to = v + (c / PANEL * g.panel_rows + image) * PANEL + c % PANEL;
        store_points(g, points, to, point_stride(g, CHANNELS), images, here, next);
      }
    }
}

// y[2 r - phase row][2 c - phase column] = LeakyReLU(A' M A + bias)[r][c] of a phase and PANEL channels, M
// the products [points][tiles * images][PANEL], y [images][2 size][2 size][128].
INLINE void inverse_transform_output(const TransposedGeometry g, const float *products, int images, int phase,
                                     int channel, const float *bias, operand *y) {
  const int m = g.m, n = m + 1, across = g.across, width = 2 * g.size;
  for (int image = 0; image < images; image++)
    for (int t = 0; t < g.tiles; t++) {
      const Positions positions = tile_positions(g, t);
      for (int lane = 0; lane < PANEL; lane += LANES) {
        operand *to = y + (ptrdiff_t)image * width * width * CHANNELS + channel + lane;
        const vec b = load(bias + channel + lane);
        vec points[MAXIMUM_POINTS], result[MAXIMUM_POINTS];
        load_products(g, products + lane, images, image, positions, points);
        from_points(n, m, output_matrix(m), points, result);
        UNROLL_FOR (int i = 0; i < m; i++) {
          const int row = 2 * (t / across * m + i) - (phase >> 1);
          if ((unsigned)row >= (unsigned)width) continue;
          UNROLL_FOR (int j = 0; j < m; j++) {
            const int column = 2 * (t % across * m + j) - (phase & 1);
            if ((unsigned)column >= (unsigned)width) continue;
            operand *pixel = to + (row * width + column) * CHANNELS;
            store_operands(pixel, leaky_relu(result[i * m + j] + b));
            __builtin_prefetch(pixel + 2 * m * CHANNELS, 1, 3);  // of the next tile
          }
        }
      }
    }
}

// y = LeakyReLU(A' M A + bias), M[p] [panel_rows][512] = v[p] [panel_rows][128] u[p] [128][512], one panel
// of the 512 at a time.
INLINE void transposed_forward(const TransposedGeometry g, const operand *v, int images, const operand *u,
                               const float *bias, float *products, operand *y) {
  const ptrdiff_t u_stride = weight_stride(sizeof(operand));
  prepare_tiles();
  for (int panel = 0; panel < PHASE_CHANNELS / PANEL; panel++, u += CHANNELS * PANEL) {
    const int phase = panel / CHANNEL_PANELS, channel = panel % CHANNEL_PANELS * PANEL;
    for (int p = 0; p < g.points; p++) {
      const Range range = needed_positions(g, phase, p);
      const int first = range.first * images;
      const ptrdiff_t distance = p + 1 < g.points ? u_stride : CHANNELS * PANEL - p * u_stride;
      multiply_operands(range.count * images,
                        rows_by_weights(g, v + p * point_stride(g, CHANNELS) + first * PANEL, 0,
                                        CHANNEL_PANELS, u + p * u_stride, distance),
                        products + p * product_stride(g) + first * PANEL, PANEL, false);
    }
    inverse_transform_output(g, products, images, phase, channel, bias, y);
  }
  release_tiles();
}
