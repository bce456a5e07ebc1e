// The matrix product that everything large runs on: TILE_ROWS rows by a strip of VECTORS vectors stay in
// registers while the sum runs.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "operands.h"

// Operands of a product in words, and what to fetch meanwhile. The sum runs over `blocks` blocks of
// `depth` words.
typedef struct {
  const void *a;  // word (row, block, k) at row * a_row + block * a_block + k * a_k
  ptrdiff_t a_row, a_k, a_block;
  const void *b;  // row of a panel (block, k) at block * b_block + k * b_k
  ptrdiff_t b_k, b_block;
  int blocks, depth;
  const void *next;   // memory to bring into the second-level cache: for each block
  size_t next_bytes;  // next_bytes, next_block bytes apart; none if NULL
  ptrdiff_t next_block;
} Product;

// The part of that memory that one tile fetches: `step` bytes a word, `gap` more after a block.
typedef struct {
  const char *next;
  ptrdiff_t step, gap;
} Prefetch;

// The product of a left operand by its strides and a panel, both in one block.
INLINE Product one_block(const void *a, ptrdiff_t a_row, ptrdiff_t a_k, const void *b, ptrdiff_t b_k,
                         int depth) {
  return (Product){.a = a, .a_row = a_row, .a_k = a_k, .b = b, .b_k = b_k, .blocks = 1, .depth = depth};
}

// sum + a b in each lane, words of bfloat16 numbers or floats.
INLINE vec multiply_add(const bool bf16, vec a, uvec b, vec sum) {
#if OPERAND_BF16
  if (bf16) return add_word_products(a, b, sum);
#endif
  (void)bf16;
  return sum + a * (vec)b;
}

// The same for words of the kernels' operands.
INLINE vec multiply_add_words(uvec a, uvec b, vec sum) { return multiply_add(PER_WORD == 2, (vec)a, b, sum); }

// Fetches what one word of a tile's sum brings along.
INLINE void fetch_ahead(Prefetch *prefetch) {
  __builtin_prefetch(prefetch->next, 0, 2);
  prefetch->next += prefetch->step;
}

#if WORDS_IN_LANES
#include "product_lanes.h"
#else
// sum[r][v] += word k of row r times vector v of row k of the panel, for all `depth` words of a block.
INLINE void add_block(const bool bf16, const int rows, const uint32_t *a, ptrdiff_t a_row, ptrdiff_t a_k,
                      const uint32_t *b, ptrdiff_t b_k, int depth, Prefetch *prefetch, vec sum[][VECTORS]) {
  for (int k = 0; k < depth; k++, a += a_k, b += b_k) {
    fetch_ahead(prefetch);
    uvec columns[VECTORS];
    UNROLL_FOR (int v = 0; v < VECTORS; v++) columns[v] = load_words(b + v * LANES);
    UNROLL_FOR (int r = 0; r < rows; r++) {
      const vec word = splat_word(a + r * a_row);
      UNROLL_FOR (int v = 0; v < VECTORS; v++) sum[r][v] = multiply_add(bf16, word, columns[v], sum[r][v]);
    }
  }
}
#endif

// c[rows][STRIP] (+)= a . b; the sums start from zero and are added to c at the end.
INLINE void tile(const bool bf16, const int rows, const Product *product, float *c, ptrdiff_t c_stride,
                 bool accumulate, Prefetch prefetch) {
  vec sum[TILE_ROWS][VECTORS];
  UNROLL_FOR (int r = 0; r < rows; r++)
    UNROLL_FOR (int v = 0; v < VECTORS; v++) sum[r][v] = splat(0);
  if (accumulate)
    UNROLL_FOR (int r = 0; r < rows; r++)
      UNROLL_FOR (int v = 0; v < VECTORS; v++) __builtin_prefetch(c + r * c_stride + v * LANES, 1, 3);
  const ptrdiff_t a_row = product->a_row, a_k = product->a_k, b_k = product->b_k;
  for (int block = 0; block < product->blocks; block++) {
    const uint32_t *a = (const uint32_t *)product->a + block * product->a_block;
    const uint32_t *b = (const uint32_t *)product->b + block * product->b_block;
    // Twice as fast as floats, these sums would wait for their rows; floats do not.
    if (bf16 && block + 1 < product->blocks)
      UNROLL_FOR (int r = 0; r < rows; r++) __builtin_prefetch(a + product->a_block + r * a_row, 0, 3);
    add_block(bf16, rows, a, a_row, a_k, b, b_k, product->depth, &prefetch, sum);
    prefetch.next += prefetch.gap;
  }
  UNROLL_FOR (int r = 0; r < rows; r++)
    UNROLL_FOR (int v = 0; v < VECTORS; v++) {
      float *to = c + r * c_stride + v * LANES;
      store(to, accumulate ? load(to) + sum[r][v] : sum[r][v]);
    }
}

typedef void (*TileFunction)(const Product *product, float *c, ptrdiff_t c_stride, bool accumulate,
                             Prefetch prefetch);
#define DEFINE_TILE(TYPE, BF16, N)                                                                       \
  NOINLINE void tile_##TYPE##_##N(const Product *product, float *c, ptrdiff_t c_stride, bool accumulate, \
                                  Prefetch prefetch) {                                                   \
    tile(BF16, N, product, c, c_stride, accumulate, prefetch);                                           \
  }
// clang-format off
#define DEFINE_TILES_TO_6(TYPE, BF16)                                                   \
  DEFINE_TILE(TYPE, BF16, 1) DEFINE_TILE(TYPE, BF16, 2) DEFINE_TILE(TYPE, BF16, 3)      \
  DEFINE_TILE(TYPE, BF16, 4) DEFINE_TILE(TYPE, BF16, 5) DEFINE_TILE(TYPE, BF16, 6)
#define DEFINE_TILES_TO_14(TYPE, BF16)                                                  \
  DEFINE_TILES_TO_6(TYPE, BF16)                                                         \
  DEFINE_TILE(TYPE, BF16, 7) DEFINE_TILE(TYPE, BF16, 8) DEFINE_TILE(TYPE, BF16, 9)      \
  DEFINE_TILE(TYPE, BF16, 10) DEFINE_TILE(TYPE, BF16, 11) DEFINE_TILE(TYPE, BF16, 12)   \
  DEFINE_TILE(TYPE, BF16, 13) DEFINE_TILE(TYPE, BF16, 14)
#define TILES_TO_6(TYPE)                                                                \
  NULL, tile_##TYPE##_1, tile_##TYPE##_2, tile_##TYPE##_3, tile_##TYPE##_4,             \
  tile_##TYPE##_5, tile_##TYPE##_6
#define TILES_TO_14(TYPE)                                                               \
  TILES_TO_6(TYPE), tile_##TYPE##_7, tile_##TYPE##_8, tile_##TYPE##_9, tile_##TYPE##_10, \
  tile_##TYPE##_11, tile_##TYPE##_12, tile_##TYPE##_13, tile_##TYPE##_14
// clang-format on
_Static_assert(TILE_ROWS == 6 || TILE_ROWS == 14, "tiles are defined to these heights");
#if TILE_ROWS == 6
DEFINE_TILES_TO_6(float, false)
static const TileFunction float_tiles[] = {TILES_TO_6(float)};
#else
DEFINE_TILES_TO_14(float, false)
static const TileFunction float_tiles[] = {TILES_TO_14(float)};
#endif
#if OPERAND_BF16 && TILE_ROWS == 6
DEFINE_TILES_TO_6(operand, true)
static const TileFunction operand_tiles[] = {TILES_TO_6(operand)};
#elif OPERAND_BF16
DEFINE_TILES_TO_14(operand, true)
static const TileFunction operand_tiles[] = {TILES_TO_14(operand)};
#else
#define operand_tiles float_tiles
#endif

// c [rows][PANEL] (+)= a [rows][k] b [k][PANEL], k = blocks * depth words, strip by strip, so that a comes
// into the first-level cache once a panel; rows are split into tiles of nearly equal height.
INLINE void multiply(const TileFunction *tiles, int rows, Product product, float *c, ptrdiff_t c_stride,
                     bool accumulate) {
  const uint32_t count = ((uint32_t)rows + TILE_ROWS - 1) / TILE_ROWS, height = (uint32_t)rows / count;
  const uint32_t higher = (uint32_t)rows - count * height;  // tiles of one row more, which come first
  Prefetch prefetch = {product.b, 0, 0};
  if (product.next && product.depth > 0) {
    const uint32_t tiles_in_all = count * (PANEL / STRIP);
    const uint32_t step = (uint32_t)product.next_bytes / (tiles_in_all * (uint32_t)product.depth);
    prefetch.next = product.next;
    prefetch.step = step;
    prefetch.gap = product.next_block - prefetch.step * product.depth;
  }
  for (int strip = 0; strip < PANEL; strip += STRIP) {
    Product part = product;
    part.b = (const uint32_t *)product.b + strip;
    float *to = c + strip;
    for (uint32_t i = 0; i < count; i++) {
      const uint32_t rows_here = height + (i < higher);
      tiles[rows_here](&part, to, c_stride, accumulate, prefetch);
      prefetch.next += prefetch.step * product.depth;
      part.a = (const uint32_t *)part.a + rows_here * product.a_row;
      to += rows_here * c_stride;
    }
  }
}
