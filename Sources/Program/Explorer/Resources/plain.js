// The layers of both networks in JavaScript alone, for browsers and policies that refuse WebAssembly: the same
// functions as networks.c, on the same memory.
'use strict';

/** Layers on a memory of their own; the functions take addresses in bytes, as networks.c says. */
class PlainLayers {
  constructor() {
    this.memory = { buffer: new ArrayBuffer(0) };
    this.heapStart = 16;
    this.floats = new Float32Array(0);
  }

  /** Makes the memory at least `bytes` large. */
  reserve(bytes) {
    if (bytes <= this.memory.buffer.byteLength) return;
    const grown = new Float32Array(Math.ceil(bytes / 4));
    grown.set(this.floats);
    this.floats = grown;
    this.memory.buffer = grown.buffer;
  }

  dense(x, inputs, kernel, bias, outputs, y) {
    const f = this.floats;
    x >>= 2, kernel >>= 2, bias >>= 2, y >>= 2;
    const sums = new Float64Array(f.subarray(bias, bias + outputs));
    for (let i = 0; i < inputs; i++) {
      const factor = f[x + i], row = kernel + i * outputs;
      for (let j = 0; j < outputs; j++) sums[j] += factor * f[row + j];
    }
    for (let j = 0; j < outputs; j++) f[y + j] = Math.max(sums[j], 0.2 * sums[j]);
  }

  transposed(x, size, kernel, bias, y, padding, first, end) {
    const f = this.floats, channels = 128, taps = 4, block = 8;
    x >>= 2, kernel >>= 2, bias >>= 2, y >>= 2;
    const xRow = (size + 2) * channels, yRow = 2 * (size + padding) * channels;
    for (let parity = 0; parity < 4; parity++) {
      const down = parity >> 1, right = parity & 1;
      const corner = x + down * xRow + right * channels;
      const origin = y + (padding + down) * yRow + (padding + right) * channels;
      for (let o = 0; o < channels; o += 4) {
        const weights = kernel + (parity * channels + (o & ~7)) * (taps * channels) + (o & 4);
        for (let position = first; position < end; position += 2) {
          // The last one is computed again where there are no two.
          const other = Math.min(position + 1, end - 1);
          const i0 = (position / size) | 0, j0 = position % size;
          const i1 = (other / size) | 0, j1 = other % size;
          let a0 = f[bias + o], a1 = f[bias + o + 1], a2 = f[bias + o + 2], a3 = f[bias + o + 3];
          let b0 = a0, b1 = a1, b2 = a2, b3 = a3;
          let w = weights;
          for (let tap = 0; tap < taps; tap++) {
            const offset = corner + (tap >> 1) * xRow + (tap & 1) * channels;
            const from0 = offset + i0 * xRow + j0 * channels;
            const from1 = offset + i1 * xRow + j1 * channels;
            for (let c = 0; c < channels; c++, w += block) {
              const p = f[from0 + c], q = f[from1 + c];
              const w0 = f[w], w1 = f[w + 1], w2 = f[w + 2], w3 = f[w + 3];
              a0 += p * w0, a1 += p * w1, a2 += p * w2, a3 += p * w3;
              b0 += q * w0, b1 += q * w1, b2 += q * w2, b3 += q * w3;
            }
          }
          let to = origin + 2 * i0 * yRow + 2 * j0 * channels + o;
          f[to] = Math.max(a0, 0.2 * a0), f[to + 1] = Math.max(a1, 0.2 * a1);
          f[to + 2] = Math.max(a2, 0.2 * a2), f[to + 3] = Math.max(a3, 0.2 * a3);
          to = origin + 2 * i1 * yRow + 2 * j1 * channels + o;
          f[to] = Math.max(b0, 0.2 * b0), f[to + 1] = Math.max(b1, 0.2 * b1);
          f[to + 2] = Math.max(b2, 0.2 * b2), f[to + 3] = Math.max(b3, 0.2 * b3);
        }
      }
    }
  }

  output(x, size, kernel, bias, y, first, end) {
    const f = this.floats, channels = 128, taps = 7, row = (size + taps - 1) * channels;
    x >>= 2, kernel >>= 2, y >>= 2;
    for (let i = first; i < end; i++) {
      for (let j = 0; j < size; j += 4) {
        let s0 = bias, s1 = bias, s2 = bias, s3 = bias;
        for (let u = 0; u < taps; u++) {
          let from = x + (i + u) * row + j * channels, w = kernel + u * taps * channels;
          for (let c = 0; c < taps * channels; c++, from++, w++) {
            const weight = f[w];
            s0 += weight * f[from];
            s1 += weight * f[from + channels];
            s2 += weight * f[from + 2 * channels];
            s3 += weight * f[from + 3 * channels];
          }
        }
        const to = y + i * size + j;
        f[to] = s0, f[to + 1] = s1, f[to + 2] = s2, f[to + 3] = s3;
      }
    }
  }

  convolution(x, inputs, kernel, bias, filters, size, y, yRow) {
    const f = this.floats, row = (2 * size + 1) * inputs;
    x >>= 2, kernel >>= 2, bias >>= 2, y >>= 2;
    const sums = new Float64Array(filters);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        for (let o = 0; o < filters; o++) sums[o] = f[bias + o];
        for (let u = 0; u < 3; u++) {
          const from = x + (2 * i + u) * row + 2 * j * inputs;
          for (let c = 0; c < 3 * inputs; c++) {
            const factor = f[from + c], w = kernel + (3 * u * inputs + c) * filters;
            for (let o = 0; o < filters; o++) sums[o] += factor * f[w + o];
          }
        }
        const to = y + i * yRow + j * filters;
        for (let o = 0; o < filters; o++) f[to + o] = Math.max(sums[o], 0.2 * sums[o]);
      }
    }
  }
}
