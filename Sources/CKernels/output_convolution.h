// The 7x7 convolution of 128 channels to one, vectorised over the input channels: PIXELS
// neighbouring pixels of a row stay in registers, no patch matrix. PIXELS divides 28.
#define OUTPUT_SIZE 28
#define TAPS 7
#define TAP_WORDS ((TAPS + PER_WORD - 1) / PER_WORD)
#define PADDED_STRIDE kernel_padded_gradient_stride
#define PADDED_COUNT kernel_padded_gradient_count

INLINE uvec load_words(const void *p) {
  uvec words;
  memcpy(&words, p, sizeof words);
  return words;
}

// The packed kernel: operands [49][128] for the forward pass, then words [7][TAP_WORDS][128] of
// flipped taps, neighbouring ones in a word, for the backward one.
INLINE const operand *flipped_taps(const void *packed) {
  return (const operand *)packed + TAPS * TAPS * CHANNELS;
}

NOINLINE void output_pack(const float *kernel, void *packed) {
  operand *to = packed;
  for (int i = 0; i < TAPS * TAPS * CHANNELS; i += LANES) store_operands(to + i, load(kernel + i));
  to += TAPS * TAPS * CHANNELS;
  for (int ky = 0; ky < TAPS; ky++, kernel += TAPS * CHANNELS)
    for (int t = 0; t < TAP_WORDS; t++)
      for (int c = 0; c < CHANNELS; c += LANES, to += LANES * PER_WORD) {
        const int kx = TAPS - 1 - t * PER_WORD;
#if OPERAND_BF16
        const uvec words = pair_operands(
            load(kernel + kx * CHANNELS + c), kx > 0 ? load(kernel + (kx - 1) * CHANNELS + c) : splat(0));
        memcpy(to, &words, sizeof words);
#else
        store(to, load(kernel + kx * CHANNELS + c));
#endif
      }
}

// sums[s] += over kx of input pixel (first + s + kx - 3) times weights[kx]. `first` is constant,
// so that the pixels outside the row vanish at compile time.
INLINE void accumulate_row(const operand *row, const operand *kernel, const int first, vec *sums) {
  uvec weights[TAPS];
  UNROLL for (int kx = 0; kx < TAPS; kx++) weights[kx] = load_words(kernel + kx * CHANNELS);
  UNROLL for (int i = 0; i < PIXELS + TAPS - 1; i++) {
    const int pixel = first - 3 + i;
    if (pixel < 0 || pixel >= OUTPUT_SIZE) continue;
    const uvec x = load_words(row + pixel * CHANNELS);
    UNROLL for (int kx = 0; kx < TAPS; kx++)
      if (i - kx >= 0 && i - kx < PIXELS)
        sums[i - kx] = multiply_add_words(x, weights[kx], sums[i - kx]);
  }
}

INLINE void output_pixels(const operand *x, const operand *kernel, int y, const int first, float *to) {
  vec sums[PIXELS];
  UNROLL for (int s = 0; s < PIXELS; s++) sums[s] = splat(0);
  const int low = y < 3 ? 3 - y : 0, high = y > OUTPUT_SIZE - 4 ? OUTPUT_SIZE + 3 - y : TAPS;
  for (int ky = low; ky < high; ky++)
    for (int c = 0; c < CHANNELS; c += LANES * PER_WORD)
      accumulate_row(x + (size_t)((y + ky - 3) * OUTPUT_SIZE) * CHANNELS + c,
                     kernel + ky * TAPS * CHANNELS + c, first, sums);
  UNROLL for (int s = 0; s < PIXELS; s++) to[s] = add_lanes(sums[s]);
}

#define OUTPUT_PIXELS(FIRST)                                                                      \
  NOINLINE void output_pixels_##FIRST(const operand *x, const operand *kernel, int y, float *to) { \
    output_pixels(x, kernel, y, FIRST, to + FIRST);                                               \
  }
OUTPUT_PIXELS(0)
OUTPUT_PIXELS(14)
#if PIXELS == 7
OUTPUT_PIXELS(7)
OUTPUT_PIXELS(21)
#endif

NOINLINE void output_forward(const void *x, const void *packed, float bias, float *probabilities) {
  for (int y = 0; y < OUTPUT_SIZE; y++) {
    float *row = probabilities + y * OUTPUT_SIZE;
    output_pixels_0(x, packed, y, row);
    output_pixels_14(x, packed, y, row);
#if PIXELS == 7
    output_pixels_7(x, packed, y, row);
    output_pixels_21(x, packed, y, row);
#endif
  }
  for (int i = 0; i < OUTPUT_SIZE * OUTPUT_SIZE; i += LANES)
    store(probabilities + i, sigmoid(load(probabilities + i) + bias));
}

// Through the sigmoid into `padded`, zero-padded words [34][40]: a float, or the numbers of a pixel
// and of its right neighbour.
NOINLINE float output_backward_sigmoid(const float *probabilities, const float *gradient,
                                       void *padded) {
  float sum = 0, values[PADDED_COUNT + LANES];
  memset(values, 0, sizeof values);
  for (int y = 0; y < OUTPUT_SIZE; y++)
    for (int x = 0; x < OUTPUT_SIZE; x++) {
      const float p = probabilities[y * OUTPUT_SIZE + x];
      const float d = gradient[y * OUTPUT_SIZE + x] * p * (1 - p);
      values[(y + 3) * PADDED_STRIDE + x + 3] = d;
      sum += d;
    }
#if OPERAND_BF16
  for (int i = 0; i < PADDED_COUNT; i += LANES) {
    const uvec words = pair_operands(load(values + i), load(values + i + 1));
    memcpy((uint32_t *)padded + i, &words, sizeof words);
  }
#else
  memcpy(padded, values, sizeof(float) * PADDED_COUNT);
#endif
  return sum;
}

// dx[y][x] = sum over ky, kx of padded[y + 6 - ky][x + 6 - kx] kernel[ky][kx].
NOINLINE void output_backward_data(const void *padded, const void *packed, float *dx) {
  for (int c = 0; c < CHANNELS; c += LANES)
    for (int y = 0; y < OUTPUT_SIZE; y++)
      for (int first = 0; first < OUTPUT_SIZE; first += PIXELS) {
        vec sums[PIXELS];
        UNROLL for (int s = 0; s < PIXELS; s++) sums[s] = splat(0);
        for (int ky = 0; ky < TAPS; ky++) {
          const uint32_t *row = (const uint32_t *)padded + (y + 6 - ky) * PADDED_STRIDE + first;
          uvec weights[TAP_WORDS];
          UNROLL for (int t = 0; t < TAP_WORDS; t++)
            weights[t] = load_words(flipped_taps(packed) +
                                    ((ky * TAP_WORDS + t) * CHANNELS + c) * PER_WORD);
          UNROLL for (int i = 0; i < PIXELS + TAPS - 1; i++)
            UNROLL for (int t = 0; t < TAP_WORDS; t++) {
              const int s = i - t * PER_WORD;
              if (s >= 0 && s < PIXELS)
                sums[s] = multiply_add_words((uvec)row[i], weights[t], sums[s]);
            }
        }
        UNROLL for (int s = 0; s < PIXELS; s++)
          store(dx + (size_t)(y * OUTPUT_SIZE + first + s) * CHANNELS + c, sums[s]);
      }
}

// The words of `vectors` vectors of channels that a product over pixels sums: of one pixel, or of
// two neighbours interleaved.
INLINE void load_pixel(const int vectors, const operand *x, uvec *words) {
#if OPERAND_BF16
  operand interleaved[2 * PANEL];
  interleave_rows(x, CHANNELS, 2, interleaved);
  UNROLL for (int v = 0; v < vectors; v++) words[v] = load_words(interleaved + 2 * v * LANES);
#else
  UNROLL for (int v = 0; v < vectors; v++) words[v] = load_words(x + v * LANES);
#endif
}

// dkernel[ky][kx] += sum over pixels of x[y][x] padded[y + 6 - ky][x + 6 - kx], for `rows` values of
// ky and `vectors` vectors of channels at once.
INLINE void output_weight_block(const int rows, const int vectors, const operand *x,
                                const uint32_t *padded, int ky, int c, float *dkernel) {
  vec sums[2][TAPS][2];
  UNROLL for (int r = 0; r < rows; r++)
    UNROLL for (int kx = 0; kx < TAPS; kx++)
      UNROLL for (int v = 0; v < vectors; v++)
        sums[r][kx][v] = load(dkernel + ((ky + r) * TAPS + kx) * CHANNELS + c + v * LANES);
  for (int y = 0; y < OUTPUT_SIZE; y++) {
    const uint32_t *row = padded + (y + 6 - ky) * PADDED_STRIDE;
    for (int i = 0; i < OUTPUT_SIZE; i += PER_WORD) {
      uvec pixel[2];
      load_pixel(vectors, x + (size_t)(y * OUTPUT_SIZE + i) * CHANNELS + c, pixel);
      UNROLL for (int r = 0; r < rows; r++)
        UNROLL for (int kx = 0; kx < TAPS; kx++) {
          const uvec d = (uvec)row[i + 6 - kx - r * PADDED_STRIDE];
          UNROLL for (int v = 0; v < vectors; v++)
            sums[r][kx][v] = multiply_add_words(pixel[v], d, sums[r][kx][v]);
        }
    }
  }
  UNROLL for (int r = 0; r < rows; r++)
    UNROLL for (int kx = 0; kx < TAPS; kx++)
      UNROLL for (int v = 0; v < vectors; v++)
        store(dkernel + ((ky + r) * TAPS + kx) * CHANNELS + c + v * LANES, sums[r][kx][v]);
}

// As many vectors at once as there are registers for: two rows of taps.
#define WEIGHT_VECTORS (PIXELS == 14 ? 2 : 1)

NOINLINE void output_backward_weights(const void *x, const void *padded, float *dkernel) {
  for (int c = 0; c < CHANNELS; c += WEIGHT_VECTORS * LANES) {
    for (int ky = 0; ky + 1 < TAPS; ky += 2)
      output_weight_block(2, WEIGHT_VECTORS, x, padded, ky, c, dkernel);
    output_weight_block(1, WEIGHT_VECTORS, x, padded, TAPS - 1, c, dkernel);
  }
}
