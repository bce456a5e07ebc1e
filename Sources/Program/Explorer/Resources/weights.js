// The numbers of the page's data: base64, compressed, in 16 or 8 bits.
'use strict';

/** The bytes of a text in base64. */
function bytesOfBase64(text) {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** The floats of 32 bits in a text in base64, little endian. */
function floatsOfBase64(text) {
  const bytes = bytesOfBase64(text), view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** The bytes of a zlib stream in base64. */
async function inflated(text) {
  const stream = new Blob([bytesOfBase64(text)]).stream();
  const whole = stream.pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(whole).arrayBuffer());
}

/** The number that 16 bits, IEEE 754's binary16, are; the weights are finite. */
function halfValue(bits) {
  const exponent = (bits >> 10) & 31, fraction = bits & 1023;
  const size = exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24;
  return bits >> 15 ? -size : size;
}

let halfValues;

/** `count` numbers of 16 bits: first the lower bytes of all, then the upper ones. */
function halves(bytes, count) {
  halfValues ??= Float32Array.from({ length: 65536 }, (_, bits) => halfValue(bits));
  const result = new Float32Array(count);
  for (let i = 0; i < count; i++) result[i] = halfValues[bytes[i] | (bytes[count + i] << 8)];
  return result;
}

/** The tensors of the generator in the order of its file; `channel` says to which scale an element belongs. */
function generatorTensors(latent) {
  const transposed = { count: 16 * 128 * 128, channels: 128, channel: (i) => (i >> 7) & 127 };
  const bias = (count) => ({ count });
  return [
    { count: latent * 6272, channels: 128, channel: (i) => i & 127 }, bias(6272),
    transposed, bias(128), transposed, bias(128),
    { count: 49 * 128, channels: 1, channel: () => 0 }, bias(1),
  ];
}

/** All numbers of tensors. */
function elementCount(tensors) {
  return tensors.reduce((sum, tensor) => sum + tensor.count, 0);
}

/**
 * The numbers of a coarse network: scales and biases in 16 bits, in the order of the tensors, then the kernels
 * as signed bytes, each times the scale of its channel.
 */
function coarseNumbers(bytes, tensors) {
  const smallCount = tensors.reduce((sum, t) => sum + (t.channels ?? t.count), 0);
  const small = halves(bytes, smallCount);
  const whole = new Int8Array(bytes.buffer, 2 * smallCount);
  const result = new Float32Array(elementCount(tensors));
  let to = 0, from = 0, at = 0;
  for (const { count, channels, channel } of tensors) {
    if (channels) {
      for (let i = 0; i < count; i++) result[to + i] = whole[from + i] * small[at + channel(i)];
      from += count;
    } else {
      result.set(small.subarray(at, at + count), to);
    }
    at += channels ?? count;
    to += count;
  }
  return result;
}
