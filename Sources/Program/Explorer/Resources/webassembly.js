// The layers of both networks as networks.c computes them.
'use strict';

const WASM_PAGE_BYTES = 65536;

/**
 * The layers that `bytes`, a compiled module, has, on a memory of their own.
 *
 * Throws where the browser, or a policy, has no WebAssembly with vectors.
 */
async function webAssemblyLayers(bytes) {
  const memory = new WebAssembly.Memory({ initial: 2 });
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  const { dense, transposed, output, convolution, __heap_base: heap } = instance.exports;
  const layers = { memory, dense, transposed, output, convolution };
  layers.heapStart = Math.ceil(heap.value / 16) * 16;
  layers.floats = new Float32Array(memory.buffer);
  layers.reserve = (size) => {
    const missing = size - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / WASM_PAGE_BYTES));
    layers.floats = new Float32Array(memory.buffer);
  };
  return layers;
}
