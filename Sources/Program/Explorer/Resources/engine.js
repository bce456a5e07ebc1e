// Answers the page's questions: in a worker, or else on the page's own thread.
'use strict';

/** The networks of a page, read from its data when they are first needed. */
class Engine {
  /** `kind` is 'wasm' or 'plain'; throws where that cannot be had. */
  static async start(data, kind) {
    const engine = new Engine();
    engine.data = data;
    engine.loaded = new Set();
    const layers =
      kind === 'wasm' ? await webAssemblyLayers(bytesOfBase64(data.module)) : new PlainLayers();
    engine.networks = new Networks(layers, data.dimension, data.filters, data.epochs.length);
    const numbers = await inflated(data.discriminator);
    engine.networks.loadDiscriminator(halves(numbers, numbers.length / 2));
    return engine;
  }

  /** Loads the generator of one of the data's epochs, if it is not yet. */
  async load(epoch) {
    if (this.loaded.has(epoch)) return;
    const { weights, coarse } = this.data.epochs[epoch];
    const bytes = await inflated(weights), { networks } = this;
    networks.loadGenerator(
      epoch,
      coarse ? coarseNumbers(bytes, networks.tensors) : halves(bytes, bytes.length / 2));
    this.loaded.add(epoch);
  }

  /**
   * Answers `{ epoch, latent, wantsActivations }` with an image, what the discriminator says of it and how long
   * that took in milliseconds; `{ image }` with what the discriminator says of it.
   */
  async answer({ epoch, latent, wantsActivations, image }, pause) {
    if (image) return { logit: this.networks.judge(image) };
    await this.load(epoch);
    const start = performance.now();
    const generated = await this.networks.generate(epoch, latent, pause);
    const milliseconds = performance.now() - start;
    return {
      image: generated,
      logit: this.networks.judge(generated),
      activations: wantsActivations ? this.networks.activations() : undefined,
      milliseconds,
    };
  }
}

/** In a worker: starts an engine by the first message, and answers the others in their order. */
function serve(scope) {
  let work = Promise.resolve(), engine;
  scope.onmessage = ({ data: { id, start, question } }) => {
    work = work.then(async () => {
      try {
        if (start) engine = await Engine.start(start.data, start.kind);
        scope.postMessage({ id, answer: start ? {} : await engine.answer(question) });
      } catch (error) {
        scope.postMessage({ id, error: String(error) });
      }
    });
  };
}
