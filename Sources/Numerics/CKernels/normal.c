// Standard normal deviates from uniform words: Box and Muller, Annals of Mathematical Statistics
// 29 (1958). Own polynomials (Cephes), so that no version of the C library decides the bits.
#include <stdbool.h>
#include <string.h>

#include "CKernels.h"

// Without branches, so that the compiler takes several numbers at a time, and without contraction, so
// that every processor rounds alike.
#pragma STDC FP_CONTRACT OFF

// ln(x), 0 < x <= 1.
static inline float natural_logarithm(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  float exponent = (float)((int)(bits >> 23) - 126);
  bits = (bits & 0x007FFFFFu) | 0x3F000000u;  // mantissa in [0.5, 1)
  memcpy(&x, &bits, sizeof x);
  const bool is_low = x < 0.707106781f;
  exponent -= is_low ? 1.f : 0.f;
  x += is_low ? x : 0.f;
  x -= 1;
  const float z = x * x;
  float y = 7.0376836292e-2f;
  y = y * x - 1.1514610310e-1f;
  y = y * x + 1.1676998740e-1f;
  y = y * x - 1.2420140846e-1f;
  y = y * x + 1.4249322787e-1f;
  y = y * x - 1.6668057665e-1f;
  y = y * x + 2.0000714765e-1f;
  y = y * x - 2.4999993993e-1f;
  y = y * x + 3.3333331174e-1f;
  y = y * x * z - 2.12194440e-4f * exponent - 0.5f * z;
  return x + y + 0.693359375f * exponent;
}

static inline float negated_if(float x, uint32_t condition) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  bits ^= condition << 31;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// A uniform point of the unit circle: the two top bits turn by quarters.
static inline void circle_point(uint32_t word, float *x, float *y) {
  const float t = ((float)(int)(word & 0x3FFFFFFFu) * 0x1p-30f - 0.5f) * 1.57079633f;
  const float z = t * t;
  const float s = ((-1.9515295891e-4f * z + 8.3321608736e-3f) * z - 1.6666654611e-1f) * z * t + t;
  const float c = ((2.443315711809948e-5f * z - 1.388731625493765e-3f) * z +
                   4.166664568298827e-2f) * z * z - 0.5f * z + 1;
  const uint32_t is_odd = word >> 30 & 1, is_half = word >> 31;
  *x = negated_if(is_odd ? s : c, is_odd ^ is_half);
  *y = negated_if(is_odd ? c : s, is_half);
}

// deviates[j], deviates[j + 16] = sqrt(-2 ln u) (cos, sin)(2 pi w - pi / 4), where the words j and j + 16
// give u in (0, 1] and w in [0, 1).
void normal_deviates(const uint32_t *words, size_t count, float *deviates) {
  for (size_t group = 0; group < count; group += 64)
    for (size_t i = 0; i < 64; i += 32)
      for (size_t j = group + i; j < group + i + 16; j++) {
        const float uniform = ((float)(int)(words[j] >> 8) + 1) * 0x1p-24f;  // (0, 1]
        const float radius = __builtin_sqrtf(-2 * natural_logarithm(uniform));
        float x, y;
        circle_point(words[j + 16], &x, &y);
        deviates[j] = radius * x;
        deviates[j + 16] = radius * y;
      }
}
