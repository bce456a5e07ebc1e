// A drawing brought into the form of MNIST's digits.
'use strict';

const BOX_SIDE = 20;

/**
 * The digit [28][28] of a drawing [side][side], both from 0 to 1; undefined when it is empty.
 *
 * What is drawn is scaled to a box of 20 x 20, its proportions kept, by the mean over each pixel's area, and
 * moved by whole pixels such that its centre of mass is in the middle (LeCun et al. 1998).
 */
function mnistForm(drawing, side) {
  const extent = inkExtent(drawing, side);
  if (!extent) return undefined;
  const { left, top, width, height } = extent;
  const scale = Math.max(width, height) / BOX_SIDE;
  const columns = Math.max(1, Math.round(width / scale)), rows = Math.max(1, Math.round(height / scale));
  const box = new Float32Array(rows * columns);
  let mass = 0, massX = 0, massY = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const ink = meanInk(drawing, side,
        left + (column * width) / columns, left + ((column + 1) * width) / columns,
        top + (row * height) / rows, top + ((row + 1) * height) / rows);
      box[row * columns + column] = ink;
      mass += ink;
      massX += ink * (column + 0.5);
      massY += ink * (row + 0.5);
    }
  }
  const shift = (middle, length) =>
    Math.min(Math.max(Math.round(IMAGE_SIDE / 2 - middle), 0), IMAGE_SIDE - length);
  const x = shift(massX / mass, columns), y = shift(massY / mass, rows);
  const digit = new Float32Array(IMAGE_PIXELS);
  for (let row = 0; row < rows; row++) {
    digit.set(box.subarray(row * columns, (row + 1) * columns), (y + row) * IMAGE_SIDE + x);
  }
  return digit;
}

/** The smallest rectangle with all ink. */
function inkExtent(drawing, side) {
  let left = side, right = -1, top = side, bottom = -1;
  drawing.forEach((ink, i) => {
    if (ink <= 0) return;
    left = Math.min(left, i % side);
    right = Math.max(right, i % side);
    top = Math.min(top, Math.floor(i / side));
    bottom = Math.max(bottom, Math.floor(i / side));
  });
  return right < 0 ? undefined : { left, top, width: right + 1 - left, height: bottom + 1 - top };
}

/** The mean of a drawing over a rectangle, whose edges may cut pixels. */
function meanInk(drawing, side, left, right, top, bottom) {
  let sum = 0;
  for (let y = Math.floor(top); y < Math.min(bottom, side); y++) {
    const share = Math.min(y + 1, bottom) - Math.max(y, top);
    for (let x = Math.floor(left); x < Math.min(right, side); x++) {
      sum += share * (Math.min(x + 1, right) - Math.max(x, left)) * drawing[y * side + x];
    }
  }
  return sum / ((right - left) * (bottom - top));
}
