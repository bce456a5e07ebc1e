// Digits on the screen, in the colours of the page.
'use strict';

/** The element with an identifier. */
const find = (id) => document.getElementById(id);

/** A new element with properties and children. */
function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** Red, green and blue of a custom property such as `--ink`. */
function colour(name) {
  const text = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
}

/** The pixels of a picture of numbers from 0, the paper, to 1, the ink. */
function inkPixels(values, width, height) {
  const paper = colour('--paper'), ink = colour('--ink');
  const pixels = new ImageData(width, height);
  for (let i = 0; i < values.length; i++) {
    const share = Math.min(Math.max(values[i], 0), 1);
    for (let c = 0; c < 3; c++) {
      pixels.data[4 * i + c] = Math.round(paper[c] + share * (ink[c] - paper[c]));
    }
    pixels.data[4 * i + 3] = 255;
  }
  return pixels;
}

// What each canvas shows, to be painted again when the colours change.
const shown = new Map();

/** Paints a picture of numbers, 28 x 28 unless said otherwise. */
function paint(canvas, values, width = IMAGE_SIDE, height = IMAGE_SIDE) {
  shown.set(canvas, () => paint(canvas, values, width, height));
  Object.assign(canvas, { width, height });
  canvas.getContext('2d').putImageData(inkPixels(values, width, height), 0, 0);
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const [canvas, again] of shown) {
    if (canvas.isConnected) again();
    else shown.delete(canvas);
  }
});

/** A canvas with a digit, for lists. */
function digitCanvas(values, label) {
  const canvas = make('canvas', { className: 'digit' });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', label);
  paint(canvas, values);
  return canvas;
}

/** What the discriminator says, in words. */
function verdict(logit) {
  return `Discriminator: ${Math.round(100 * sigmoid(logit))} % real`;
}
