// Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011), 16
// blocks at a time, and dropout multipliers drawn from it.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "vectors.h"

typedef uint64_t wide __attribute__((ext_vector_type(LANES)));

INLINE void philox_blocks(uint64_t key, uint32_t c1, uint32_t c2, uint32_t c3, uint32_t block,
                          uint32_t *words) {
  for (int first = 0; first < 16; first += LANES) {
    wide x0, x1 = c1, x2 = c2, x3 = c3;
    UNROLL_FOR (int i = 0; i < LANES; i++) x0[i] = (uint32_t)(block + (uint32_t)(first + i));
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    UNROLL_FOR (int round = 0; round < 10; round++) {
      const wide p0 = x0 * 0xD2511F53u, p1 = x2 * 0xCD9E8D57u;
      x0 = (p1 >> 32) ^ x1 ^ k0;
      x2 = (p0 >> 32) ^ x3 ^ k1;
      x1 = p1 & 0xFFFFFFFFu;
      x3 = p0 & 0xFFFFFFFFu;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    UNROLL_FOR (int i = 0; i < LANES; i++) {
      words[first + i] = (uint32_t)x0[i];
      words[16 + first + i] = (uint32_t)x1[i];
      words[32 + first + i] = (uint32_t)x2[i];
      words[48 + first + i] = (uint32_t)x3[i];
    }
  }
}

// words [groups][4][16]: word w of block 16 g + b at [g][w][b].
NOINLINE void philox(uint64_t key, uint32_t c1, uint32_t c2, uint32_t c3, uint32_t first_group, size_t groups,
                     uint32_t *words) {
  for (size_t g = 0; g < groups; g++)
    philox_blocks(key, c1, c2, c3, 16 * (first_group + (uint32_t)g), words + 64 * g);
}

// keep[i] = 0 where the i-th word, in the order of `philox`, is below rate 2^32, else 1 / (1 - rate).
NOINLINE void dropout(uint64_t key, uint32_t c1, uint32_t c2, uint32_t c3, size_t count, float rate,
                      float *keep) {
  const uint32_t threshold = (uint32_t)((double)rate * 4294967296.0);
  const float kept = 1 / (1 - rate);
  uint32_t words[64];
  for (size_t i = 0; i < count; i += 64) {
    philox_blocks(key, c1, c2, c3, (uint32_t)(i / 4), words);
    for (int j = 0; j < 64; j++) keep[i + (size_t)j] = words[j] >= threshold ? kept : 0;
  }
}
