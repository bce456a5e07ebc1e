// Operands: the elements that matrix products and the 7x7 convolution multiply, floats or, with
// OPERAND_BF16, bfloat16 numbers. Sums are floats in both cases.
//
// Products take operands in 32-bit words: one float, or two bfloat16 numbers that follow each other
// in the direction of summation.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "vectors.h"

#if OPERAND_BF16
typedef uint16_t operand;
typedef uint16_t operand_vec __attribute__((ext_vector_type(LANES)));
typedef uint16_t unaligned_operand_vec __attribute__((ext_vector_type(LANES), aligned(2)));
#define PER_WORD 2
#if defined(__aarch64__)
#include "bf16_neon.h"
#else
#include "bf16_avx512.h"
#endif

INLINE vec load_operands(const operand *p) {
  const uvec bits = __builtin_convertvector(*(const unaligned_operand_vec *)p, uvec) << 16;
  return (vec)bits;
}
INLINE void store_operands(operand *p, vec x) { *(unaligned_operand_vec *)p = round_to_operands(x); }
// Words of two numbers each.
INLINE uvec pair_operands(vec low, vec high) {
  return __builtin_convertvector(round_to_operands(low), uvec) |
         __builtin_convertvector(round_to_operands(high), uvec) << 16;
}
#else
typedef float operand;
#define PER_WORD 1
INLINE vec load_operands(const operand *p) { return load(p); }
INLINE void store_operands(operand *p, vec x) { store(p, x); }
#endif

// Two neighbouring rows of a panel that products sum over, columns `column` ..< `column` + LANES.
INLINE void store_row_pair(operand *rows, int column, vec first, vec second) {
#if OPERAND_BF16
  memcpy(rows + 2 * column, &(uvec){pair_operands(first, second)}, sizeof(uvec));
#else
  store(rows + column, first);
  store(rows + PANEL + column, second);
#endif
}

// Asks for the lines that `store_row_pair` will write.
INLINE void claim_row_pair(operand *rows, int column) {
  __builtin_prefetch(rows + PER_WORD * column, 1, 3);
  if (PER_WORD == 1) __builtin_prefetch(rows + PANEL + column, 1, 3);
}

// x as an operand, to nearest, ties to even.
INLINE operand round_to_operand(float x) {
#if OPERAND_BF16
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return x == x ? (operand)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16) : 0x7FC0;
#else
  return x;
#endif
}

#if OPERAND_BF16
// Rows of PANEL operands -> [(count + 1) / 2][PANEL] words of two rows each; an odd last row pairs
// with zeros.
INLINE void interleave_rows(const operand *rows, ptrdiff_t row_stride, int count, operand *words) {
  static const operand zeros[PANEL];
  for (int row = 0; row < count; row += 2, rows += 2 * row_stride, words += 2 * PANEL) {
    uvec pairs[PANEL / LANES];
    interleave(PANEL / LANES, rows, row + 1 < count ? rows + row_stride : zeros, pairs);
    memcpy(words, pairs, sizeof pairs);
  }
}
#endif

INLINE uvec load_words(const void *p) {
  uvec words;
  memcpy(&words, p, sizeof words);
  return words;
}

// A word in every lane, as floats: clang for arm64 then makes it a lane of the multiply-add.
INLINE vec splat_word(const uint32_t *word) {
  float x;
  memcpy(&x, word, sizeof x);
  return splat(x);
}

// Moves `count` operands, few or many; the two places do not overlap.
INLINE void copy_operands(const operand *from, int count, operand *to) {
  typedef operand part __attribute__((ext_vector_type(LANES), aligned(sizeof(operand))));
  int i = 0;
  for (; i + LANES <= count; i += LANES) *(part *)(to + i) = *(const part *)(from + i);
  for (; i < count; i++) to[i] = from[i];
}
