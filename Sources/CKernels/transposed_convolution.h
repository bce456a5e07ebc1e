// The 4x4, stride 2, `same` transposed convolution as four 2x2 convolutions by output parity, all
// four computed as one Winograd F(m x m, 2x2) over (size + 1)^2 positions. In one dimension:
//     y[2j]     = x[j - 1] w[3] + x[j] w[1]     phase 0, j < size
//     y[2j - 1] = x[j - 1] w[2] + x[j] w[0]     phase 1, j > 0
// (decomposition of strided kernels: arXiv:2002.00552; sub-pixel phases: arXiv:1609.07009).
#define CHANNELS kernel_channels
#define PHASE_CHANNELS kernel_phase_channels
#define CHANNEL_PANELS (CHANNELS / PANEL)

INLINE int tap(const int phase, const int e) { return 3 - phase - 2 * e; }
// A group is the images that one call takes, at most `group`. In a panel of its transformed data the
// images' rows of the first position come first, then those of the second one, ...

INLINE int tiles_of(const int m, const int size) { return tiles_across(m, size) * tiles_across(m, size); }
// Rows of a panel, at most.
INLINE int panel_rows(const int m, const int size, const int group) { return tiles_of(m, size) * group; }
// Operands, or products, from one transform point to the next.
INLINE size_t point_stride(const int channels, const int rows) {
  return (size_t)(channels * rows) + kernel_point_padding_bytes / sizeof(operand);
}
INLINE size_t product_stride(const int rows) {
  return (size_t)(PANEL * rows) + kernel_point_padding_bytes / sizeof(float);
}
// Operands of a group.
INLINE size_t group_stride(const int m, const int size, const int group, const int channels) {
  return (size_t)((m + 1) * (m + 1)) * point_stride(channels, panel_rows(m, size, group));
}

// Stores the transform points of one tile, and asks for the lines of the next tile: points lie far
// apart, and stores would wait for one line after the other.
INLINE void store_points(const int m, const vec *points, operand *to, const size_t stride, int images,
                         Positions here, Positions next) {
  UNROLL for (int p = 0; p < (m + 1) * (m + 1); p++) {
    operand *point = to + (size_t)p * stride;
    store_operands(point + position_at(here, m, p) * (size_t)images * PANEL, points[p]);
    __builtin_prefetch(point + position_at(next, m, p) * (size_t)images * PANEL, 1, 3);
  }
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

INLINE void transform_input(const int m, const int size, const int group, const operand *x, int images,
                            operand *v) {
  const int n = m + 1, across = tiles_across(m, size), tiles = tiles_of(m, size);
  const int rows = panel_rows(m, size, group);
  for (int image = 0; image < images; image++, x += size * size * CHANNELS)
    for (int t = 0; t < tiles; t++) {
      const Positions here = tile_positions(m, size, t);
      const Positions next = tile_positions(m, size, (t + 1) % tiles);
      for (int c = 0; c < CHANNELS; c += LANES) {
        vec window[MAXIMUM_POINTS], points[MAXIMUM_POINTS];
        UNROLL for (int i = 0; i < n; i++)
          UNROLL for (int j = 0; j < n; j++) {
            const int row = t / across * m - 1 + i, column = t % across * m - 1 + j;
            const int inside = (unsigned)row < (unsigned)size && (unsigned)column < (unsigned)size;
            window[i * n + j] =
                inside ? load_operands(x + (row * size + column) * CHANNELS + c) : splat(0);
          }
        transform_2d(n, n, input_matrix(m), n, 1, window, points);
        operand *to = v + (c / PANEL * rows + image) * PANEL + c % PANEL;
        store_points(m, points, to, point_stride(CHANNELS, rows), images, here, next);
      }
    }
}

// One vector of the products of a tile, all points. Those that are spared were never computed, and no
// output inside the image takes them.
INLINE void load_products(const int m, const float *products, const size_t stride, int images, int image,
                          Positions positions, vec *points) {
  UNROLL for (int p = 0; p < (m + 1) * (m + 1); p++) {
    const size_t row = position_at(positions, m, p) * (size_t)images + (size_t)image;
    points[p] = load(products + (size_t)p * stride + row * PANEL);
  }
}

// The inverse transform of one panel of products, plus bias, LeakyReLU and interleaving of phases.
INLINE void inverse_transform_output(const int m, const int size, const int group, const float *products,
                                     int images, int phase, int channel, const float *bias, operand *y) {
  const int n = m + 1, across = tiles_across(m, size), width = 2 * size;
  const size_t stride = product_stride(panel_rows(m, size, group));
  for (int image = 0; image < images; image++)
    for (int t = 0; t < tiles_of(m, size); t++) {
      const Positions positions = tile_positions(m, size, t);
      for (int lane = 0; lane < PANEL; lane += LANES) {
        operand *to = y + (size_t)image * width * width * CHANNELS + channel + lane;
        const vec b = load(bias + channel + lane);
        vec points[MAXIMUM_POINTS], result[MAXIMUM_POINTS];
        load_products(m, products + lane, stride, images, image, positions, points);
        transform_2d(m, n, output_matrix(m), n, 1, points, result);
        UNROLL for (int i = 0; i < m; i++) {
          const int row = 2 * (t / across * m + i) - (phase >> 1);
          if ((unsigned)row >= (unsigned)width) continue;
          UNROLL for (int j = 0; j < m; j++) {
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

// A product of the rows of panels `panel` ..< `panel` + `panels` of `data` with `weights`, and what follows
// those, `distance` operands on.
INLINE Product rows_by_weights(const int rows, const operand *data, int panel, int panels,
                               const operand *weights, size_t distance) {
  return (Product){
      .a = data + panel * rows * PANEL, .a_row = PANEL / PER_WORD, .a_k = 1,
      .a_block = (size_t)(rows * PANEL / PER_WORD),
      .b = weights + panel * PANEL * PANEL, .b_k = PANEL, .b_block = PANEL * PANEL / PER_WORD,
      .blocks = panels, .depth = PANEL / PER_WORD,
      .next = weights + panel * PANEL * PANEL + distance, .next_bytes = sizeof(operand) * PANEL * PANEL,
      .next_block = sizeof(operand) * PANEL * PANEL};
}

INLINE void transposed_forward(const int m, const int size, const int group, const operand *v, int images,
                               const operand *u, const float *bias, float *products, operand *y) {
  const int points = (m + 1) * (m + 1), rows = panel_rows(m, size, group);
  const size_t stride = product_stride(rows), u_stride = CHANNELS * PHASE_CHANNELS;
  for (int panel = 0; panel < PHASE_CHANNELS / PANEL; panel++, u += CHANNELS * PANEL) {
    const int phase = panel / CHANNEL_PANELS, channel = panel % CHANNEL_PANELS * PANEL;
    for (int p = 0; p < points; p++) {
      const Range range = needed_positions(m, size, phase, p);
      const int first = range.first * images;
      const size_t distance = p + 1 < points ? u_stride : CHANNELS * PANEL - (size_t)p * u_stride;
      multiply(operand_tiles, range.count * images,
               rows_by_weights(rows, v + (size_t)p * point_stride(CHANNELS, rows) + first * PANEL, 0,
                               CHANNEL_PANELS, u + (size_t)p * u_stride, distance),
               products + (size_t)p * stride + first * PANEL, PANEL, 0);
    }
    inverse_transform_output(m, size, group, products, images, phase, channel, bias, y);
  }
}

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
  int length;
  for (int phase = 0; phase < 4; phase += length) {
    const Range range = needed_positions(m, size, phase, point);
    for (length = 1; phase + length < 4; length++) {
      const Range other = needed_positions(m, size, phase + length, point);
      if (other.first != range.first || other.count != range.count) break;
    }
    if (phase == 0 && length < 4)
      memset(products, 0, sizeof(float) * (size_t)(tiles_of(m, size) * images * PANEL));
    const int first = range.first * images;
    multiply(operand_tiles, range.count * images,
             rows_by_weights(rows, dm + first * PANEL, phase * CHANNEL_PANELS, length * CHANNEL_PANELS,
                             u_transposed, PHASE_CHANNELS * PANEL),
             products + first * PANEL, PANEL, length < 4);
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

// Rows of a panel in bfloat16 words of two.
INLINE int word_rows(const int rows) { return (rows + 1) / 2 * 2; }

// du[point] (+)= dm' v, the sum over all tiles of all groups, `chunk` groups at a time, whose operands
// fit the caches.
INLINE void transposed_backward_weights(const int m, const int size, const int group, const int chunk,
                                        const operand *v, const operand *dm, int groups, int images,
                                        int point, int accumulate, operand *scratch, float *du) {
  const int rows = panel_rows(m, size, group), rows_used = tiles_of(m, size) * images;
  const size_t v_group = group_stride(m, size, group, CHANNELS);
  const size_t dm_group = group_stride(m, size, group, PHASE_CHANNELS);
  v += (size_t)point * point_stride(CHANNELS, rows);
  dm += (size_t)point * point_stride(PHASE_CHANNELS, rows);
  du += (size_t)point * CHANNELS * PHASE_CHANNELS;
  for (int start = 0; start < groups; start += chunk) {
    const int blocks = groups - start < chunk ? groups - start : chunk;
    const operand *b_start = v + (size_t)start * v_group;
#if OPERAND_BF16
    const size_t word_group = (size_t)(word_rows(rows) * PANEL);
    const size_t word_panel = (size_t)chunk * word_group;
    operand *a_words = scratch + CHANNEL_PANELS * word_panel;
    for (int panel = 0; panel < CHANNEL_PANELS; panel++)
      for (int g = 0; g < blocks; g++)
        interleave_rows(b_start + (size_t)g * v_group + panel * rows * PANEL, PANEL, rows_used,
                        scratch + (size_t)panel * word_panel + (size_t)g * word_group);
#else
    (void)scratch, (void)rows_used;
#endif
    for (int channel = 0; channel < PHASE_CHANNELS; channel += PANEL) {
      const Range range = needed_positions(m, size, channel / CHANNELS, point);
      const int first = range.first * images * PANEL, count = range.count * images;
      const operand *a = dm + (size_t)start * dm_group + channel * rows + first;
      Product product = {.a = a, .a_row = 1, .a_k = PANEL, .a_block = dm_group,
                         .b_k = PANEL, .b_block = v_group,
                         .blocks = blocks, .depth = (count + PER_WORD - 1) / PER_WORD};
#if OPERAND_BF16
      for (int g = 0; g < blocks; g++)
        interleave_rows(a + (size_t)g * dm_group, PANEL, count, a_words + (size_t)g * word_group);
      product.a = a_words;
      product.a_block = product.b_block = word_group / 2;
#endif
      for (int panel = 0; panel < CHANNEL_PANELS; panel++) {
        // What the other core may have left far away, to be fetched meanwhile: the next panel of dm
        // during the first products, bit by bit the next chunk of v during the last one.
        const size_t bytes = sizeof(operand) * (size_t)count * PANEL;
        if (panel < CHANNEL_PANELS - 1) {
          product.next_bytes = bytes / (CHANNEL_PANELS - 1);
          product.next = (const char *)(a + rows * PANEL) + (size_t)panel * product.next_bytes;
          product.next_block = sizeof(operand) * dm_group;
        } else {
          const int piece = channel / PANEL;  // of PHASE_CHANNELS / PANEL, a quarter of a panel each
          product.next_bytes = bytes * CHANNEL_PANELS * PANEL / PHASE_CHANNELS;
          product.next = (const char *)(b_start + (size_t)blocks * v_group +
                                        piece % CHANNEL_PANELS * rows * PANEL) +
                         (size_t)(piece / CHANNEL_PANELS) * product.next_bytes;
          product.next_block = sizeof(operand) * v_group;
        }
#if OPERAND_BF16
        product.b = scratch + (size_t)panel * word_panel + first;
#else
        product.b = b_start + panel * rows * PANEL + first;
#endif
        multiply(operand_tiles, PANEL, product,
                 du + ((size_t)panel * PHASE_CHANNELS + (size_t)channel) * PANEL, PANEL,
                 accumulate || start > 0);
      }
    }
  }
}

// Channels innermost, so that every point is read from front to back.
INLINE void transform_weight_gradient(const int m, const float *du, int accumulate, float *dkernel) {
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
            store(to, accumulate ? load(to) + weights[e] : weights[e]);
          }
        }
}

// The functions for one SIZE and tile M. GROUP are the most images of a call, of which there is always one
// where one is the most, and CHUNK the groups of one weight gradient sum.
#define IMAGES(GROUP) (GROUP == 1 ? 1 : images)
#define DEFINE_TRANSPOSED(SIZE, M, GROUP, CHUNK)                                                   \
  NOINLINE void transform_weights_##SIZE(const float *kernel, const float *transposed,            \
                                         int32_t channel, void *u, void *u_transposed) {          \
    transform_weights(M, kernel, transposed, channel, u, u_transposed);                           \
  }                                                                                               \
  NOINLINE void transform_input_##SIZE(const void *x, int32_t images, void *v) {                  \
    transform_input(M, SIZE, GROUP, x, IMAGES(GROUP), v);                                         \
  }                                                                                               \
  NOINLINE void forward_##SIZE(const void *v, int32_t images, const void *u, const float *bias,   \
                               float *products, void *y) {                                        \
    transposed_forward(M, SIZE, GROUP, v, IMAGES(GROUP), u, bias, products, y);                   \
  }                                                                                               \
  NOINLINE void transform_gradient_##SIZE(const void *y, const float *dy, int32_t images, void *dm, \
                                          float *dbias) {                                         \
    transform_gradient(M, SIZE, GROUP, y, dy, IMAGES(GROUP), dm, dbias);                          \
  }                                                                                               \
  NOINLINE void backward_data_##SIZE(const void *dm, int32_t images, const void *u_transposed,    \
                                     float *products, float *dx) {                                \
    transposed_backward_data(M, SIZE, GROUP, dm, IMAGES(GROUP), u_transposed, products, dx);      \
  }                                                                                               \
  NOINLINE void backward_weights_##SIZE(const void *v, const void *dm, int32_t groups, int32_t images, \
                                        int32_t point, int32_t accumulate, void *scratch,         \
                                        float *du) {                                              \
    transposed_backward_weights(M, SIZE, GROUP, CHUNK, v, dm, groups, IMAGES(GROUP), point,       \
                                accumulate, scratch, du);                                         \
  }                                                                                               \
  NOINLINE void transform_weight_gradient_##SIZE(const float *du, int32_t accumulate,             \
                                                 float *dkernel) {                                \
    transform_weight_gradient(M, du, accumulate, dkernel);                                        \
  }
#if OPERAND_BF16
#define M_AT_7 3  // F(4, 2) has an error of 1.4e-2 in bfloat16
#else
#define M_AT_7 4
#endif
#define M_AT_14 3
#define GROUP_AT_7 16
#define GROUP_AT_14 1
#define CHUNK_AT_7 1
#define CHUNK_AT_14 4
enum {
  PANEL_ROWS_AT_7 = ((7 + M_AT_7) / M_AT_7) * ((7 + M_AT_7) / M_AT_7) * GROUP_AT_7,
  PANEL_ROWS_AT_14 = ((14 + M_AT_14) / M_AT_14) * ((14 + M_AT_14) / M_AT_14) * GROUP_AT_14
};
DEFINE_TRANSPOSED(7, M_AT_7, GROUP_AT_7, CHUNK_AT_7)
DEFINE_TRANSPOSED(14, M_AT_14, GROUP_AT_14, CHUNK_AT_14)

#define TRANSPOSED_TABLE(SIZE)                                                                        \
  {                                                                                                   \
    .size = SIZE, .points = (M_AT_##SIZE + 1) * (M_AT_##SIZE + 1), .group = GROUP_AT_##SIZE,          \
    .panel_rows = PANEL_ROWS_AT_##SIZE,                                                               \
    .scratch_bytes = (CHANNEL_PANELS + 1) * CHUNK_AT_##SIZE * (PANEL_ROWS_AT_##SIZE + 1) * PANEL *    \
                     (int)sizeof(operand),                                                            \
    .transpose_weights = transpose_weights, .transform_weights = transform_weights_##SIZE,            \
    .transform_input = transform_input_##SIZE, .forward = forward_##SIZE,                             \
    .transform_gradient = transform_gradient_##SIZE, .backward_data = backward_data_##SIZE,           \
    .backward_weights = backward_weights_##SIZE,                                                      \
    .transform_weight_gradient = transform_weight_gradient_##SIZE,                                    \
  }
