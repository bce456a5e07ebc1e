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
// Operands, or products, from one transform point to the next.
INLINE size_t point_stride(int channels, int tiles) {
  return (size_t)channels * (size_t)tiles + kernel_point_padding_bytes / sizeof(operand);
}
INLINE size_t product_stride(int rows) {
  return PANEL * (size_t)rows + kernel_point_padding_bytes / sizeof(float);
}

// Stores one transform point of a tile, and asks for the line of the next tile: a tile's points lie
// far apart, and stores would wait for one line after the other.
INLINE void store_point(operand *to, vec point) {
  store_operands(to, point);
  __builtin_prefetch(to + PANEL, 1, 3);
}

NOINLINE void transpose_weights(const float *kernel, float *transposed, int32_t tap_index) {
  const float *from = kernel + (size_t)tap_index * CHANNELS * CHANNELS;
  float *to = transposed + (size_t)tap_index * CHANNELS * CHANNELS;
  for (int o = 0; o < CHANNELS; o += 16)
    for (int c = 0; c < CHANNELS; c++)
      for (int i = o; i < o + 16; i++) to[c * CHANNELS + i] = from[i * CHANNELS + c];
}

// Rows `row` and `row` + 1 of the four taps of each phase, [4][4][128][128], to the points of `u`,
// whose panels hold 128 consecutive k rows for the forward pass (k = row) or 512 for the backward one.
INLINE void transform_weight_rows(const int m, const float *kernel, int row, const int backward,
                                  operand *u) {
  const int n = m + 1;
  for (int phase = 0; phase < 4; phase++)
    for (int column = 0; column < CHANNELS; column += LANES) {
      vec weights[4], first[MAXIMUM_POINTS], second[MAXIMUM_POINTS];
      for (int pair = 0; pair < 2; pair++) {
        UNROLL for (int e = 0; e < 4; e++) {
          const int t = tap(phase >> 1, e >> 1) * 4 + tap(phase & 1, e & 1);
          weights[e] = load(kernel + ((size_t)t * CHANNELS + (size_t)(row + pair)) * CHANNELS + column);
        }
        transform_2d(n, 2, weight_matrix(m), 2, 1, weights, pair ? second : first);
      }
      const int channel = backward ? column : phase * CHANNELS + column;
      const int k = backward ? phase * CHANNELS + row : row;
      const int depth = backward ? PHASE_CHANNELS : CHANNELS;
      operand *to = u + ((size_t)(channel / PANEL) * (size_t)depth + (size_t)k) * PANEL;
      UNROLL for (int p = 0; p < n * n; p++)
        store_row_pair(to + (size_t)p * CHANNELS * PHASE_CHANNELS, channel % PANEL, first[p], second[p]);
    }
}

INLINE void transform_weights(const int m, const float *kernel, const float *transposed,
                              int channel, void *u, void *u_transposed) {
  transform_weight_rows(m, transposed, channel, 0, u);
  transform_weight_rows(m, kernel, channel, 1, u_transposed);
}

INLINE void transform_input(const int m, const int size, const operand *x, int images,
                            int first_tile, int tiles, operand *v) {
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
                  inside ? load_operands(x + (row * size + column) * CHANNELS + c) : splat(0);
            }
          transform_2d(n, n, input_matrix(m), n, 1, window, points);
          operand *to = v + ((size_t)(c / PANEL) * (size_t)tiles + (size_t)first_tile) * PANEL + c % PANEL;
          UNROLL for (int p = 0; p < n * n; p++) store_point(to + (size_t)p * stride, points[p]);
        }
}

// The inverse transform of one panel of products, plus bias, LeakyReLU and interleaving of phases.
INLINE void inverse_transform_output(const int m, const int size, const float *products,
                                     size_t stride, int images, int phase, int channel,
                                     const float *bias, operand *y) {
  const int n = m + 1, across = tiles_across(m, size), width = 2 * size;
  int t = 0;
  for (int image = 0; image < images; image++)
    for (int ty = 0; ty < across; ty++)
      for (int tx = 0; tx < across; tx++, t++)
        for (int lane = 0; lane < PANEL; lane += LANES) {
          operand *to = y + (size_t)image * width * width * CHANNELS + channel + lane;
          const vec b = load(bias + channel + lane);
          vec points[MAXIMUM_POINTS], result[MAXIMUM_POINTS];
          UNROLL for (int p = 0; p < n * n; p++)
            points[p] = load(products + (size_t)p * stride + (size_t)t * PANEL + lane);
          transform_2d(m, n, output_matrix(m), n, 1, points, result);
          UNROLL for (int i = 0; i < m; i++) {
            const int row = 2 * (ty * m + i) - (phase >> 1);
            if ((unsigned)row >= (unsigned)width) continue;
            UNROLL for (int j = 0; j < m; j++) {
              const int column = 2 * (tx * m + j) - (phase & 1);
              if ((unsigned)column >= (unsigned)width) continue;
              operand *pixel = to + (row * width + column) * CHANNELS;
              store_operands(pixel, leaky_relu(result[i * m + j] + b));
              __builtin_prefetch(pixel + 2 * m * CHANNELS, 1, 3);  // of the next tile
            }
          }
        }
}

INLINE void transposed_forward(const int m, const int size, const operand *v, int images,
                               int first_tile, int tiles, const operand *u, const float *bias,
                               float *products, operand *y) {
  const int points = (m + 1) * (m + 1), across = tiles_across(m, size);
  const int rows = images * across * across;
  const size_t stride = product_stride(rows), v_stride = point_stride(CHANNELS, tiles);
  const size_t panel_bytes = sizeof(operand) * CHANNELS * PANEL;
  for (int panel = 0; panel < PHASE_CHANNELS / PANEL; panel++) {
    for (int p = 0; p < points; p++) {
      const Rows a = {v + (size_t)p * v_stride + (size_t)first_tile * PANEL, PANEL / PER_WORD, 1,
                      (size_t)tiles * PANEL / PER_WORD, CHANNEL_PANELS, PANEL / PER_WORD};
      const operand *b = u + ((size_t)p * PHASE_CHANNELS + (size_t)panel * PANEL) * CHANNELS;
      const operand *next = p + 1 < points ? b + CHANNELS * PHASE_CHANNELS
                                           : u + (size_t)(panel + 1) * PANEL * CHANNELS;
      multiply(operand_tiles, (uint32_t)rows, a, b, PANEL, products + (size_t)p * stride, PANEL, 0, next,
               panel_bytes);
    }
    const int channel = panel * PANEL;
    inverse_transform_output(m, size, products, stride, images, channel / CHANNELS,
                             channel % CHANNELS, bias, y);
  }
}

INLINE void transform_gradient(const int m, const int size, const operand *y, const float *dy,
                               int images, int first_tile, int tiles, operand *dm, float *dbias) {
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
                d = load(dy + at) * leaky_relu_slope(load_operands(y + at));
              }
              sum += d;
              gradient[i * m + j] = d;
            }
          store(dbias + o, load(dbias + o) + sum);
          transform_2d(n, m, output_matrix(m), 1, n, gradient, points);
          const int channel = phase * CHANNELS + o;
          operand *to = dm + ((size_t)(channel / PANEL) * (size_t)tiles + (size_t)(first_tile + t)) * PANEL +
                        channel % PANEL;
          UNROLL for (int p = 0; p < n * n; p++) store_point(to + (size_t)p * stride, points[p]);
        }
}

INLINE void transposed_backward_data(const int m, const int size, const operand *dm, int images,
                                     int first_tile, int tiles, const operand *u_transposed,
                                     float *products, float *dx) {
  const int n = m + 1, points = n * n, across = tiles_across(m, size);
  const int rows = images * across * across;
  const size_t stride = product_stride(rows), dm_stride = point_stride(PHASE_CHANNELS, tiles);
  const size_t panel_bytes = sizeof(operand) * PHASE_CHANNELS * PANEL;
  memset(dx, 0, sizeof(float) * (size_t)(images * size * size * CHANNELS));
  for (int panel = 0; panel < CHANNEL_PANELS; panel++) {
    for (int p = 0; p < points; p++) {
      const Rows a = {dm + (size_t)p * dm_stride + (size_t)first_tile * PANEL, PANEL / PER_WORD, 1,
                      (size_t)tiles * PANEL / PER_WORD, PHASE_CHANNELS / PANEL, PANEL / PER_WORD};
      const operand *b = u_transposed + ((size_t)p * CHANNELS + (size_t)panel * PANEL) * PHASE_CHANNELS;
      const operand *next = p + 1 < points ? b + CHANNELS * PHASE_CHANNELS
                                           : u_transposed + (size_t)(panel + 1) * PANEL * PHASE_CHANNELS;
      multiply(operand_tiles, (uint32_t)rows, a, b, PANEL, products + (size_t)p * stride, PANEL, 0, next,
               panel_bytes);
    }
    int t = 0;
    for (int image = 0; image < images; image++)
      for (int ty = 0; ty < across; ty++)
        for (int tx = 0; tx < across; tx++, t++)
          for (int lane = 0; lane < PANEL; lane += LANES) {
            float *to = dx + (size_t)image * size * size * CHANNELS + panel * PANEL + lane;
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

// du[point] (+)= dm' v, summed in chunks of tiles: the operands of a chunk fit the caches.
INLINE void transposed_backward_weights(const int chunk, const operand *v, const operand *dm,
                                        int tiles, int point, int accumulate, operand *scratch,
                                        float *du) {
  const operand *all_b = v + (size_t)point * point_stride(CHANNELS, tiles);
  const operand *all_a = dm + (size_t)point * point_stride(PHASE_CHANNELS, tiles);
  const size_t panel_stride = (size_t)tiles * PANEL;
  du += (size_t)point * CHANNELS * PHASE_CHANNELS;
  for (int first = 0; first < tiles; first += chunk) {
    const int count = tiles - first < chunk ? tiles - first : chunk;
    const operand *b = all_b + (size_t)first * PANEL;
    const operand *b_next = b + (size_t)count * PANEL;
    size_t b_stride = panel_stride;
#if OPERAND_BF16
    b_stride = (size_t)((chunk + 1) / 2 * 2) * PANEL;
    operand *a_words = scratch + CHANNEL_PANELS * b_stride;
    for (int panel = 0; panel < CHANNEL_PANELS; panel++)
      interleave_rows(b + (size_t)panel * panel_stride, PANEL, count,
                      scratch + (size_t)panel * b_stride);
    b = scratch;
#else
    (void)scratch;
#endif
    for (int channel = 0; channel < PHASE_CHANNELS; channel += PANEL) {
      const operand *a = all_a + (size_t)(channel / PANEL) * panel_stride + (size_t)first * PANEL;
      // What the other core may have left far away, to be fetched meanwhile: the next panel of dm
      // during the first products, bit by bit the next chunk of v during the last one.
      const operand *next_a = a + panel_stride;
      const size_t third = sizeof(operand) * (size_t)count * PANEL / (CHANNEL_PANELS - 1);
#if OPERAND_BF16
      interleave_rows(a, PANEL, count, a_words);
      a = a_words;
#endif
      const Rows rows = {a, 1, PANEL, 0, 1, (count + PER_WORD - 1) / PER_WORD};
      for (int panel = 0; panel < CHANNEL_PANELS; panel++) {
        const char *next = (const char *)next_a + (size_t)panel * third;
        size_t next_bytes = third;
        if (panel == CHANNEL_PANELS - 1) {
          const int piece = channel / PANEL;  // of PHASE_CHANNELS / PANEL, a quarter of a panel each
          next_bytes = sizeof(operand) * (size_t)count * PANEL * CHANNEL_PANELS * PANEL / PHASE_CHANNELS;
          next = (const char *)(b_next + (size_t)(piece % CHANNEL_PANELS) * panel_stride) +
                 (size_t)(piece / CHANNEL_PANELS) * next_bytes;
        }
        multiply(operand_tiles, PANEL, rows, b + (size_t)panel * b_stride, PANEL,
                 du + ((size_t)panel * PHASE_CHANNELS + (size_t)channel) * PANEL, PANEL,
                 accumulate || first > 0, next, next_bytes);
      }
    }
  }
}

// Channels innermost, so that every point is read from front to back.
INLINE void transform_weight_gradient(const int m, const float *du, float *dkernel) {
  const int n = m + 1;
  for (int c = 0; c < CHANNELS; c += PANEL)
    for (int phase = 0; phase < 4; phase++)
      for (int channel = 0; channel < CHANNELS; channel++)
        for (int lane = 0; lane < PANEL; lane += LANES) {
          vec points[MAXIMUM_POINTS], weights[4];
          const float *from = du + ((size_t)(c / PANEL) * PHASE_CHANNELS +
                                    (size_t)(phase * CHANNELS + channel)) * PANEL + lane;
          UNROLL for (int p = 0; p < n * n; p++)
            points[p] = load(from + (size_t)p * PHASE_CHANNELS * CHANNELS);
          transform_2d(2, n, weight_matrix(m), 1, 2, points, weights);
          UNROLL for (int e = 0; e < 4; e++) {
            const int t = tap(phase >> 1, e >> 1) * 4 + tap(phase & 1, e & 1);
            float *to = dkernel + ((size_t)t * CHANNELS + (size_t)channel) * CHANNELS + c + lane;
            store(to, load(to) + weights[e]);
          }
        }
}

// The functions for one SIZE and tile M; CHUNK is the number of tiles of one weight gradient sum.
#define DEFINE_TRANSPOSED(SIZE, M, CHUNK)                                                         \
  NOINLINE void transform_weights_##SIZE(const float *kernel, const float *transposed,           \
                                         int32_t channel, void *u, void *u_transposed) {         \
    transform_weights(M, kernel, transposed, channel, u, u_transposed);                          \
  }                                                                                              \
  NOINLINE void transform_input_##SIZE(const void *x, int32_t images, int32_t first,             \
                                       int32_t tiles, void *v) {                                 \
    transform_input(M, SIZE, x, images, first, tiles, v);                                        \
  }                                                                                              \
  NOINLINE void forward_##SIZE(const void *v, int32_t images, int32_t first, int32_t tiles,      \
                               const void *u, const float *bias, float *products, void *y) {     \
    transposed_forward(M, SIZE, v, images, first, tiles, u, bias, products, y);                  \
  }                                                                                              \
  NOINLINE void transform_gradient_##SIZE(const void *y, const float *dy, int32_t images,        \
                                          int32_t first, int32_t tiles, void *dm,                \
                                          float *dbias) {                                        \
    transform_gradient(M, SIZE, y, dy, images, first, tiles, dm, dbias);                         \
  }                                                                                              \
  NOINLINE void backward_data_##SIZE(const void *dm, int32_t images, int32_t first,              \
                                     int32_t tiles, const void *u_transposed, float *products,   \
                                     float *dx) {                                                \
    transposed_backward_data(M, SIZE, dm, images, first, tiles, u_transposed, products, dx);     \
  }                                                                                              \
  NOINLINE void backward_weights_##SIZE(const void *v, const void *dm, int32_t tiles,            \
                                        int32_t point, int32_t accumulate, void *scratch,        \
                                        float *du) {                                             \
    transposed_backward_weights(CHUNK, v, dm, tiles, point, accumulate, scratch, du);            \
  }                                                                                              \
  NOINLINE void transform_weight_gradient_##SIZE(const float *du, float *dkernel) {              \
    transform_weight_gradient(M, du, dkernel);                                                   \
  }                                                                                              \
  enum { transposed_scratch_##SIZE = (CHANNEL_PANELS + 1) * (CHUNK + 1) * PANEL };
#if OPERAND_BF16
#define M_AT_7 3  // F(4, 2) has an error of 1.4e-2 in bfloat16
#define CHUNK_AT_7 144
#else
#define M_AT_7 4
#define CHUNK_AT_7 64
#endif
DEFINE_TRANSPOSED(7, M_AT_7, CHUNK_AT_7)  // sums over 16 images
DEFINE_TRANSPOSED(14, 3, 100)             // over 4

#define TRANSPOSED_TABLE(SIZE, M)                                                          \
  {                                                                                        \
    SIZE, (M + 1) * (M + 1), ((SIZE + M) / M) * ((SIZE + M) / M),                          \
        transposed_scratch_##SIZE * (int)sizeof(operand), transpose_weights,               \
        transform_weights_##SIZE, transform_input_##SIZE, forward_##SIZE,                  \
        transform_gradient_##SIZE, backward_data_##SIZE, backward_weights_##SIZE,          \
        transform_weight_gradient_##SIZE                                                   \
  }
