// What arm64 does with bfloat16 numbers (FEAT_BF16).
#pragma once
#include <arm_neon.h>

#include "vectors.h"

// To nearest, ties to even.
INLINE operand_vec round_to_operands(vec x) {
  return (operand_vec)vreinterpret_u16_bf16(vcvt_bf16_f32((float32x4_t)x));
}

// sum += a b of the two numbers of each word. Without FEAT_EBF16 both products, their sum and the addition
// round to odd, and denormal numbers count as zeros.
INLINE vec add_word_products(vec a, uvec b, vec sum) {
  return (vec)vbfdotq_f32((float32x4_t)sum, (bfloat16x8_t)b, (bfloat16x8_t)a);
}

// Words of the numbers of two rows, `vectors` vectors of words, an even number.
INLINE void interleave(const int vectors, const operand *first, const operand *second, uvec *words) {
  UNROLL_FOR (int v = 0; v < vectors; v += 2) {
    const uint16x8_t a = vld1q_u16(first + v * LANES), b = vld1q_u16(second + v * LANES);
    words[v] = (uvec)vzip1q_u16(a, b);
    words[v + 1] = (uvec)vzip2q_u16(a, b);
  }
}
