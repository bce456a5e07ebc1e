// How the transposed convolutions lay out transformed data and products, and what all their passes do
// with it.
#pragma once
#include <stddef.h>

#include "CKernels.h"
#include "operands.h"
#include "product.h"
#include "tile_positions.h"

#define CHANNELS kernel_channels
#define PHASE_CHANNELS kernel_phase_channels
#define CHANNEL_PANELS (CHANNELS / PANEL)

INLINE int tiles_of(const int m, const int size) { return tiles_across(m, size) * tiles_across(m, size); }

// A group is the images that one call takes, at most `group`. In a panel of its transformed data the
// images' rows of the first position come first, then those of the second one, ...
INLINE int panel_rows(const int m, const int size, const int group) { return tiles_of(m, size) * group; }
// Operands, or products, from one transform point to the next.
INLINE size_t point_stride(const int channels, const int rows) {
  return (size_t)(channels * rows) + kernel_point_padding_bytes / sizeof(operand);
}
INLINE size_t product_stride(const int rows) {
  return (size_t)(PANEL * rows) + kernel_point_padding_bytes / sizeof(float);
}
// Operands of a group.
INLINE size_t group_stride(const int m, const int size, const int group, const int channels) {
  return (size_t)((m + 1) * (m + 1)) * point_stride(channels, panel_rows(m, size, group));
}

// Stores the transform points of one tile, and asks for the lines of the next tile: points lie far
// apart, and stores would wait for one line after the other.
INLINE void store_points(const int m, const vec *points, operand *to, const size_t stride, int images,
                         Positions here, Positions next) {
  UNROLL for (int p = 0; p < (m + 1) * (m + 1); p++) {
    operand *point = to + (size_t)p * stride;
    store_operands(point + position_at(here, m, p) * (size_t)images * PANEL, points[p]);
    __builtin_prefetch(point + position_at(next, m, p) * (size_t)images * PANEL, 1, 3);
  }
}

// One vector of the products of a tile, all points. Those that are spared were never computed, and no
// output inside the image takes them.
INLINE void load_products(const int m, const float *products, const size_t stride, int images, int image,
                          Positions positions, vec *points) {
  UNROLL for (int p = 0; p < (m + 1) * (m + 1); p++) {
    const size_t row = position_at(positions, m, p) * (size_t)images + (size_t)image;
    points[p] = load(products + (size_t)p * stride + row * PANEL);
  }
}

// A product of the rows of panels `panel` ..< `panel` + `panels` of `data` with `weights`, and what follows
// those, `distance` operands on.
INLINE Product rows_by_weights(const int rows, const operand *data, int panel, int panels,
                               const operand *weights, ptrdiff_t distance) {
  return (Product){
      .a = data + panel * rows * PANEL, .a_row = PANEL / PER_WORD, .a_k = 1,
      .a_block = (size_t)(rows * PANEL / PER_WORD),
      .b = weights + panel * PANEL * PANEL, .b_k = PANEL, .b_block = PANEL * PANEL / PER_WORD,
      .blocks = panels, .depth = PANEL / PER_WORD,
      .next = weights + panel * PANEL * PANEL + distance, .next_bytes = sizeof(operand) * PANEL * PANEL,
      .next_block = sizeof(operand) * PANEL * PANEL};
}
