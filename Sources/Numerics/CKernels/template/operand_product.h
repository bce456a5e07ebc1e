// Products of operands on both sides, of the instruction set's widest kind.
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "product.h"
#if OPERAND_AMX
#include "product_amx.h"
#else
// Around the products of a call; only AMX has anything to do.
INLINE void prepare_tiles(void) {}
INLINE void release_tiles(void) {}

// `words` rounded up to what products take at once.
INLINE int whole_words(int words) { return words; }

INLINE void multiply_operands(int rows, Product product, float *c, ptrdiff_t c_stride, bool accumulate) {
  multiply(operand_tiles, rows, product, c, c_stride, accumulate);
}

// At least `count` multiply-adds a sum, in registers alone: the rate that bounds every product.
NOINLINE float multiply_add_loop(size_t count) {
  vec sum[VECTORS * TILE_ROWS];
  UNROLL_FOR (int i = 0; i < VECTORS * TILE_ROWS; i++) sum[i] = splat(0);
  uvec a = (uvec)0x3F803F80u, b = (uvec)0u;
  for (size_t i = 0; i < count; i += VECTORS * TILE_ROWS * LANES * PER_WORD) {
    __asm__ volatile("" : "+m"(a), "+m"(b));  // values that the compiler does not know
    UNROLL_FOR (int j = 0; j < VECTORS * TILE_ROWS; j++) sum[j] = multiply_add_words(a, b, sum[j]);
  }
  UNROLL_FOR (int i = 1; i < VECTORS * TILE_ROWS; i++) sum[0] += sum[i];
  return add_lanes(sum[0]);
}
#endif

// Rows of scratch that hold those of a panel in words, with zeros for a sum from any row on.
#if OPERAND_AMX
#define SCRATCH_ROWS(ROWS) (((ROWS) + 63) / 32 * 32)
#else
#define SCRATCH_ROWS(ROWS) (((ROWS) + 1) / 2 * 2)
#endif

// The words that a sum over `count` rows runs through.
INLINE int words_of(int count) { return whole_words((count + PER_WORD - 1) / PER_WORD); }

// The columns of a panel as rows of the left side of a product over the panel's rows: word (column, k) at
// column * column_stride + k * k_stride.
typedef struct {
  const operand *data;
  ptrdiff_t column_stride, k_stride;
} Columns;

// Those of the panel at `rows`, which may be made in `scratch`, words_of(count) by PANEL words.
INLINE Columns columns_of(const operand *rows, ptrdiff_t row_stride, int count, operand *scratch) {
#if OPERAND_AMX
  pack_columns(rows, row_stride, count, words_of(count), scratch);
  return (Columns){scratch, words_of(count), 1};
#elif OPERAND_BF16
  interleave_rows(rows, row_stride, count, scratch);
  return (Columns){scratch, 1, PANEL};
#else
  (void)count, (void)scratch;
  return (Columns){rows, 1, row_stride};
#endif
}

#if OPERAND_BF16
// Rows of a panel in pairs, [words][PANEL] words, zeros behind the last row.
INLINE void pair_rows(const operand *rows, ptrdiff_t row_stride, int count, ptrdiff_t words, operand *pairs) {
  const ptrdiff_t used = (count + 1) / 2;
  interleave_rows(rows, row_stride, count, pairs);
  memset(pairs + used * 2 * PANEL, 0, sizeof(operand) * (size_t)((words - used) * 2 * PANEL));
}
#endif
