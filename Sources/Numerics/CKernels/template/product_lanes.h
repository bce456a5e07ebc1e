// A block of a tile's sum where a multiply-add takes one lane of a register: a load brings four words of
// the left operand, along the sum where they are neighbours there, else along the rows.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "operands.h"

// sum[r][v] += word of row r times vector v of a row of the panel; the words are the lanes `lane` of
// words[0], words[1], ..., or all lanes of one after the other.
INLINE void add_row(const bool bf16, const int rows, const vec *words, const bool along_rows, const int lane,
                    const uint32_t *b, vec sum[][VECTORS]) {
  UNROLL_FOR (int v = 0; v < VECTORS; v++) {
    const uvec columns = load_words(b + v * LANES);
    UNROLL_FOR (int r = 0; r < rows; r++) {
      const float word = along_rows ? words[r / LANES][r % LANES] : words[r][lane];
      sum[r][v] = multiply_add(bf16, splat(word), columns, sum[r][v]);
    }
  }
}

// sum[r][v] += word k of row r times vector v of row k of the panel, for all `depth` words of a block.
INLINE void add_block(const bool bf16, const int rows, const uint32_t *a, ptrdiff_t a_row, ptrdiff_t a_k,
                      const uint32_t *b, ptrdiff_t b_k, int depth, Prefetch *prefetch, vec sum[][VECTORS]) {
  vec words[TILE_ROWS];  // as floats, see splat_word
  int k = 0;
  if (a_k == 1)
    for (; k + LANES <= depth; k += LANES) {
      UNROLL_FOR (int r = 0; r < rows; r++) words[r] = (vec)load_words(a + r * a_row + k);
      UNROLL_FOR (int lane = 0; lane < LANES; lane++, b += b_k) {
        fetch_ahead(prefetch);
        add_row(bf16, rows, words, false, lane, b, sum);
      }
    }
  if (a_row == 1 && rows >= LANES)
    for (; k < depth; k++, b += b_k) {
      fetch_ahead(prefetch);
      const uint32_t *from = a + k * a_k;
      UNROLL_FOR (int r = 0; r + LANES <= rows; r += LANES) words[r / LANES] = (vec)load_words(from + r);
      const int rest = rows % LANES;
      if (rest > 0) memcpy(&words[rows / LANES], from + rows - rest, (size_t)rest * sizeof(uint32_t));
      add_row(bf16, rows, words, true, 0, b, sum);
    }
  for (; k < depth; k++, b += b_k) {
    fetch_ahead(prefetch);
    UNROLL_FOR (int r = 0; r < rows; r++) words[r] = splat_word(a + r * a_row + k * a_k);
    add_row(bf16, rows, words, false, 0, b, sum);
  }
}
