// Generator and discriminator, made of the layers that WebAssembly or JavaScript has.
'use strict';

const CHANNELS = 128;
const IMAGE_SIDE = 28;
const IMAGE_PIXELS = IMAGE_SIDE * IMAGE_SIDE;
const DENSE_OUTPUTS = 7 * 7 * CHANNELS;
// Positions of a transposed convolution, and rows of the last one, that are computed without a pause.
const POSITIONS_IN_SLICE = 28;
const ROWS_IN_SLICE = 7;

/** 1 / (1 + exp(-x)). */
function sigmoid(x) {
  return 1 / (1 + Math.exp(-x));
}

/** Hands out memory. */
class Arena {
  constructor(start) {
    this.end = start;
  }

  /** The address of that many floats, which are zeros until they are written. */
  floats(count) {
    const start = this.end;
    this.end = Math.ceil((start + 4 * count) / 16) * 16;
    return start;
  }
}

/** The networks on the memory of `layers`; at most `generators` are loaded. */
class Networks {
  constructor(layers, latentDimension, filters, generators) {
    this.layers = layers;
    this.filters = filters;
    this.latentDimension = latentDimension;
    this.tensors = generatorTensors(latentDimension);
    const arena = new Arena(layers.heapStart);
    this.latent = arena.floats(latentDimension);
    this.hidden = arena.floats(DENSE_OUTPUTS);
    // With zeros around: 1 before a transposed convolution, 3 before the last one.
    this.small = arena.floats(9 * 9 * CHANNELS);
    this.middle = arena.floats(16 * 16 * CHANNELS);
    this.large = arena.floats(34 * 34 * CHANNELS);
    this.image = arena.floats(IMAGE_PIXELS);
    // With zeros below and on the right.
    this.judged = arena.floats(29 * 29);
    this.firstFilters = arena.floats(15 * 15 * filters);
    this.secondFilters = arena.floats(7 * 7 * filters);
    // kernel and bias of two convolutions and of the dense layer.
    this.discriminator = [9 * filters, filters, 9 * filters * filters, filters, 49 * filters, 1].map(
      (count) => ({ count, address: arena.floats(count) }));
    this.places = Array.from({ length: generators }, () =>
      this.tensors.map(({ count }) => arena.floats(count)));
    layers.reserve(arena.end);
  }

  /** Puts numbers at an address. */
  write(address, numbers) {
    this.layers.floats.set(numbers, address / 4);
  }

  /** A copy of the numbers at an address. */
  read(address, count) {
    return this.layers.floats.slice(address / 4, address / 4 + count);
  }

  /** Loads the discriminator from the numbers of its file. */
  loadDiscriminator(numbers) {
    let start = 0;
    this.discriminator.forEach(({ count, address }) => {
      this.write(address, numbers.subarray(start, start + count));
      start += count;
    });
  }

  /** Loads a generator, counted from 0, from the numbers of its file. */
  loadGenerator(index, numbers) {
    let start = 0;
    this.tensors.forEach(({ count }, i) => {
      const tensor = numbers.subarray(start, start + count);
      const isTransposed = i === 2 || i === 4;
      this.write(this.places[index][i], isTransposed ? packedTransposed(tensor) : tensor);
      start += count;
    });
  }

  /**
   * The image of a latent by generator `index`, [28][28] from 0 to 1; `pause`, where there is one, is awaited
   * several times.
   */
  async generate(index, latent, pause) {
    const { layers } = this;
    const [kernel, bias, kernel1, bias1, kernel2, bias2, kernel3, bias3] = this.places[index];
    this.write(this.latent, latent);
    layers.dense(this.latent, this.latentDimension, kernel, bias, DENSE_OUTPUTS, this.hidden);
    for (let row = 0; row < 7; row++) {
      const pixels = this.read(this.hidden + 4 * row * 7 * CHANNELS, 7 * CHANNELS);
      this.write(this.small + 4 * ((row + 1) * 9 + 1) * CHANNELS, pixels);
    }
    const slices = async (count, length, compute) => {
      const step = pause ? length : count;
      for (let first = 0; first < count; first += step) {
        compute(first, Math.min(first + step, count));
        if (pause) await pause();
      }
    };
    await slices(49, POSITIONS_IN_SLICE, (first, end) =>
      layers.transposed(this.small, 7, kernel1, bias1, this.middle, 1, first, end));
    await slices(196, POSITIONS_IN_SLICE, (first, end) =>
      layers.transposed(this.middle, 14, kernel2, bias2, this.large, 3, first, end));
    const finalBias = this.read(bias3, 1)[0];
    await slices(IMAGE_SIDE, ROWS_IN_SLICE, (first, end) =>
      layers.output(this.large, IMAGE_SIDE, kernel3, finalBias, this.image, first, end));
    return this.read(this.image, IMAGE_PIXELS).map(sigmoid);
  }

  /** What the last image was behind each layer, [size][size][128]. */
  activations() {
    return [[this.small, 7, 1], [this.middle, 14, 1], [this.large, 28, 3]].map(
      ([address, size, padding]) => {
        const inside = new Float32Array(size * size * CHANNELS);
        for (let row = 0; row < size; row++) {
          const start = (row + padding) * (size + 2 * padding) + padding;
          inside.set(this.read(address + 4 * start * CHANNELS, size * CHANNELS), row * size * CHANNELS);
        }
        return { size, values: inside };
      });
  }

  /** The discriminator's logit of an image [28][28]; above 0 it takes it for real. */
  judge(image) {
    const { layers, filters } = this;
    const [kernel1, bias1, kernel2, bias2, weights, bias] =
      this.discriminator.map(({ address }) => address);
    for (let row = 0; row < IMAGE_SIDE; row++) {
      this.write(this.judged + 4 * row * 29, image.subarray(row * IMAGE_SIDE, (row + 1) * IMAGE_SIDE));
    }
    layers.convolution(this.judged, 1, kernel1, bias1, filters, 14, this.firstFilters, 15 * filters);
    layers.convolution(
      this.firstFilters, filters, kernel2, bias2, filters, 7, this.secondFilters, 7 * filters);
    const features = this.read(this.secondFilters, 49 * filters);
    const factors = this.read(weights, 49 * filters);
    return features.reduce((sum, x, i) => sum + x * factors[i], this.read(bias, 1)[0]);
  }
}

/** The kernel [4][4][out][in] of a transposed convolution as networks.c takes it. */
function packedTransposed(kernel) {
  const packed = new Float32Array(kernel.length);
  let to = 0;
  for (let parity = 0; parity < 4; parity++) {
    for (let block = 0; block < CHANNELS; block += 8) {
      for (let tap = 0; tap < 4; tap++) {
        // A tap further down reaches an input row further down, so an earlier row of the kernel.
        const u = 3 - (parity >> 1) - 2 * (tap >> 1), v = 3 - (parity & 1) - 2 * (tap & 1);
        const from = ((4 * u + v) * CHANNELS + block) * CHANNELS;
        for (let input = 0; input < CHANNELS; input++) {
          for (let o = 0; o < 8; o++) packed[to++] = kernel[from + o * CHANNELS + input];
        }
      }
    }
  }
  return packed;
}
