// The 7x7 convolution of 128 channels to one, vectorised over the input channels: PIXELS
// neighbouring pixels of a row stay in registers, no patch matrix. PIXELS divides 28.
#define OUTPUT_SIZE 28
#define TAPS 7
#define PADDED_STRIDE kernel_padded_gradient_stride

// sums[s] += over kx of input pixel (first + s + kx - 3) times weights[kx]. `first` is constant,
// so that the pixels outside the row vanish at compile time.
INLINE void accumulate_row(const float *row, const float *kernel, const int first, vec *sums) {
  vec weights[TAPS];
  UNROLL for (int kx = 0; kx < TAPS; kx++) weights[kx] = load(kernel + kx * CHANNELS);
  UNROLL for (int i = 0; i < PIXELS + TAPS - 1; i++) {
    const int pixel = first - 3 + i;
    if (pixel < 0 || pixel >= OUTPUT_SIZE) continue;
    const vec x = load(row + pixel * CHANNELS);
    UNROLL for (int kx = 0; kx < TAPS; kx++)
      if (i - kx >= 0 && i - kx < PIXELS) sums[i - kx] += x * weights[kx];
  }
}

INLINE void output_pixels(const float *x, const float *kernel, int y, const int first, float *to) {
  vec sums[PIXELS];
  UNROLL for (int s = 0; s < PIXELS; s++) sums[s] = splat(0);
  const int low = y < 3 ? 3 - y : 0, high = y > OUTPUT_SIZE - 4 ? OUTPUT_SIZE + 3 - y : TAPS;
  for (int ky = low; ky < high; ky++)
    for (int c = 0; c < CHANNELS; c += LANES)
      accumulate_row(x + (size_t)((y + ky - 3) * OUTPUT_SIZE) * CHANNELS + c,
                     kernel + ky * TAPS * CHANNELS + c, first, sums);
  UNROLL for (int s = 0; s < PIXELS; s++) to[s] = add_lanes(sums[s]);
}

#define OUTPUT_PIXELS(FIRST)                                                                   \
  NOINLINE void output_pixels_##FIRST(const float *x, const float *kernel, int y, float *to) { \
    output_pixels(x, kernel, y, FIRST, to + FIRST);                                            \
  }
OUTPUT_PIXELS(0)
OUTPUT_PIXELS(14)
#if PIXELS == 7
OUTPUT_PIXELS(7)
OUTPUT_PIXELS(21)
#endif

NOINLINE void output_forward(const float *x, const float *kernel, float bias,
                             float *probabilities) {
  for (int y = 0; y < OUTPUT_SIZE; y++) {
    float *row = probabilities + y * OUTPUT_SIZE;
    output_pixels_0(x, kernel, y, row);
    output_pixels_14(x, kernel, y, row);
#if PIXELS == 7
    output_pixels_7(x, kernel, y, row);
    output_pixels_21(x, kernel, y, row);
#endif
  }
  for (int i = 0; i < OUTPUT_SIZE * OUTPUT_SIZE; i += LANES)
    store(probabilities + i, sigmoid(load(probabilities + i) + bias));
}

NOINLINE float output_backward_sigmoid(const float *probabilities, const float *gradient,
                                       float *padded) {
  float sum = 0;
  memset(padded, 0, sizeof(float) * kernel_padded_gradient_floats);
  for (int y = 0; y < OUTPUT_SIZE; y++)
    for (int x = 0; x < OUTPUT_SIZE; x++) {
      const float p = probabilities[y * OUTPUT_SIZE + x];
      const float d = gradient[y * OUTPUT_SIZE + x] * p * (1 - p);
      padded[(y + 3) * PADDED_STRIDE + x + 3] = d;
      sum += d;
    }
  return sum;
}

// dx[y][x] = sum over ky, kx of padded[y + 6 - ky][x + 6 - kx] kernel[ky][kx].
NOINLINE void output_backward_data(const float *padded, const float *kernel, float *dx) {
  for (int c = 0; c < CHANNELS; c += LANES)
    for (int y = 0; y < OUTPUT_SIZE; y++)
      for (int first = 0; first < OUTPUT_SIZE; first += PIXELS) {
        vec sums[PIXELS];
        UNROLL for (int s = 0; s < PIXELS; s++) sums[s] = splat(0);
        for (int ky = 0; ky < TAPS; ky++) {
          const float *row = padded + (y + 6 - ky) * PADDED_STRIDE + first;
          vec weights[TAPS];
          UNROLL for (int kx = 0; kx < TAPS; kx++)
            weights[kx] = load(kernel + (ky * TAPS + kx) * CHANNELS + c);
          UNROLL for (int i = 0; i < PIXELS + TAPS - 1; i++) {
            const vec d = splat(row[i]);
            UNROLL for (int kx = 0; kx < TAPS; kx++) {
              const int s = i - (TAPS - 1 - kx);
              if (s >= 0 && s < PIXELS) sums[s] += d * weights[kx];
            }
          }
        }
        UNROLL for (int s = 0; s < PIXELS; s++)
          store(dx + (size_t)(y * OUTPUT_SIZE + first + s) * CHANNELS + c, sums[s]);
      }
}

// dkernel[ky][kx] += sum over pixels of x[y][x] padded[y + 6 - ky][x + 6 - kx], for `rows` values of
// ky and `vectors` vectors of channels at once.
INLINE void output_weight_block(const int rows, const int vectors, const float *x,
                                const float *padded, int ky, int c, float *dkernel) {
  vec sums[2][TAPS][2];
  UNROLL for (int r = 0; r < rows; r++)
    UNROLL for (int kx = 0; kx < TAPS; kx++)
      UNROLL for (int v = 0; v < vectors; v++)
        sums[r][kx][v] = load(dkernel + ((ky + r) * TAPS + kx) * CHANNELS + c + v * LANES);
  for (int y = 0; y < OUTPUT_SIZE; y++) {
    const float *row = padded + (y + 6 - ky) * PADDED_STRIDE;
    for (int i = 0; i < OUTPUT_SIZE; i++) {
      vec pixel[2];
      UNROLL for (int v = 0; v < vectors; v++)
        pixel[v] = load(x + (size_t)(y * OUTPUT_SIZE + i) * CHANNELS + c + v * LANES);
      UNROLL for (int r = 0; r < rows; r++)
        UNROLL for (int kx = 0; kx < TAPS; kx++) {
          const vec d = splat(row[i + 6 - kx - r * PADDED_STRIDE]);
          UNROLL for (int v = 0; v < vectors; v++) sums[r][kx][v] += pixel[v] * d;
        }
    }
  }
  UNROLL for (int r = 0; r < rows; r++)
    UNROLL for (int kx = 0; kx < TAPS; kx++)
      UNROLL for (int v = 0; v < vectors; v++)
        store(dkernel + ((ky + r) * TAPS + kx) * CHANNELS + c + v * LANES, sums[r][kx][v]);
}

NOINLINE void output_backward_weights(const float *x, const float *padded, float *dkernel) {
#if PIXELS == 14  // 32 registers: two vectors share each broadcast
  for (int c = 0; c < CHANNELS; c += PANEL)
    for (int ky = 0; ky < TAPS; ky++) output_weight_block(1, 2, x, padded, ky, c, dkernel);
#else  // 16 registers: two kernel rows share each pixel
  for (int c = 0; c < CHANNELS; c += LANES) {
    for (int ky = 0; ky + 1 < TAPS; ky += 2) output_weight_block(2, 1, x, padded, ky, c, dkernel);
    output_weight_block(1, 1, x, padded, TAPS - 1, c, dkernel);
  }
#endif
}
