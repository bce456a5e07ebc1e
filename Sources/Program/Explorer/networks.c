// The layers of both networks for WebAssembly with 128-bit vectors; plain.js beside this file has the same
// functions in JavaScript. tools/wasm compiles it.
//
// Memory belongs to the page, which lays out images and weights and passes addresses, multiples of 16.
// Images are [row][column][channel], with zeros around them where a layer looks over the edge.
#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(name)))

typedef float vector __attribute__((vector_size(16)));

enum {
  channels = 128,  // that enter and leave a transposed convolution
  taps = 4,        // of its kernel on one parity of the output, 2 x 2
  block = 8,       // output channels of a packed kernel's block
  positions = 4,   // that are computed together
  output_taps = 7  // of the last convolution in each direction
};

static inline vector splat(float x) { return (vector){x, x, x, x}; }
static inline vector leaky(vector x) { return __builtin_wasm_pmax_f32x4(x, x * 0.2f); }
static inline vector load(const float *x) { return *(const vector *)x; }
static inline void store(float *y, vector x) { *(vector *)y = x; }

// y [outputs] = LeakyReLU(x [inputs] kernel [inputs][outputs] + bias), outputs a multiple of 16.
EXPORT("dense")
void dense(const float *x, int32_t inputs, const float *kernel, const float *bias, int32_t outputs,
           float *y) {
  for (int32_t j = 0; j < outputs; j += 16) {
    vector sum[4];
    for (int v = 0; v < 4; v++) sum[v] = load(bias + j + 4 * v);
    for (int32_t i = 0; i < inputs; i++) {
      const vector factor = splat(x[i]);
      const float *row = kernel + (size_t)i * (size_t)outputs + j;
      for (int v = 0; v < 4; v++) sum[v] += factor * load(row + 4 * v);
    }
    for (int v = 0; v < 4; v++) store(y + j + 4 * v, leaky(sum[v]));
  }
}

// Four positions of one parity and eight output channels: the inner product over taps and channels.
static inline void product(const float *const x[positions], size_t row, const float *weights,
                           const float *bias, float *const y[positions]) {
  vector sum[positions][2];
  for (int p = 0; p < positions; p++)
    for (int v = 0; v < 2; v++) sum[p][v] = load(bias + 4 * v);
  for (int tap = 0; tap < taps; tap++) {
    const size_t offset = (size_t)(tap / 2) * row + (size_t)(tap % 2) * channels;
    const float *w = weights + tap * channels * block;
    for (int c = 0; c < channels; c++) {
      const vector first = load(w + c * block), second = load(w + c * block + 4);
      for (int p = 0; p < positions; p++) {
        const vector factor = splat(x[p][offset + (size_t)c]);
        sum[p][0] += factor * first;
        sum[p][1] += factor * second;
      }
    }
  }
  for (int p = 0; p < positions; p++)
    for (int v = 0; v < 2; v++) store(y[p] + 4 * v, leaky(sum[p][v]));
}

// The transposed convolution 4 x 4 at stride 2, cropped by 1, with LeakyReLU, as four convolutions 2 x 2, one
// for each parity of the output's row and column: of the input's positions first ..< end, row by row.
//
// x [size + 2][size + 2][128], zeros around; kernel [parity 4][128 / 8][tap 4][128][8]; y has `padding` zeros
// around [2 size][2 size][128].
EXPORT("transposed")
void transposed(const float *x, int32_t size, const float *kernel, const float *bias, float *y,
                int32_t padding, int32_t first, int32_t end) {
  const size_t x_row = (size_t)(size + 2) * channels, y_row = (size_t)(2 * (size + padding)) * channels;
  for (int parity = 0; parity < 4; parity++) {
    const int down = parity / 2, right = parity % 2;
    const float *corner = x + (size_t)down * x_row + (size_t)right * channels;
    float *origin = y + (size_t)(padding + down) * y_row + (size_t)(padding + right) * channels;
    for (int32_t o = 0; o < channels; o += block) {
      const float *weights = kernel + (size_t)(parity * channels + o) * (taps * channels);
      for (int32_t position = first; position < end; position += positions) {
        const float *from[positions];
        float *to[positions];
        for (int p = 0; p < positions; p++) {
          // The last one is computed again where there are no four.
          const int32_t at = position + p < end ? position + p : end - 1;
          const size_t i = (size_t)(at / size), j = (size_t)(at % size);
          from[p] = corner + i * x_row + j * channels;
          to[p] = origin + 2 * i * y_row + 2 * j * channels + o;
        }
        product(from, x_row, weights, bias + o, to);
      }
    }
  }
}

static inline float total(vector x) { return x[0] + x[1] + x[2] + x[3]; }

// The convolution 7 x 7 to one channel, without the sigmoid: rows first ..< end of y [size][size].
//
// x [size + 6][size + 6][128], zeros around; kernel [7][7][128]; size a multiple of 4.
EXPORT("output")
void output(const float *x, int32_t size, const float *kernel, float bias, float *y, int32_t first,
            int32_t end) {
  const size_t row = (size_t)(size + output_taps - 1) * channels;
  for (int32_t i = first; i < end; i++)
    for (int32_t j = 0; j < size; j += positions) {
      vector sum[positions];
      for (int p = 0; p < positions; p++) sum[p] = splat(0);
      for (int u = 0; u < output_taps; u++) {
        const float *from = x + (size_t)(i + u) * row + (size_t)j * channels;
        const float *w = kernel + u * output_taps * channels;
        for (int c = 0; c < output_taps * channels; c += 4) {
          const vector weight = load(w + c);
          for (int p = 0; p < positions; p++) sum[p] += weight * load(from + p * channels + c);
        }
      }
      for (int p = 0; p < positions; p++) y[i * size + j + p] = total(sum[p]) + bias;
    }
}

// A convolution 3 x 3 at stride 2 with LeakyReLU: y [size][size][filters], y_row from row to row.
//
// x [2 size + 1][2 size + 1][inputs], zeros below and on the right; kernel [3][3][inputs][filters], filters a
// multiple of 16.
EXPORT("convolution")
void convolution(const float *x, int32_t inputs, const float *kernel, const float *bias, int32_t filters,
                 int32_t size, float *y, int32_t y_row) {
  const size_t row = (size_t)(2 * size + 1) * (size_t)inputs;
  for (int32_t i = 0; i < size; i++)
    for (int32_t j = 0; j < size; j++)
      for (int32_t f = 0; f < filters; f += 16) {
        vector sum[4];
        for (int v = 0; v < 4; v++) sum[v] = load(bias + f + 4 * v);
        for (int u = 0; u < 3; u++) {
          const float *from = x + (size_t)(2 * i + u) * row + (size_t)(2 * j * inputs);
          const float *w = kernel + (size_t)(3 * u * inputs * filters) + f;
          for (int32_t c = 0; c < 3 * inputs; c++) {
            const vector factor = splat(from[c]);
            for (int v = 0; v < 4; v++) sum[v] += factor * load(w + (size_t)(c * filters) + 4 * v);
          }
        }
        for (int v = 0; v < 4; v++) store(y + i * y_row + j * filters + f + 4 * v, leaky(sum[v]));
      }
}
