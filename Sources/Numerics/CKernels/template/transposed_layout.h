// How the transposed convolutions lay out transformed data and products, and what all their passes do
// with it.
#pragma once
#include <stddef.h>

#include "CKernels.h"
#include "operands.h"
#include "operand_product.h"
#include "tile_positions.h"

enum {
  CHANNELS = kernel_channels,
  PHASE_CHANNELS = kernel_phase_channels,
  CHANNEL_PANELS = CHANNELS / PANEL
};
_Static_assert(CHANNELS % PANEL == 0, "whole panels of channels");
_Static_assert(kernel_point_padding_bytes % 64 == 0, "transform points begin with a cache line");

// A group is the images that one call takes, at most g.group. In a panel of its transformed data the
// images' rows of the first position come first, then those of the second one, ...
INLINE int images_of(const TransposedGeometry g, int images) { return g.group == 1 ? 1 : images; }
// Operands, or products, from one transform point to the next.
INLINE ptrdiff_t point_stride(const TransposedGeometry g, const int channels) {
  return channels * g.panel_rows + kernel_point_padding_bytes / (int)sizeof(operand);
}
INLINE ptrdiff_t product_stride(const TransposedGeometry g) {
  return PANEL * g.panel_rows + kernel_point_padding_bytes / (int)sizeof(float);
}
// Elements of `size` bytes from one point to the next of transformed weights or of their gradient.
INLINE ptrdiff_t weight_stride(const size_t size) {
  return CHANNELS * PHASE_CHANNELS + (ptrdiff_t)(kernel_point_padding_bytes / size);
}
// Operands of a group.
INLINE ptrdiff_t group_stride(const TransposedGeometry g, const int channels) {
  return g.points * point_stride(g, channels);
}

// Stores the transform points of one tile, and asks for the lines of the next tile: points lie far
// apart, and stores would wait for one line after the other.
INLINE void store_points(const TransposedGeometry g, const vec *points, operand *to, const ptrdiff_t stride,
                         int images, Positions here, Positions next) {
  UNROLL_FOR (int p = 0; p < g.points; p++) {
    operand *point = to + p * stride;
    store_operands(point + position_at(g, here, p) * images * PANEL, points[p]);
    __builtin_prefetch(point + position_at(g, next, p) * images * PANEL, 1, 3);
  }
}

// One vector of the products of a tile, all points. Those that are spared were never computed, and no
// output inside the image takes them.
INLINE void load_products(const TransposedGeometry g, const float *products, int images, int image,
                          Positions positions, vec *points) {
  UNROLL_FOR (int p = 0; p < g.points; p++) {
    const ptrdiff_t row = position_at(g, positions, p) * images + image;
    points[p] = load(products + p * product_stride(g) + row * PANEL);
  }
}

// A product of the rows of panels `panel` ..< `panel` + `panels` of `data` with `weights`, and what follows
// those, `distance` operands on.
INLINE Product rows_by_weights(const TransposedGeometry g, const operand *data, int panel, int panels,
                               const operand *weights, ptrdiff_t distance) {
  const int rows = g.panel_rows;
  return (Product){.a = data + panel * rows * PANEL,
                   .a_row = PANEL / PER_WORD,
                   .a_k = 1,
                   .a_block = rows * PANEL / PER_WORD,
                   .b = weights + panel * PANEL * PANEL,
                   .b_k = PANEL,
                   .b_block = PANEL * PANEL / PER_WORD,
                   .blocks = panels,
                   .depth = PANEL / PER_WORD,
                   .next = weights + panel * PANEL * PANEL + distance,
                   .next_bytes = sizeof(operand) * PANEL * PANEL,
                   .next_block = sizeof(operand) * PANEL * PANEL};
}
