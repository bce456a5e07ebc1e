// Where the tiles of a transform point lie, so that those whose products matter are neighbours.
//
// The first point of F(m, 2) takes part in a tile's first output only, the last point in the last one
// only (the zeros of winograd*_output). Outputs outside the image, in the border tiles of some
// phases, thus spare the product of whole points: 35 of 324 at 14 pixels, 19 of 100 at 7, or 39 of 400
// and 34 of 144 with F(3, 2). Counted from the border that a point's products may spare, its tiles lie in
// this order; leaving out the border row, the border column or both leaves a range, which with 3 or 5 tiles
// begins at an even place, as pairs of rows need:
//     24  0  1 ..    row 0
//     20  4  5 ..    column 0 comes after the inner tiles, the corner last
//     21  8  9 ..
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "CKernels.h"
#include "vectors.h"

// clang-format off
static const uint8_t positions_across_2[] = {3, 0, 2, 1};
static const uint8_t positions_across_3[] = {8, 0, 1, 6, 2, 3, 7, 4, 5};
static const uint8_t positions_across_5[] = {24, 0, 1,  2,  3,  20, 4,  5,  6,  7,  21, 8, 9,
                                             10, 11, 22, 12, 13, 14, 15, 23, 16, 17, 18, 19};
// clang-format on
_Static_assert(sizeof positions_across_2 == 2 * 2 && sizeof positions_across_3 == 3 * 3 &&
                   sizeof positions_across_5 == 5 * 5,
               "a place for each tile");

typedef struct {
  int first, count;
} Range;

// The tiles of a point that lie outside the image in a phase, in one dimension: the one at the border, 1,
// or none, 0. Phase 0 has positions 0 ..< size, phase 1 has 1 ... size.
INLINE int spared_tiles(const TransposedGeometry g, int phase, int point) {
  if (point == 0) return phase == 1;
  return point == g.m && g.across * g.m - 1 >= g.size + phase;
}

// The positions of the tiles whose products count at a point in a phase.
INLINE Range needed_positions(const TransposedGeometry g, int phase, int point) {
  const int n = g.m + 1;
  const int rows = spared_tiles(g, phase >> 1, point / n);
  const int columns = spared_tiles(g, phase & 1, point % n);
  return (Range){rows ? g.across - 1 : 0, (g.across - rows) * (g.across - columns)};
}

// The positions of one tile: at[2 * bottom + right], where rows and columns are counted from the last
// instead of the first one.
typedef struct {
  ptrdiff_t at[4];
} Positions;

INLINE Positions tile_positions(const TransposedGeometry g, int tile) {
  const int across = g.across, last = across - 1;
  const uint8_t *order = positions_across_5;
  if (across == 2) order = positions_across_2;
  if (across == 3) order = positions_across_3;
  const int y = tile / across, x = tile % across;
  return (Positions){{order[y * across + x], order[y * across + last - x], order[(last - y) * across + x],
                      order[(last - y) * across + last - x]}};
}

INLINE ptrdiff_t position_at(const TransposedGeometry g, Positions positions, const int point) {
  const int n = g.m + 1;
  return positions.at[2 * (point / n == g.m) + (point % n == g.m)];
}
