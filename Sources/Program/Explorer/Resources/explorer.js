// The page: its data, its engine, its views.
'use strict';

const FIRST_SEED = 1n;
const FIRST_KEPT = 4;

class Explorer {
  static async start() {
    const explorer = new Explorer();
    explorer.data = JSON.parse(find('data').textContent);
    const { data } = explorer;
    const numbers = floatsOfBase64(data.directions), dimension = data.dimension;
    explorer.directions = Array.from({ length: numbers.length / dimension },
      (_, i) => numbers.slice(i * dimension, (i + 1) * dimension));
    const pixels = bytesOfBase64(data.written);
    explorer.realImages = Array.from({ length: pixels.length / IMAGE_PIXELS }, (_, i) =>
      Float32Array.from(pixels.subarray(i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS), (x) => x / 255));
    explorer.epoch = data.epochs.findIndex((epoch) => !epoch.coarse);
    const sample = (i) => sampleLatent(FIRST_SEED, i, dimension);
    explorer.latent = sample(0);
    explorer.kept = Array.from({ length: FIRST_KEPT }, (_, i) => sample(i));
    await explorer.startHost();
    explorer.views = {
      latent: new LatentView(explorer), between: new BetweenView(explorer), layers: new LayersView(explorer),
      draw: new DrawView(explorer), quiz: new QuizView(explorer),
    };
    explorer.prepareEpochs();
    explorer.prepareTabs();
    find('kind').onchange = () => explorer.changeHost();
    await explorer.testItself();
    return explorer;
  }

  // MARK: - Engine

  /** Starts the engine with WebAssembly, or else without. */
  async startHost() {
    try {
      this.host = await startHost(this.data, 'wasm');
    } catch {
      this.host = await startHost(this.data, 'plain');
      find('kind').querySelector('[value=wasm]').disabled = true;
    }
    find('kind').value = this.host.kind;
  }

  async changeHost() {
    const former = this.host;
    this.host = await startHost(this.data, find('kind').value);
    // Whatever was asked before this is answered before it.
    await former.ask({ image: new Float32Array(IMAGE_PIXELS) });
    former.close();
    await this.testItself();
    this.view.show();
  }

  /** The image of a latent by the generator of the epoch chosen, and what there is to say of it. */
  generate(latent, wantsActivations = false) {
    return this.host.ask({ epoch: this.epoch, latent, wantsActivations });
  }

  showSpeed(milliseconds) {
    find('speed').textContent = `${milliseconds.toFixed(1)} ms a digit, ${this.host.place}`;
  }

  /** Compares latents and an image with what the command that made this page computed. */
  async testItself() {
    const { seed, latent, image, logit } = this.data.check;
    const drawn = sampleLatent(BigInt(seed), 0, this.data.dimension);
    const chosen = this.data.epochs.findIndex((epoch) => !epoch.coarse);
    const answer = await this.host.ask({ epoch: chosen, latent: drawn });
    const largest = (a, b) => a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
    const result = {
      latents: largest(drawn, floatsOfBase64(latent)),
      pixels: 255 * largest(answer.image, floatsOfBase64(image)),
      logit: Math.abs(answer.logit - logit),
    };
    const isGood = result.latents === 0 && result.pixels <= 1 && result.logit <= 0.05;
    find('self-test').textContent = `Self-test ${isGood ? 'passed' : 'FAILED'}: the digit of seed ${seed} differs `
      + `from that of render by at most ${result.pixels.toPrecision(2)} of 255 grey levels.`;
    this.selfTest = { ...result, isGood };
  }

  // MARK: - State

  /** Goes to another latent. */
  move(latent) {
    this.latent = latent;
    this.view.show();
  }

  keep(latent) {
    this.kept = [...this.kept, latent];
    this.view.show();
  }

  remove(latent) {
    this.kept = this.kept.filter((other) => other !== latent);
    this.view.show();
  }

  prepareEpochs() {
    const slider = find('epoch'), { epochs } = this.data;
    slider.max = epochs.length - 1;
    slider.disabled = epochs.length === 1;
    slider.value = this.epoch;
    const show = () => {
      const { name, coarse } = epochs[slider.value];
      find('epoch-name').textContent = name;
      slider.setAttribute('aria-valuetext', name);
      find('epoch-note').textContent = coarse ? 'its weights are rounded coarsely here' : '';
    };
    slider.oninput = () => {
      this.epoch = Number(slider.value);
      show();
      this.view.show();
    };
    show();
  }

  // MARK: - Tabs

  get view() {
    return this.views[this.tab];
  }

  prepareTabs() {
    const tabs = [...find('tabs').children];
    const open = (tab, wantsFocus) => {
      this.tab = tab.id.replace('tab-', '');
      for (const other of tabs) {
        other.setAttribute('aria-selected', other === tab);
        other.tabIndex = other === tab ? 0 : -1;
        find(other.getAttribute('aria-controls')).hidden = other !== tab;
      }
      if (wantsFocus) tab.focus();
      this.view.show();
    };
    tabs.forEach((tab, i) => {
      tab.onclick = () => open(tab);
      tab.onkeydown = (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) open(tabs[(i + step + tabs.length) % tabs.length], true);
      };
    });
    open(tabs[0]);
  }
}

Explorer.start().then(
  (explorer) => {
    globalThis.explorer = explorer;
  },
  (error) => {
    find('failure').textContent = `This page cannot compute here: ${error.message}`;
    find('failure').hidden = false;
  });
