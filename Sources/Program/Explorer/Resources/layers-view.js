// The third view: what every layer makes of the latent.
'use strict';

const MAPS_ACROSS = 16;
const LAYER_NAMES = ['Dense layer', 'First transposed convolution', 'Second transposed convolution'];

/** Shows the activations behind the digit of `explorer.latent`. */
class LayersView {
  constructor(explorer) {
    this.explorer = explorer;
    this.pictures = new Latest(() => this.draw());
    this.figures = [...LAYER_NAMES, 'Last convolution: the digit'].map((name) => {
      const canvas = make('canvas'), caption = make('figcaption');
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', name);
      find('layers').append(make('figure', {}, canvas, caption));
      return { canvas, caption, name };
    });
  }

  show() {
    this.pictures.ask();
  }

  async draw() {
    const { image, activations, milliseconds } = await this.explorer.generate(this.explorer.latent, true);
    activations.forEach(({ size, values }, i) => {
      const { canvas, caption, name } = this.figures[i];
      const largest = values.reduce((a, b) => Math.max(a, b), 0);
      const sheet = activationSheet(values, size, largest);
      paint(canvas, sheet.values, sheet.width, sheet.height);
      caption.textContent = `${name}: ${CHANNELS} channels of ${size} x ${size}, up to ${largest.toFixed(2)}`;
    });
    const last = this.figures.at(-1);
    last.canvas.className = 'digit';
    paint(last.canvas, image);
    last.caption.textContent = `${last.name}, ${IMAGE_SIDE} x ${IMAGE_SIDE}`;
    this.explorer.showSpeed(milliseconds);
  }
}

/** The channels of activations [size][size][128] beside each other, with a line of paper between. */
function activationSheet(values, size, largest) {
  const cell = size + 1, width = MAPS_ACROSS * cell - 1, height = (CHANNELS / MAPS_ACROSS) * cell - 1;
  const sheet = new Float32Array(width * height);
  for (let pixel = 0; pixel < size * size; pixel++) {
    const row = Math.floor(pixel / size), column = pixel % size;
    for (let channel = 0; channel < CHANNELS; channel++) {
      const top = Math.floor(channel / MAPS_ACROSS) * cell, left = (channel % MAPS_ACROSS) * cell;
      sheet[(top + row) * width + left + column] = values[pixel * CHANNELS + channel] / (largest || 1);
    }
  }
  return { values: sheet, width, height };
}
