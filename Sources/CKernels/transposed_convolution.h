// The 4x4, stride 2, `same` transposed convolution as four 2x2 convolutions by output parity, all
// four computed as one Winograd F(m x m, 2x2) over (size + 1)^2 positions. In one dimension:
//     y[2j]     = x[j - 1] w[3] + x[j] w[1]     phase 0, j < size
//     y[2j - 1] = x[j - 1] w[2] + x[j] w[0]     phase 1, j > 0
// (decomposition of strided kernels: arXiv:2002.00552; sub-pixel phases: arXiv:1609.07009).
#define CHANNELS kernel_channels
#define PHASE_CHANNELS kernel_phase_channels
#define CHANNEL_PANELS (CHANNELS / PANEL)

INLINE int tap(const int phase, const int e) { return 3 - phase - 2 * e; }
INLINE int tiles_across(const int m, const int size) { return (size + m) / m; }
INLINE size_t point_stride(int channels, int tiles) {
  return (size_t)channels * (size_t)tiles + kernel_point_padding;
}

NOINLINE void transpose_weights(const float *kernel, float *transposed, int32_t tap_index) {
  const float *from = kernel + (size_t)tap_index * CHANNELS * CHANNELS;
  float *to = transposed + (size_t)tap_index * CHANNELS * CHANNELS;
  for (int o = 0; o < CHANNELS; o += 16)
    for (int c = 0; c < CHANNELS; c++)
      for (int i = o; i < o + 16; i++) to[c * CHANNELS + i] = from[i * CHANNELS + c];
}

// Rows `row` of the four taps of each phase, [4][4][128][128], to the points of `u`, whose panels
// hold 128 consecutive k rows for the forward pass (k = row) or 512 for the backward one.
INLINE void transform_weight_row(const int m, const float *kernel, int row, const int backward,
                                 float *u) {
  const int n = m + 1;
  for (int phase = 0; phase < 4; phase++)
    for (int column = 0; column < CHANNELS; column += LANES) {
      vec weights[4], points[MAXIMUM_POINTS];
      UNROLL for (int e = 0; e < 4; e++) {
        const int t = tap(phase >> 1, e >> 1) * 4 + tap(phase & 1, e & 1);
        weights[e] = load(kernel + ((size_t)t * CHANNELS + (size_t)row) * CHANNELS + column);
      }
      transform_2d(n, 2, weight_matrix(m), 2, 1, weights, points);
      const int channel = backward ? column : phase * CHANNELS + column;
      const int k = backward ? phase * CHANNELS + row : row;
      const int depth = backward ? PHASE_CHANNELS : CHANNELS;
      float *to = u + ((size_t)(channel / PANEL) * depth + k) * PANEL + channel % PANEL;
      UNROLL for (int p = 0; p < n * n; p++)
        store(to + (size_t)p * CHANNELS * PHASE_CHANNELS, points[p]);
    }
}

INLINE void transform_weights(const int m, const float *kernel, const float *transposed,
                              int channel, float *u, float *u_transposed) {
  transform_weight_row(m, transposed, channel, 0, u);
  transform_weight_row(m, kernel, channel, 1, u_transposed);
}

INLINE void transform_input(const int m, const int size, const float *x, int images,
                            int first_tile, int tiles, float *v) {
  const int n = m + 1, across = tiles_across(m, size);
  const size_t stride = point_stride(CHANNELS, tiles);
  for (int image = 0; image < images; image++, x += size * size * CHANNELS)
    for (int ty = 0; ty < across; ty++)
      for (int tx = 0; tx < across; tx++, first_tile++)
        for (int c = 0; c < CHANNELS; c += LANES) {
          vec window[MAXIMUM_POINTS], points[MAXIMUM_POINTS];
          UNROLL for (int i = 0; i < n; i++)
            UNROLL for (int j = 0; j < n; j++) {
              const int row = ty * m - 1 + i, column = tx * m - 1 + j;
              const int inside = (unsigned)row < (unsigned)size && (unsigned)column < (unsigned)size;
              window[i * n + j] =
                  inside ? load(x + (row * size + column) * CHANNELS + c) : splat(0);
            }
          transform_2d(n, n, input_matrix(m), n, 1, window, points);
          float *to = v + ((size_t)(c / PANEL) * (size_t)tiles + (size_t)first_tile) * PANEL + c % PANEL;
          UNROLL for (int p = 0; p < n * n; p++) store(to + (size_t)p * stride, points[p]);
        }
}

// The inverse transform of one panel of products, plus bias, LeakyReLU and interleaving of phases.
INLINE void inverse_transform_output(const int m, const int size, const float *products,
                                     size_t stride, int images, int phase, int channel,
                                     const float *bias, float *y) {
  const int n = m + 1, across = tiles_across(m, size), width = 2 * size;
  for (int lane = 0; lane < PANEL; lane += LANES) {
    const vec b = load(bias + channel + lane);
    int t = 0;
    for (int image = 0; image < images; image++) {
      float *to = y + (size_t)image * width * width * CHANNELS + channel + lane;
      for (int ty = 0; ty < across; ty++)
        for (int tx = 0; tx < across; tx++, t++) {
          vec points[MAXIMUM_POINTS], result[MAXIMUM_POINTS];
          UNROLL for (int p = 0; p < n * n; p++)
            points[p] = load(products + (size_t)p * stride + (size_t)t * PANEL + lane);
          transform_2d(m, n, output_matrix(m), n, 1, points, result);
          UNROLL for (int i = 0; i < m; i++) {
            const int row = 2 * (ty * m + i) - (phase >> 1);
            if ((unsigned)row >= (unsigned)width) continue;
            UNROLL for (int j = 0; j < m; j++) {
              const int column = 2 * (tx * m + j) - (phase & 1);
              if ((unsigned)column < (unsigned)width)
                store(to + (row * width + column) * CHANNELS, leaky_relu(result[i * m + j] + b));
            }
          }
        }
    }
  }
}

INLINE void transposed_forward(const int m, const int size, const float *v, int images,
                               int first_tile, int tiles, const float *u, const float *bias,
                               float *products, float *y) {
  const int points = (m + 1) * (m + 1), across = tiles_across(m, size);
  const int rows = images * across * across;
  const size_t stride = point_stride(PANEL, rows), v_stride = point_stride(CHANNELS, tiles);
  for (int panel = 0; panel < PHASE_CHANNELS / PANEL; panel++) {
    for (int p = 0; p < points; p++) {
      const Rows a = {v + (size_t)p * v_stride + (size_t)first_tile * PANEL, PANEL, 1,
                      (size_t)tiles * PANEL, CHANNEL_PANELS, PANEL};
      const float *b = u + ((size_t)p * PHASE_CHANNELS + (size_t)panel * PANEL) * CHANNELS;
      multiply_panel(rows, a, b, PANEL, products + (size_t)p * stride, PANEL, 0);
    }
    const int channel = panel * PANEL;
    inverse_transform_output(m, size, products, stride, images, channel / CHANNELS,
                             channel % CHANNELS, bias, y);
  }
}

INLINE void transform_gradient(const int m, const int size, const float *y, const float *dy,
                               int images, int first_tile, int tiles, float *dm, float *dbias) {
  const int n = m + 1, across = tiles_across(m, size), width = 2 * size;
  const size_t stride = point_stride(PHASE_CHANNELS, tiles);
  for (int image = 0; image < images; image++, first_tile += across * across)
    for (int phase = 0; phase < 4; phase++)
      for (int t = 0; t < across * across; t++)
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
                d = load(dy + at) * leaky_relu_slope(load(y + at));
              }
              sum += d;
              gradient[i * m + j] = d;
            }
          store(dbias + o, load(dbias + o) + sum);
          transform_2d(n, m, output_matrix(m), 1, n, gradient, points);
          const int channel = phase * CHANNELS + o;
          float *to = dm + ((size_t)(channel / PANEL) * (size_t)tiles + (size_t)(first_tile + t)) * PANEL +
                      channel % PANEL;
          UNROLL for (int p = 0; p < n * n; p++) store(to + (size_t)p * stride, points[p]);
        }
}

INLINE void transposed_backward_data(const int m, const int size, const float *dm, int images,
                                     int first_tile, int tiles, const float *u_transposed,
                                     float *products, float *dx) {
  const int n = m + 1, points = n * n, across = tiles_across(m, size);
  const int rows = images * across * across;
  const size_t stride = point_stride(PANEL, rows), dm_stride = point_stride(PHASE_CHANNELS, tiles);
  memset(dx, 0, sizeof(float) * (size_t)(images * size * size * CHANNELS));
  for (int panel = 0; panel < CHANNEL_PANELS; panel++) {
    for (int p = 0; p < points; p++) {
      const Rows a = {dm + (size_t)p * dm_stride + (size_t)first_tile * PANEL, PANEL, 1,
                      (size_t)tiles * PANEL, PHASE_CHANNELS / PANEL, PANEL};
      const float *b = u_transposed + ((size_t)p * CHANNELS + (size_t)panel * PANEL) * PHASE_CHANNELS;
      multiply_panel(rows, a, b, PANEL, products + (size_t)p * stride, PANEL, 0);
    }
    for (int lane = 0; lane < PANEL; lane += LANES) {
      int t = 0;
      for (int image = 0; image < images; image++) {
        float *to = dx + (size_t)image * size * size * CHANNELS + panel * PANEL + lane;
        for (int ty = 0; ty < across; ty++)
          for (int tx = 0; tx < across; tx++, t++) {
            vec product[MAXIMUM_POINTS], window[MAXIMUM_POINTS];
            UNROLL for (int p = 0; p < points; p++)
              product[p] = load(products + (size_t)p * stride + (size_t)t * PANEL + lane);
            transform_2d(n, n, input_matrix(m), 1, n, product, window);
            UNROLL for (int i = 0; i < n; i++) {
              const int row = ty * m - 1 + i;
              if ((unsigned)row >= (unsigned)size) continue;
              UNROLL for (int j = 0; j < n; j++) {
                const int column = tx * m - 1 + j;
                if ((unsigned)column >= (unsigned)size) continue;
                float *pixel = to + (row * size + column) * CHANNELS;
                store(pixel, load(pixel) + window[i * n + j]);
              }
            }
          }
      }
    }
  }
}

// Tiles are multiplied in chunks whose panels of both operands fit the first-level cache.
#define TILE_CHUNK 128

NOINLINE void transposed_backward_weights(const float *v, const float *dm, int32_t tiles,
                                          int32_t item, int32_t accumulate, float *du) {
  const int p = item / CHANNEL_PANELS, panel = item % CHANNEL_PANELS;
  const float *b = v + (size_t)p * point_stride(CHANNELS, tiles) + (size_t)panel * (size_t)tiles * PANEL;
  const float *a = dm + (size_t)p * point_stride(PHASE_CHANNELS, tiles);
  float *to = du + (size_t)item * PHASE_CHANNELS * PANEL;
  for (int first = 0; first < tiles; first += TILE_CHUNK) {
    const int count = tiles - first < TILE_CHUNK ? tiles - first : TILE_CHUNK;
    for (int channel = 0; channel < PHASE_CHANNELS; channel += PANEL) {
      const Rows rows = {a + (size_t)channel * (size_t)tiles + (size_t)first * PANEL, 1, PANEL, 0, 1, count};
      multiply_panel(PANEL, rows, b + (size_t)first * PANEL, PANEL, to + (size_t)channel * PANEL,
                     PANEL, accumulate || first > 0);
    }
  }
}

INLINE void transform_weight_gradient(const int m, const float *du, int channel, float *dkernel) {
  const int n = m + 1;
  for (int phase = 0; phase < 4; phase++)
    for (int c = 0; c < CHANNELS; c += LANES) {
      vec points[MAXIMUM_POINTS], weights[4];
      const float *from = du + ((size_t)(c / PANEL) * PHASE_CHANNELS + (size_t)(phase * CHANNELS + channel)) * PANEL + c % PANEL;
      UNROLL for (int p = 0; p < n * n; p++)
        points[p] = load(from + (size_t)p * PHASE_CHANNELS * CHANNELS);
      transform_2d(2, n, weight_matrix(m), 1, 2, points, weights);
      UNROLL for (int e = 0; e < 4; e++) {
        const int t = tap(phase >> 1, e >> 1) * 4 + tap(phase & 1, e & 1);
        store(dkernel + ((size_t)t * CHANNELS + (size_t)channel) * CHANNELS + c, weights[e]);
      }
    }
}

#define DEFINE_TRANSPOSED(SIZE, M)                                                               \
  NOINLINE void transform_weights_##SIZE(const float *kernel, const float *transposed,          \
                                         int32_t channel, float *u, float *u_transposed) {      \
    transform_weights(M, kernel, transposed, channel, u, u_transposed);                         \
  }                                                                                             \
  NOINLINE void transform_input_##SIZE(const float *x, int32_t images, int32_t first,           \
                                       int32_t tiles, float *v) {                               \
    transform_input(M, SIZE, x, images, first, tiles, v);                                       \
  }                                                                                             \
  NOINLINE void forward_##SIZE(const float *v, int32_t images, int32_t first, int32_t tiles,    \
                               const float *u, const float *bias, float *products, float *y) {  \
    transposed_forward(M, SIZE, v, images, first, tiles, u, bias, products, y);                 \
  }                                                                                             \
  NOINLINE void transform_gradient_##SIZE(const float *y, const float *dy, int32_t images,      \
                                          int32_t first, int32_t tiles, float *dm,              \
                                          float *dbias) {                                       \
    transform_gradient(M, SIZE, y, dy, images, first, tiles, dm, dbias);                        \
  }                                                                                             \
  NOINLINE void backward_data_##SIZE(const float *dm, int32_t images, int32_t first,            \
                                     int32_t tiles, const float *u_transposed, float *products, \
                                     float *dx) {                                               \
    transposed_backward_data(M, SIZE, dm, images, first, tiles, u_transposed, products, dx);    \
  }                                                                                             \
  NOINLINE void transform_weight_gradient_##SIZE(const float *du, int32_t channel,              \
                                                 float *dkernel) {                              \
    transform_weight_gradient(M, du, channel, dkernel);                                         \
  }
DEFINE_TRANSPOSED(7, 4)
DEFINE_TRANSPOSED(14, 3)

#define TRANSPOSED_TABLE(SIZE, M)                                                          \
  {                                                                                        \
    SIZE, (M + 1) * (M + 1), ((SIZE + M) / M) * ((SIZE + M) / M), transpose_weights,       \
        transform_weights_##SIZE, transform_input_##SIZE, forward_##SIZE,                  \
        transform_gradient_##SIZE, backward_data_##SIZE, transposed_backward_weights,      \
        transform_weight_gradient_##SIZE                                                   \
  }
