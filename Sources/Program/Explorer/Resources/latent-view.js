// The first view: one digit, its place along the strongest directions, and a pad for two of them.
'use strict';

const PLACE_LIMIT = 4;
const PAD_LIMIT = 3;
const PAD_DIGITS = 7;

/** Draws the digit of `explorer.latent`, and changes that. */
class LatentView {
  constructor(explorer) {
    this.explorer = explorer;
    this.sliders = explorer.directions.map((direction, i) => this.slider(direction, i));
    this.picture = new Latest(() => this.drawPicture());
    this.padDigits = new Latest(() => this.drawPadDigits());
    const choices = () => explorer.directions.map((_, i) => make('option', { value: i, textContent: i + 1 }));
    find('pad-x').append(...choices());
    find('pad-y').append(...choices());
    find('pad-y').value = Math.min(1, explorer.directions.length - 1);
    for (const id of ['pad-x', 'pad-y']) find(id).onchange = () => this.show();
    find('another').onclick = () => {
      find('seed').value = crypto.getRandomValues(new Uint32Array(1))[0];
      find('place').value = 1;
      this.drawSample();
    };
    find('seed').onchange = find('place').onchange = () => this.drawSample();
    find('keep').onclick = () => explorer.keep(explorer.latent);
    find('centre').onclick = () => explorer.move(
      explorer.directions.reduce((latent, direction) => movedAlong(latent, direction, 0), explorer.latent));
    this.preparePad();
  }

  slider(direction, i) {
    const input = make('input', { type: 'range', min: -PLACE_LIMIT, max: PLACE_LIMIT, step: 0.05, id: `direction-${i}` });
    const output = make('output');
    output.htmlFor = input.id;
    input.oninput = () => this.explorer.move(movedAlong(this.explorer.latent, direction, Number(input.value)));
    find('directions').append(
      make('div', { className: 'direction' }, make('label', { htmlFor: input.id, textContent: i + 1 }), input, output));
    return { input, output, direction };
  }

  /** Goes to the latent that the fields for seed and place name. */
  drawSample() {
    const seed = find('seed'), place = find('place');
    if (!seed.value || !place.value || !seed.checkValidity() || !place.checkValidity()) return;
    const number = BigInt(seed.value);
    if (number >> 64n) return;
    this.explorer.move(sampleLatent(number, place.value - 1, this.explorer.data.dimension));
  }

  show() {
    const { latent } = this.explorer;
    for (const { input, output, direction } of this.sliders) {
      const place = dot(latent, direction);
      input.value = place;
      // No minus before a zero.
      output.textContent = (Math.round(100 * place) / 100 + 0).toFixed(2);
    }
    this.paintPad();
    this.picture.ask();
    this.padDigits.ask();
  }

  async drawPicture() {
    const { image, logit, milliseconds } = await this.explorer.generate(this.explorer.latent);
    paint(find('latent-image'), image);
    find('latent-image').setAttribute('aria-label', `A generated digit; ${verdict(logit)}`);
    find('latent-verdict').textContent = verdict(logit);
    this.explorer.showSpeed(milliseconds);
  }

  // MARK: - Pad

  get padDirections() {
    return ['pad-x', 'pad-y'].map((id) => this.explorer.directions[find(id).value]);
  }

  preparePad() {
    const pad = find('pad');
    const go = (x, y) => {
      const [across, up] = this.padDirections;
      const limited = (place) => Math.min(Math.max(place, -PAD_LIMIT), PAD_LIMIT);
      this.explorer.move(movedAlong(movedAlong(this.explorer.latent, across, limited(x)), up, limited(y)));
    };
    const follow = (event) => {
      const box = pad.getBoundingClientRect();
      go(PAD_LIMIT * ((2 * (event.clientX - box.left)) / box.width - 1),
        -PAD_LIMIT * ((2 * (event.clientY - box.top)) / box.height - 1));
    };
    pad.onpointerdown = (event) => {
      pad.setPointerCapture(event.pointerId);
      follow(event);
    };
    pad.onpointermove = (event) => {
      if (pad.hasPointerCapture(event.pointerId)) follow(event);
    };
    pad.onkeydown = (event) => {
      const step = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[event.key];
      if (!step) return;
      event.preventDefault();
      const [x, y] = this.padDirections.map((direction) => dot(this.explorer.latent, direction));
      go(x + step[0], y + step[1]);
    };
    shown.set(pad, () => this.paintPad());
  }

  paintPad() {
    const pad = find('pad'), context = pad.getContext('2d'), { width, height } = pad;
    const style = getComputedStyle(document.documentElement);
    context.fillStyle = style.getPropertyValue('--paper');
    context.fillRect(0, 0, width, height);
    const side = width / PAD_DIGITS;
    context.globalAlpha = 0.45;
    this.onPad?.images.forEach((image, i) => {
      const tile = new OffscreenCanvas(IMAGE_SIDE, IMAGE_SIDE);
      tile.getContext('2d').putImageData(inkPixels(image, IMAGE_SIDE, IMAGE_SIDE), 0, 0);
      context.drawImage(tile, (i % PAD_DIGITS) * side, Math.floor(i / PAD_DIGITS) * side, side, side);
    });
    context.globalAlpha = 1;
    const [x, y] = this.padDirections.map((direction) => dot(this.explorer.latent, direction));
    const limited = (share) => Math.min(Math.max(share, 0), 1);
    const centre = [limited((x / PAD_LIMIT + 1) / 2) * width, limited((1 - y / PAD_LIMIT) / 2) * height];
    for (const [radius, name] of [[9, '--paper'], [7, '--accent']]) {
      context.fillStyle = style.getPropertyValue(name);
      context.beginPath();
      context.arc(...centre, radius, 0, 2 * Math.PI);
      context.fill();
    }
    pad.setAttribute('aria-label', `Pad: ${x.toFixed(1)} across, ${y.toFixed(1)} up`);
  }

  /** What the digits on the pad depend on. */
  get padState() {
    const [across, up] = this.padDirections;
    const rest = movedAlong(movedAlong(this.explorer.latent, across, 0), up, 0);
    return { across, up, rest, epoch: this.explorer.epoch };
  }

  /** Whether the pad shows, or will show, what lies there. */
  get isPadCurrent() {
    const now = this.padState, then = this.onPad;
    return then !== undefined && ['across', 'up', 'epoch'].every((key) => now[key] === then[key])
      && now.rest.every((x, i) => Math.abs(x - then.rest[i]) < 1e-3);
  }

  /** Draws what lies on the pad, as long as that is what belongs there. */
  async drawPadDigits() {
    if (this.isPadCurrent) return;
    const { across, up, rest } = (this.onPad = { ...this.padState, images: [] });
    for (let i = 0; i < PAD_DIGITS ** 2 && this.isPadCurrent; i++) {
      const place = (n) => PAD_LIMIT * ((2 * n + 1) / PAD_DIGITS - 1);
      const latent = movedAlong(
        movedAlong(rest, across, place(i % PAD_DIGITS)), up, -place(Math.floor(i / PAD_DIGITS)));
      this.onPad.images.push((await this.explorer.generate(latent)).image);
      this.paintPad();
    }
  }
}
