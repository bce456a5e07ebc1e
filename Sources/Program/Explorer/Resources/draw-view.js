// The fourth view: draw a digit and ask the discriminator.
'use strict';

const PEN_WIDTH = 26;
const PEN_STEP = 8;
const RANKED_COUNT = 40;

/** A paper to draw on. */
class DrawView {
  constructor(explorer) {
    this.explorer = explorer;
    this.paper = find('paper');
    this.side = this.paper.width;
    this.pen = { x: this.side / 2, y: this.side / 2, isDown: false };
    // The ink alone, black on nothing; the paper shows it in the page's colours.
    const canvas = make('canvas', { width: this.side, height: this.side });
    this.ink = canvas.getContext('2d', { willReadFrequently: true });
    this.judgement = new Latest(() => this.judge());
    find('clear').onclick = () => this.clear();
    this.followPointer();
    this.followKeys();
    this.clear();
  }

  show() {
    this.repaint();
    this.judgement.ask();
  }

  clear() {
    this.ink.clearRect(0, 0, this.side, this.side);
    this.pen.isDown = false;
    this.repaint();
    this.judgement.ask();
  }

  followPointer() {
    const { paper, side } = this;
    const place = (event) => {
      const box = paper.getBoundingClientRect();
      return [((event.clientX - box.left) * side) / box.width, ((event.clientY - box.top) * side) / box.height];
    };
    paper.onpointerdown = (event) => {
      paper.setPointerCapture(event.pointerId);
      const [x, y] = place(event);
      this.stroke(x, y, x, y);
    };
    paper.onpointermove = (event) => {
      if (!paper.hasPointerCapture(event.pointerId)) return;
      for (const part of event.getCoalescedEvents?.() ?? [event]) {
        this.stroke(this.pen.x, this.pen.y, ...place(part));
      }
    };
  }

  followKeys() {
    this.paper.onkeydown = (event) => {
      const { pen, side } = this;
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!step && event.key !== ' ') return;
      event.preventDefault();
      this.isByKey = true;
      if (!step) pen.isDown = !pen.isDown;
      const limited = (place) => Math.min(Math.max(place, 0), side);
      const [x, y] = step ? [pen.x + PEN_STEP * step[0], pen.y + PEN_STEP * step[1]].map(limited) : [pen.x, pen.y];
      if (pen.isDown) this.stroke(pen.x, pen.y, x, y);
      [pen.x, pen.y] = [x, y];
      this.repaint();
    };
    this.paper.onblur = () => {
      this.isByKey = false;
      this.repaint();
    };
  }

  /** Draws a line and leaves the pen at its end. */
  stroke(fromX, fromY, toX, toY) {
    const context = this.ink;
    context.lineWidth = PEN_WIDTH;
    context.lineCap = context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
    context.stroke();
    [this.pen.x, this.pen.y] = [toX, toY];
    this.repaint();
    this.judgement.ask();
  }

  /** How much ink is on each pixel of the drawing, from 0 to 1. */
  get drawing() {
    const { data } = this.ink.getImageData(0, 0, this.side, this.side);
    return Float32Array.from({ length: this.side * this.side }, (_, i) => data[4 * i + 3] / 255);
  }

  repaint() {
    paint(this.paper, this.drawing, this.side, this.side);
    if (!this.isByKey) return;
    const context = this.paper.getContext('2d');
    context.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue('--accent');
    context.lineWidth = this.pen.isDown ? 5 : 2;
    context.beginPath();
    context.arc(this.pen.x, this.pen.y, PEN_WIDTH / 2, 0, 2 * Math.PI);
    context.stroke();
  }

  async judge() {
    const digit = mnistForm(this.drawing, this.side);
    paint(find('drawn'), digit ?? new Float32Array(IMAGE_PIXELS));
    if (!digit) {
      find('drawn-verdict').textContent = 'Nothing is drawn yet.';
      find('drawn-rank').textContent = '';
      return;
    }
    const { logit } = await this.explorer.host.ask({ image: digit });
    find('drawn-verdict').textContent = verdict(logit);
    const { real, generated } = await this.otherLogits();
    const below = (logits) => logits.filter((other) => other < logit).length;
    find('drawn-rank').textContent = 'It takes yours for more real than '
      + `${below(real)} of ${real.length} written digits and ${below(generated)} of ${generated.length} generated ones.`;
  }

  /** What the discriminator says of written digits and of those of the generator chosen. */
  async otherLogits() {
    const { explorer } = this;
    if (!this.realLogits) {
      this.realLogits = [];
      for (const image of explorer.realImages) {
        this.realLogits.push((await explorer.host.ask({ image })).logit);
      }
    }
    if (this.generatedEpoch !== explorer.epoch) {
      this.generatedEpoch = explorer.epoch;
      this.generatedLogits = [];
      for (let i = 0; i < RANKED_COUNT; i++) {
        const latent = sampleLatent(1n, i, explorer.data.dimension);
        this.generatedLogits.push((await explorer.generate(latent)).logit);
      }
    }
    return { real: this.realLogits, generated: this.generatedLogits };
  }
}
