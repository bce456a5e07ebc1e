// The second view: a walk through the kept digits.
'use strict';

const WALK_STEP = 0.02;
const STILL_MILLISECONDS = 1000;

/** Walks through `explorer.kept`, in a circle. */
class BetweenView {
  constructor(explorer) {
    this.explorer = explorer;
    this.picture = new Latest(() => this.drawPicture());
    this.list = new Latest(() => this.drawKept());
    find('walk').oninput = () => this.picture.ask();
    find('keep-between').onclick = () => explorer.keep(this.latent);
    find('save').onclick = () => save(npyBytes(explorer.kept), 'latents.npy');
    find('play').onclick = () => (this.isWalking ? this.stop() : this.walk());
  }

  /** The latent at the place on the walk. */
  get latent() {
    const { kept } = this.explorer, place = Number(find('walk').value);
    const index = Math.floor(place) % kept.length;
    return between(kept[index], kept[(index + 1) % kept.length], place - Math.floor(place));
  }

  show() {
    find('walk').max = this.explorer.kept.length;
    this.picture.ask();
    this.list.ask();
  }

  async drawPicture() {
    const { image, logit, milliseconds } = await this.explorer.generate(this.latent);
    paint(find('between-image'), image);
    find('between-image').setAttribute('aria-label', `A generated digit; ${verdict(logit)}`);
    find('between-verdict').textContent = verdict(logit);
    find('walk-place').textContent = Number(find('walk').value).toFixed(2);
    this.explorer.showSpeed(milliseconds);
  }

  async drawKept() {
    const { kept } = this.explorer;
    const items = [];
    for (const [i, latent] of kept.entries()) {
      const { image } = await this.explorer.generate(latent);
      const remove = make('button', { textContent: 'Remove', disabled: kept.length === 1 });
      remove.setAttribute('aria-label', `Remove digit ${i + 1}`);
      remove.onclick = () => this.explorer.remove(latent);
      items.push(make('li', {}, digitCanvas(image, `Kept digit ${i + 1}`), remove));
    }
    find('kept').replaceChildren(...items);
  }

  /** Walks until it is stopped: smoothly, or from kept digit to kept digit where motion is not wanted. */
  async walk() {
    this.isWalking = true;
    find('play').setAttribute('aria-pressed', 'true');
    find('play').textContent = 'Stop';
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    while (this.isWalking && !find('view-between').hidden) {
      const walk = find('walk'), place = Number(walk.value);
      const next = isStill ? Math.floor(place) + 1 : place + WALK_STEP;
      walk.value = next >= this.explorer.kept.length ? next - this.explorer.kept.length : next;
      await this.picture.ask();
      await new Promise((resolve) =>
        isStill ? setTimeout(resolve, STILL_MILLISECONDS) : requestAnimationFrame(resolve));
    }
    this.stop();
  }

  stop() {
    this.isWalking = false;
    find('play').setAttribute('aria-pressed', 'false');
    find('play').textContent = 'Walk';
  }
}

/** Lets the browser save bytes as a file. */
function save(bytes, name) {
  const url = URL.createObjectURL(new Blob([bytes]));
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
