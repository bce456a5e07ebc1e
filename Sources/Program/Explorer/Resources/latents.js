// Latents as vectors: directions, the sphere, files.
'use strict';

function dot(a, b) {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}

/** The latent with the place along a direction, of length 1, moved to `place`. */
function movedAlong(latent, direction, place) {
  const step = place - dot(latent, direction);
  return latent.map((x, i) => x + step * direction[i]);
}

/**
 * A latent between two: the great circle between their directions, with a length between theirs (Shoemake
 * 1985); the straight line where they point the same or the opposite way.
 */
function between(a, b, share) {
  const lengths = [a, b].map((x) => Math.sqrt(dot(x, x)));
  const cosine = dot(a, b) / (lengths[0] * lengths[1]);
  const angle = Math.acos(Math.min(Math.max(cosine, -1), 1));
  if (!(Math.sin(angle) > 1e-4)) return a.map((x, i) => x + share * (b[i] - x));
  const length = lengths[0] + share * (lengths[1] - lengths[0]);
  const [first, second] = [1 - share, share].map((s) => (length * Math.sin(s * angle)) / Math.sin(angle));
  return a.map((x, i) => (first * x) / lengths[0] + (second * b[i]) / lengths[1]);
}

/** An .npy file, version 1.0, of latents as rows of 32-bit floats. */
function npyBytes(latents) {
  const dimension = latents[0].length;
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${latents.length}, ${dimension}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + 4 * latents.length * dimension);
  bytes.set([0x93, ...[...'NUMPY'].map((c) => c.charCodeAt(0)), 1, 0, length & 255, length >> 8]);
  bytes.set([...(text.padEnd(length - 1) + '\n')].map((c) => c.charCodeAt(0)), 10);
  const view = new DataView(bytes.buffer, 10 + length);
  latents.forEach((latent, row) =>
    latent.forEach((x, i) => view.setFloat32(4 * (row * dimension + i), x, true)));
  return bytes;
}
