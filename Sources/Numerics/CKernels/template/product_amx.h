// Products in AMX's tile registers: two tiles of 16 rows by the two halves of a panel, each of 16 by 16
// sums, to which one instruction adds 16 words of every row. A word of a row meets a word of a panel, two
// bfloat16 numbers each, so operands lie as for vectors; but the words of a row must follow each other.
#pragma once
#include <immintrin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "product.h"

// Rows of a tile, and words of each.
enum { AMX_ROWS = 16, AMX_WORDS = 16 };
_Static_assert(PANEL == 2 * AMX_WORDS, "a panel is two tiles wide");

// `words` rounded up to whole tiles: operands of products behind the last word are zeros.
INLINE int whole_words(int words) { return (words + AMX_WORDS - 1) / AMX_WORDS * AMX_WORDS; }

// Gives the tile registers their shapes: those of sums and of the left side `rows` rows.
INLINE void shape_tiles(int rows) {
  struct {
    uint8_t palette, start_row, reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
  } shapes;
  memset(&shapes, 0, sizeof shapes);
  shapes.palette = 1;
  for (int i = 0; i < 8; i++) {
    shapes.row_bytes[i] = 4 * AMX_WORDS;
    shapes.rows[i] = (uint8_t)(i < 6 ? rows : AMX_WORDS);
  }
  _tile_loadconfig(&shapes);
}

// A thread calls this before its products, release_tiles after them.
INLINE void prepare_tiles(void) { shape_tiles(AMX_ROWS); }

INLINE void release_tiles(void) { _tile_release(); }

// Rows of a product and their sums.
typedef struct {
  const uint32_t *a;
  float *c;
  ptrdiff_t c_stride;
  bool accumulate;
} TileRows;

// The sums of one tile of rows, or of two.
INLINE void multiply_tiles(const bool two, const Product *product, TileRows first, TileRows second,
                           const char *next, size_t step) {
  const size_t first_stride = 4 * (size_t)first.c_stride, second_stride = 4 * (size_t)second.c_stride;
  const size_t a_stride = 4 * (size_t)product->a_row, b_stride = 4 * (size_t)product->b_k;
  if (first.accumulate) {
    _tile_loadd(0, first.c, first_stride);
    _tile_loadd(1, first.c + LANES, first_stride);
  } else {
    _tile_zero(0);
    _tile_zero(1);
  }
  if (two && second.accumulate) {
    _tile_loadd(2, second.c, second_stride);
    _tile_loadd(3, second.c + LANES, second_stride);
  } else if (two) {
    _tile_zero(2);
    _tile_zero(3);
  }
  for (int block = 0; block < product->blocks; block++) {
    const ptrdiff_t a = block * product->a_block;
    const uint32_t *b = (const uint32_t *)product->b + block * product->b_block;
    const char *fetch = next + block * product->next_block;
    for (int k = 0; k < product->depth; k += AMX_WORDS) {
      for (size_t i = 0; i < step; i += 64) __builtin_prefetch(fetch + i, 0, 2);
      fetch += step;
      _tile_loadd(6, b + k * product->b_k, b_stride);
      _tile_loadd(7, b + k * product->b_k + LANES, b_stride);
      _tile_loadd(4, first.a + a + k, a_stride);
      _tile_dpbf16ps(0, 4, 6);
      _tile_dpbf16ps(1, 4, 7);
      if (two) {
        _tile_loadd(5, second.a + a + k, a_stride);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
      }
    }
  }
  _tile_stored(0, first.c, first_stride);
  _tile_stored(1, first.c + LANES, first_stride);
  if (two) {
    _tile_stored(2, second.c, second_stride);
    _tile_stored(3, second.c + LANES, second_stride);
  }
}

// c [rows][PANEL] (+)= a b as `multiply` of vectors does, which also takes sums that do not fill tiles. The
// last tile takes rows of the one before again where there are not enough.
INLINE void multiply_operands(int rows, Product product, float *c, ptrdiff_t c_stride, bool accumulate) {
  if (product.a_k != 1 || product.depth % AMX_WORDS != 0) {
    multiply(operand_tiles, rows, product, c, c_stride, accumulate);
    return;
  }
  if (rows < AMX_ROWS) {
    const TileRows all = {product.a, c, c_stride, accumulate};
    shape_tiles(rows);
    multiply_tiles(false, &product, all, all, product.b, 0);
    shape_tiles(AMX_ROWS);
    return;
  }
  const int tiles = (rows + AMX_ROWS - 1) / AMX_ROWS, rest = rows % AMX_ROWS, pairs = (tiles + 1) / 2;
  const int steps = product.depth / AMX_WORDS;
  const char *next = product.next ? product.next : product.b;
  // What a pair of tiles fetches at each step, whole lines.
  const size_t step = product.next ? (product.next_bytes / (size_t)(pairs * steps) + 63) / 64 * 64 : 0;
  float sums[AMX_ROWS * PANEL];
  for (int i = 0; i < tiles; i += 2) {
    TileRows part[2];
    for (int j = 0; j < 2; j++) {
      const bool is_last = i + j + 1 == tiles && rest > 0;
      const int row = is_last ? rows - AMX_ROWS : (i + j) * AMX_ROWS;
      part[j] = (TileRows){(const uint32_t *)product.a + row * product.a_row, c + row * c_stride, c_stride,
                           accumulate};
      // Rows that a tile before has added to must not be added twice.
      if (is_last && accumulate) part[j] = (TileRows){part[j].a, sums, PANEL, false};
    }
    if (i + 1 < tiles) multiply_tiles(true, &product, part[0], part[1], next, step);
    else multiply_tiles(false, &product, part[0], part[0], next, step);
    next += step * (size_t)steps;
  }
  if (rest > 0 && accumulate)
    for (int r = 0; r < rest; r++)
      for (int j = 0; j < PANEL; j += LANES) {
        float *to = c + (rows - rest + r) * c_stride + j;
        store(to, load(to) + load(sums + (AMX_ROWS - rest + r) * PANEL + j));
      }
}

// A matrix of 16 by 16 words, its rows `stride` words apart, with rows for columns; `to` may not overlap.
INLINE void transpose_words(const uint32_t *from, ptrdiff_t stride, uint32_t *to, ptrdiff_t to_stride) {
  typedef uint32_t words __attribute__((ext_vector_type(16), aligned(4)));
  words row[16], turned[16];
  UNROLL_FOR (int i = 0; i < 16; i++) row[i] = *(const words *)(from + i * stride);
  // Within quarters of vectors: pairs of words, then pairs of those.
  UNROLL_FOR (int i = 0; i < 16; i += 2) {
    turned[i] =
        __builtin_shufflevector(row[i], row[i + 1], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
    turned[i + 1] = __builtin_shufflevector(row[i], row[i + 1], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27,
                                            14, 30, 15, 31);
  }
  UNROLL_FOR (int i = 0; i < 16; i += 4)
    UNROLL_FOR (int j = 0; j < 2; j++) {
      const words a = turned[i + j], b = turned[i + 2 + j];
      row[i + 2 * j] =
          __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
      row[i + 2 * j + 1] =
          __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    }
  // Quarter q of row[4 i + j] holds column 4 q + j of rows 4 i ..< 4 i + 4.
  UNROLL_FOR (int j = 0; j < 4; j++) {
    const words a = row[j], b = row[4 + j], c = row[8 + j], d = row[12 + j];
    const words ab = __builtin_shufflevector(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27);
    const words ab_odd =
        __builtin_shufflevector(a, b, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31);
    const words cd = __builtin_shufflevector(c, d, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27);
    const words cd_odd =
        __builtin_shufflevector(c, d, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31);
    turned[j] = __builtin_shufflevector(ab, cd, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
    turned[4 + j] =
        __builtin_shufflevector(ab_odd, cd_odd, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
    turned[8 + j] =
        __builtin_shufflevector(ab, cd, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
    turned[12 + j] =
        __builtin_shufflevector(ab_odd, cd_odd, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  }
  UNROLL_FOR (int i = 0; i < 16; i++) *(words *)(to + i * to_stride) = turned[i];
}

// The columns of a panel of `rows`, as the rows of words of a product that sums over those rows: `columns`
// [PANEL][words], whole tiles of words.
INLINE void pack_columns(const operand *rows, ptrdiff_t row_stride, int count, int words, operand *columns) {
  for (int word = 0; word < words; word += AMX_WORDS) {
    const int first = word * PER_WORD, left = count - first;
    uint32_t pairs[AMX_WORDS * PANEL];
    if (left < AMX_WORDS * PER_WORD) memset(pairs, 0, sizeof pairs);
    interleave_rows(rows + first * row_stride, row_stride,
                    left < AMX_WORDS * PER_WORD ? left : AMX_WORDS * PER_WORD, (operand *)pairs);
    for (int half = 0; half < PANEL; half += LANES)
      transpose_words(pairs + half, PANEL, (uint32_t *)columns + half * words + word, words);
  }
}

// At least `count` multiply-adds a sum, in tiles alone: the rate that bounds every product.
NOINLINE float multiply_add_loop(size_t count) {
  float sums[AMX_ROWS * AMX_WORDS];
  prepare_tiles();
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  _tile_zero(4);
  _tile_zero(6);
  for (size_t i = 0; i < count; i += 4 * AMX_ROWS * AMX_WORDS * AMX_WORDS * PER_WORD) {
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 4, 6);
    _tile_dpbf16ps(2, 4, 6);
    _tile_dpbf16ps(3, 4, 6);
  }
  _tile_stored(0, sums, 4 * AMX_WORDS);
  release_tiles();
  return sums[0];
}
