// What AVX-512 does with bfloat16 numbers (avx512_bf16).
#pragma once
#include <immintrin.h>

#include "vectors.h"

// To nearest, ties to even.
INLINE operand_vec round_to_operands(vec x) { return (operand_vec)_mm512_cvtneps_pbh((__m512)x); }

// sum += a b of the two numbers of each word, rounded after each product's addition.
INLINE vec add_word_products(vec a, uvec b, vec sum) {
  return (vec)_mm512_dpbf16_ps((__m512)sum, (__m512bh)a, (__m512bh)b);
}

// Words of the numbers of two rows, PANEL of each.
INLINE void interleave(const int vectors, const operand *first, const operand *second, uvec *words) {
  typedef uint16_t row_vec __attribute__((ext_vector_type(PANEL), aligned(2)));
  _Static_assert(PANEL == 32, "the shuffles below count to 32");
  const row_vec a = *(const row_vec *)first, b = *(const row_vec *)second;
  if (vectors > 0)
    words[0] = (uvec)__builtin_shufflevector(a, b, 0, 32, 1, 33, 2, 34, 3, 35, 4, 36, 5, 37, 6, 38, 7, 39, 8,
                                             40, 9, 41, 10, 42, 11, 43, 12, 44, 13, 45, 14, 46, 15, 47);
  if (vectors > 1)
    words[1] =
        (uvec)__builtin_shufflevector(a, b, 16, 48, 17, 49, 18, 50, 19, 51, 20, 52, 21, 53, 22, 54, 23, 55,
                                      24, 56, 25, 57, 26, 58, 27, 59, 28, 60, 29, 61, 30, 62, 31, 63);
}
