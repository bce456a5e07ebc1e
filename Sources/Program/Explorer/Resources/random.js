// The latents that `render` draws, bit by bit: Philox 4x32-10 (Salmon et al. 2011) and the method of Box and
// Muller in single precision.
'use strict';

// What tells the draws for samples from all others of a seed.
const SAMPLES_PURPOSE = 7 << 24;
// Deviates are made so many at a time.
const DEVIATES_IN_GROUP = 64;

const single = Math.fround;

/** The upper 32 bits of the product of two unsigned numbers of 32 bits. */
function upperProduct(a, b) {
  const aLow = a & 0xffff, aHigh = a >>> 16, bLow = b & 0xffff, bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const other = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(other / 0x10000)) >>> 0;
}

/** Philox of the 16 counters of a group: word w of counter b at [16 w + b]. */
function philoxWords(seed, group) {
  const words = new Uint32Array(DEVIATES_IN_GROUP);
  for (let b = 0; b < 16; b++) {
    let x0 = (16 * group + b) >>> 0, x1 = SAMPLES_PURPOSE, x2 = 0, x3 = 0;
    let key0 = Number(seed & 0xffffffffn), key1 = Number(seed >> 32n);
    for (let round = 0; round < 10; round++) {
      const upper0 = upperProduct(x0, 0xd2511f53), lower0 = Math.imul(x0, 0xd2511f53);
      const upper2 = upperProduct(x2, 0xcd9e8d57), lower2 = Math.imul(x2, 0xcd9e8d57);
      x0 = (upper2 ^ x1 ^ key0) >>> 0;
      x2 = (upper0 ^ x3 ^ key1) >>> 0;
      x1 = lower2 >>> 0;
      x3 = lower0 >>> 0;
      key0 = (key0 + 0x9e3779b9) >>> 0;
      key1 = (key1 + 0xbb67ae85) >>> 0;
    }
    words[b] = x0;
    words[16 + b] = x1;
    words[32 + b] = x2;
    words[48 + b] = x3;
  }
  return words;
}

const singleBits = new DataView(new ArrayBuffer(4));

/** A polynomial in x, the highest power first, every step rounded to single precision. */
function polynomial(x, coefficients) {
  return coefficients.map(single).reduce((sum, next) => single(single(sum * x) + next));
}

/** ln(x), 0 < x <= 1. */
function naturalLogarithm(value) {
  singleBits.setFloat32(0, value);
  const bits = singleBits.getUint32(0);
  let exponent = (bits >>> 23) - 126;
  singleBits.setUint32(0, (bits & 0x007fffff) | 0x3f000000);
  let x = singleBits.getFloat32(0);
  if (x < single(0.707106781)) {
    exponent -= 1;
    x = single(x + x);
  }
  x = single(x - 1);
  const z = single(x * x);
  const y = polynomial(x, [
    7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
    -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
  ]);
  let sum = single(single(y * x) * z);
  sum = single(sum - single(single(2.12194440e-4) * exponent));
  sum = single(sum - single(0.5 * z));
  return single(single(x + sum) + single(single(0.693359375) * exponent));
}

/** A uniform point of the unit circle: the two top bits turn by quarters. */
function circlePoint(word) {
  const turn = single(single(single(word & 0x3fffffff) * 2 ** -30) - 0.5);
  const t = single(turn * single(1.57079633));
  const z = single(t * t);
  const s = single(
    single(single(polynomial(z, [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]) * z) * t) + t);
  const quartic = polynomial(z, [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2]);
  const c = single(single(single(single(quartic * z) * z) - single(0.5 * z)) + 1);
  const isOdd = (word >>> 30) & 1, isHalf = word >>> 31;
  const x = isOdd ? s : c, y = isOdd ? c : s;
  return [isOdd ^ isHalf ? -x : x, isHalf ? -y : y];
}

/** The 64 deviates of a group. */
function deviates(seed, group) {
  const words = philoxWords(seed, group);
  const result = new Float32Array(DEVIATES_IN_GROUP);
  for (let half = 0; half < DEVIATES_IN_GROUP; half += 32) {
    for (let j = half; j < half + 16; j++) {
      const uniform = single((single(words[j] >>> 8) + 1) * 2 ** -24);
      const radius = single(Math.sqrt(single(-2 * naturalLogarithm(uniform))));
      const [x, y] = circlePoint(words[j + 16]);
      result[j] = radius * x;
      result[j + 16] = radius * y;
    }
  }
  return result;
}

/**
 * The latent of image `index`, counted from 0, of those that `render` draws with a seed, a BigInt.
 */
function sampleLatent(seed, index, dimension) {
  const latent = new Float32Array(dimension);
  let group = -1, drawn;
  for (let i = 0; i < dimension; i++) {
    const place = index * dimension + i;
    if (Math.floor(place / DEVIATES_IN_GROUP) !== group) {
      group = Math.floor(place / DEVIATES_IN_GROUP);
      drawn = deviates(seed, group);
    }
    latent[i] = drawn[place % DEVIATES_IN_GROUP];
  }
  return latent;
}
