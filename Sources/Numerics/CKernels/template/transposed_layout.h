// How the transposed convolutions lay out transformed data and products, and what all their passes do
// with it.
#pragma once
#include <stddef.h>

#include "CKernels.h"
#include "operands.h"
#include "product.h"
#include "tile_positions.h"

enum {
  CHANNELS = kernel_channels,
  PHASE_CHANNELS = kernel_phase_channels,
  CHANNEL_PANELS = CHANNELS / PANEL
};

// A group is the images that one call takes, at most g.group. In a panel of its transformed data the
// images' rows of the first position come first, then those of the second one, ...
INLINE int images_of(const TransposedGeometry g, int images) { return g.group == 1 ? 1 : images; }
// Operands, or products, from one transform point to the next.
INLINE size_t point_stride(const TransposedGeometry g, const int channels) {
  return (size_t)(channels * g.panel_rows) + kernel_point_padding_bytes / sizeof(operand);
}
INLINE size_t product_stride(const TransposedGeometry g) {
  return (size_t)(PANEL * g.panel_rows) + kernel_point_padding_bytes / sizeof(float);
}
// Operands of a group.
INLINE size_t group_stride(const TransposedGeometry g, const int channels) {
  return (size_t)g.points * point_stride(g, channels);
}

// Stores the transform points of one tile, and asks for the lines of the next tile: points lie far
// apart, and stores would wait for one line after the other.
INLINE void store_points(const TransposedGeometry g, const vec *points, operand *to, const size_t stride,
                         int images, Positions here, Positions next) {
  UNROLL for (int p = 0; p < g.points; p++) {
    operand *point = to + (size_t)p * stride;
    store_operands(point + position_at(g, here, p) * (size_t)images * PANEL, points[p]);
    __builtin_prefetch(point + position_at(g, next, p) * (size_t)images * PANEL, 1, 3);
  }
}

// One vector of the products of a tile, all points. Those that are spared were never computed, and no
// output inside the image takes them.
INLINE void load_products(const TransposedGeometry g, const float *products, int images, int image,
                          Positions positions, vec *points) {
  UNROLL for (int p = 0; p < g.points; p++) {
    const size_t row = position_at(g, positions, p) * (size_t)images + (size_t)image;
    points[p] = load(products + (size_t)p * product_stride(g) + row * PANEL);
  }
}

// A product of the rows of panels `panel` ..< `panel` + `panels` of `data` with `weights`, and what follows
// those, `distance` operands on.
INLINE Product rows_by_weights(const TransposedGeometry g, const operand *data, int panel, int panels,
                               const operand *weights, ptrdiff_t distance) {
  const int rows = g.panel_rows;
  return (Product){
      .a = data + panel * rows * PANEL, .a_row = PANEL / PER_WORD, .a_k = 1,
      .a_block = (size_t)(rows * PANEL / PER_WORD),
      .b = weights + panel * PANEL * PANEL, .b_k = PANEL, .b_block = PANEL * PANEL / PER_WORD,
      .blocks = panels, .depth = PANEL / PER_WORD,
      .next = weights + panel * PANEL * PANEL + distance, .next_bytes = sizeof(operand) * PANEL * PANEL,
      .next_block = sizeof(operand) * PANEL * PANEL};
}
