// Philox, dropout and normal deviates: the same bits on every processor.
#include <math.h>
#include <string.h>

#include "parity.h"

// Philox 4x32-10 as its paper writes it, a block at a time (Salmon et al., SC 2011).
static void plain_philox(uint64_t key, const uint32_t counter[4], uint32_t words[4]) {
  uint32_t x[4], k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  memcpy(x, counter, sizeof x);
  for (int round = 0; round < 10; round++, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u) {
    const uint64_t first = (uint64_t)x[0] * 0xD2511F53u, second = (uint64_t)x[2] * 0xCD9E8D57u;
    const uint32_t next[4] = {(uint32_t)(second >> 32) ^ x[1] ^ k0, (uint32_t)second,
                              (uint32_t)(first >> 32) ^ x[3] ^ k1, (uint32_t)first};
    memcpy(x, next, sizeof x);
  }
  memcpy(words, x, sizeof x);
}

// Random123's known answers for philox4x32, 10 rounds.
static const struct {
  uint32_t counter[4];
  uint64_t key;
  uint32_t words[4];
} answers[] = {{{0, 0, 0, 0}, 0, {0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8}},
               {{~0u, ~0u, ~0u, ~0u}, ~(uint64_t)0, {0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD}},
               {{0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344},
                0x299F31D0A4093822,
                {0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1}}};

static void check_known_answers(const KernelTable *table) {
  for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    const uint32_t *counter = answers[i].counter, block = counter[0] % 16;
    uint32_t words[64];
    table->philox(answers[i].key, counter[1], counter[2], counter[3], counter[0] / 16, 1, words);
    for (uint32_t w = 0; w < 4; w++)
      expect(words[16 * w + block] == answers[i].words[w], "Philox: word %u of known answer %zu", w, i);
  }
}

enum { groups = 5, word_count = 64 * groups };
static const uint64_t key = 0x0123456789ABCDEF;
static const uint32_t c1 = 0x05000007, c2 = 70000, c3 = 100000, first_group = 3;

static void plain_words(uint32_t first, uint32_t *words) {
  for (uint32_t g = 0; g < groups; g++)
    for (uint32_t b = 0; b < 16; b++) {
      const uint32_t counter[4] = {16 * (first + g) + b, c1, c2, c3};
      uint32_t block[4];
      plain_philox(key, counter, block);
      for (uint32_t w = 0; w < 4; w++) words[64 * g + 16 * w + b] = block[w];
    }
}

static void check_words(const KernelTable *table) {
  uint32_t observed[word_count], expected[word_count];
  table->philox(key, c1, c2, c3, first_group, groups, observed);
  plain_words(first_group, expected);
  expect(memcmp(observed, expected, sizeof expected) == 0, "Philox: words of %d groups", groups);
}

static void check_dropout(const KernelTable *table) {
  static const float rates[] = {0, 0.4f, 0.5f, 0.75f};
  uint32_t words[word_count];
  plain_words(0, words);
  for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
    float *keep = garbage(word_count * sizeof(float));
    table->dropout(key, c1, c2, c3, word_count, rates[r], keep);
    bool equal = true;
    for (int i = 0; i < word_count; i++) {
      const bool is_kept = (double)words[i] >= (double)rates[r] * 0x1p32;
      equal = equal && keep[i] == (is_kept ? 1 / (1 - rates[r]) : 0);
    }
    expect(equal, "dropout at rate %.2f", (double)rates[r]);
  }
}

// FNV-1a of bytes.
static uint64_t digest_of(const void *bytes, size_t count) {
  uint64_t digest = 0xCBF29CE484222325;
  for (size_t i = 0; i < count; i++) digest = (digest ^ ((const uint8_t *)bytes)[i]) * 0x100000001B3;
  return digest;
}

// The digest of the deviates of these words, on every processor.
static const uint64_t deviates_digest = 0x40B20F0AC456A05F;

static void check_deviates(void) {
  uint32_t words[word_count];
  float deviates[word_count];
  plain_words(first_group, words);
  normal_deviates(words, word_count, deviates);
  Squares squares = {0, 0};
  for (int i = 0; i < word_count; i++) {
    const int cosine = i / 32 * 32 + i % 16;
    const double uniform = ((words[cosine] >> 8) + 1.0) * 0x1p-24;
    const double angle = 2 * M_PI * (words[cosine + 16] * 0x1p-32) - M_PI / 4;
    compare(&squares, deviates[i], sqrt(-2 * log(uniform)) * (i == cosine ? cos(angle) : sin(angle)));
  }
  expect_close(squares, 1e-6, "normal deviates");
  const uint64_t digest = digest_of(deviates, sizeof deviates);
  expect(digest == deviates_digest, "normal deviates have the digest %016llx", (unsigned long long)digest);
}

void check_random(const KernelTable *table) {
  check_known_answers(table);
  check_words(table);
  check_dropout(table);
  check_deviates();
}
