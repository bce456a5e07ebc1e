// Where the engine runs: in a worker from a Blob, else from a data URL, else on this thread in slices.
'use strict';

const SLICE_MILLISECONDS = 8;

/** An engine in a worker. */
class WorkerHost {
  /** Starts one from a URL of its script; throws where the browser refuses. */
  static async start(url, data, kind) {
    const host = new WorkerHost();
    host.waiting = new Map();
    host.worker = new Worker(url);
    const refused = new Promise((_, reject) => {
      host.worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error('no worker'));
      };
    });
    host.worker.onmessage = ({ data: { id, answer, error } }) => {
      const { resolve, reject } = host.waiting.get(id);
      host.waiting.delete(id);
      if (error) reject(new Error(error));
      else resolve(answer);
    };
    try {
      await Promise.race([refused, host.post({ start: { data, kind } })]);
    } catch (error) {
      host.close();
      throw error;
    }
    return host;
  }

  post(message) {
    const id = (this.lastId = (this.lastId ?? 0) + 1);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ ...message, id });
    });
  }

  ask(question) {
    return this.post({ question });
  }

  close() {
    this.worker.terminate();
  }
}

/** An engine on this thread, which lets the page go on between slices. */
class PageHost {
  static async start(data, kind) {
    const host = new PageHost();
    host.engine = await Engine.start(data, kind);
    host.work = Promise.resolve();
    host.channel = new MessageChannel();
    host.lastPause = 0;
    return host;
  }

  /** Lets the page go on, unless it could just before; a timer would wait for 4 ms each time. */
  async pause() {
    if (performance.now() - this.lastPause < SLICE_MILLISECONDS) return;
    await new Promise((resolve) => {
      this.channel.port1.onmessage = resolve;
      this.channel.port2.postMessage(undefined);
    });
    this.lastPause = performance.now();
  }

  ask(question) {
    const answer = this.work.then(() => this.engine.answer(question, () => this.pause()));
    this.work = answer.catch(() => {});
    return answer;
  }

  close() {}
}

/** The first host that starts, with `kind` 'wasm' or 'plain'. */
async function startHost(data, kind) {
  const script = document.getElementById('engine').textContent + '\nserve(self);';
  const worker = (url) => WorkerHost.start(url, data, kind);
  const attempts = [
    ['in a worker', async () => {
      const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
      try {
        return await worker(url);
      } finally {
        URL.revokeObjectURL(url);
      }
    }],
    ['in a worker', () => worker('data:text/javascript,' + encodeURIComponent(script))],
    ['beside the page', () => PageHost.start(data, kind)],
  ];
  let problem;
  for (const [place, start] of attempts) {
    try {
      return Object.assign(await start(), { kind, place });
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}

/** Does work for the latest argument only: while one is worked on, those that come but the last are dropped. */
class Latest {
  constructor(work) {
    this.work = work;
    this.isBusy = false;
  }

  async ask(argument) {
    this.next = { argument };
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      while (this.next) {
        const { argument: latest } = this.next;
        this.next = undefined;
        await this.work(latest);
      }
    } finally {
      this.isBusy = false;
    }
  }
}
