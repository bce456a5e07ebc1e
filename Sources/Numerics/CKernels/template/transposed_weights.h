// The weights and their gradient: u = G g G' for each 2x2 kernel g of a phase, products over tiles, and
// the way back.
#pragma once
#include <stdint.h>

#include "transposed_layout.h"
#include "winograd.h"

// The tap of a 4-tap kernel that element e of a phase's 2-tap kernel is, in one dimension.
INLINE int tap(const int phase, const int e) { return 3 - phase - 2 * e; }

// transposed[t][c][o] = kernel[t][o][c] for one tap t of [16][128][128].
NOINLINE void transpose_weights(const float *kernel, float *transposed, int32_t tap_index) {
  const float *from = kernel + (ptrdiff_t)tap_index * CHANNELS * CHANNELS;
  float *to = transposed + (ptrdiff_t)tap_index * CHANNELS * CHANNELS;
  _Static_assert(CHANNELS % 16 == 0, "whole blocks");
  for (int o = 0; o < CHANNELS; o += 16)
    for (int c = 0; c < CHANNELS; c++)
      for (int i = o; i < o + 16; i++) to[c * CHANNELS + i] = from[i * CHANNELS + c];
}

// Where row `row` of a panel of u, or of u_transposed, begins for an output channel of all phases.
INLINE operand *weight_row(operand *u, int row, int channel, const bool backward) {
  const int column = backward ? channel % CHANNELS : channel;
  const int k = backward ? channel / CHANNELS * CHANNELS + row : row;
  const int depth = backward ? PHASE_CHANNELS : CHANNELS;
  return u + (column / PANEL * depth + k) * PANEL;
}

// Rows `row` and `row` + 1 of the four taps of each phase, [4][4][128][128], to the points of `u`,
// whose panels hold 128 consecutive k rows for the forward pass (k = row) or 512 for the backward one.
// Asks for the lines of the next vector, as `store_points` does.
INLINE void transform_weight_rows(const TransposedGeometry g, const float *kernel, int row,
                                  const bool backward, operand *u) {
  const int n = g.m + 1;
  for (int channel = 0; channel < PHASE_CHANNELS; channel += LANES) {
    const int phase = channel / CHANNELS, column = channel % CHANNELS;
    const int next_channel = (channel + LANES) % PHASE_CHANNELS;
    vec weights[4], first[MAXIMUM_POINTS], second[MAXIMUM_POINTS];
    for (int pair = 0; pair < 2; pair++) {
      UNROLL_FOR (int e = 0; e < 4; e++) {
        const ptrdiff_t t = tap(phase >> 1, e >> 1) * 4 + tap(phase & 1, e & 1);
        weights[e] = load(kernel + (t * CHANNELS + row + pair) * CHANNELS + column);
      }
      to_points(n, 2, weights_matrix(g.m), weights, pair ? second : first);
    }
    operand *to = weight_row(u, row, channel, backward);
    operand *next = weight_row(u, row, next_channel, backward);
    UNROLL_FOR (int p = 0; p < g.points; p++) {
      const ptrdiff_t point = p * weight_stride(sizeof(operand));
      store_row_pair(to + point, column % PANEL, first[p], second[p]);
      claim_row_pair(next + point, next_channel % PANEL);
    }
  }
}

// u[p][c][o] = u_transposed[p][o][c] = (G g G')[p], g [2][2] the taps of o's phase of kernel[][o][c], where o
// counts the 512 channels of all phases; for `channel` and the next one, of c in u, of o in u_transposed.
INLINE void transform_weights(const TransposedGeometry g, const float *kernel, const float *transposed,
                              int channel, void *u, void *u_transposed) {
  transform_weight_rows(g, transposed, channel, false, u);
  if (u_transposed) transform_weight_rows(g, kernel, channel, true, u_transposed);
}

// Operands of a group's panel in scratch.
INLINE ptrdiff_t scratch_panel(const TransposedGeometry g) { return SCRATCH_ROWS(g.panel_rows) * PANEL; }

// `count` rows of a panel in each group as what stands right in a product that sums over rows: themselves,
// or pairs of bfloat16 rows, made in scratch. `block` words lie between two groups.
typedef struct {
  const operand *data;
  ptrdiff_t block;
} GroupRows;

INLINE GroupRows group_rows(const TransposedGeometry g, const operand *data, ptrdiff_t stride, int groups,
                            int count, operand *scratch) {
#if OPERAND_BF16
  for (int i = 0; i < groups; i++)
    pair_rows(data + i * stride, PANEL, count, SCRATCH_ROWS(g.panel_rows) / PER_WORD,
              scratch + i * scratch_panel(g));
  return (GroupRows){scratch, scratch_panel(g) / PER_WORD};
#else
  (void)g, (void)groups, (void)count, (void)scratch;
  return (GroupRows){data, stride};
#endif
}

// The same as what stands left.
typedef struct {
  Columns columns;
  ptrdiff_t block;
} GroupColumns;

INLINE GroupColumns group_columns(const TransposedGeometry g, const operand *data, ptrdiff_t stride,
                                  int groups, int count, operand *scratch) {
  for (int i = 1; i < groups; i++)
    columns_of(data + i * stride, PANEL, count, scratch + i * scratch_panel(g));
  return (GroupColumns){columns_of(data, PANEL, count, scratch),
                        PER_WORD == 1 ? stride : scratch_panel(g) / PER_WORD};
}

// du[point][o][c] (+)= sum over rows r of dm[point][r][o] v[point][r][c], du [points][128 / PANEL][512]
// [PANEL]; rows are the tiles of all groups, g.chunk groups at a time, whose operands fit the caches.
INLINE void transposed_backward_weights(const TransposedGeometry g, const operand *v, const operand *dm,
                                        int groups, int images, int point, bool accumulate, operand *scratch,
                                        float *du) {
  const int rows = g.panel_rows, chunk = g.chunk;
  const ptrdiff_t v_group = group_stride(g, CHANNELS);
  const ptrdiff_t dm_group = group_stride(g, PHASE_CHANNELS);
  v += point * point_stride(g, CHANNELS);
  dm += point * point_stride(g, PHASE_CHANNELS);
  du += point * weight_stride(sizeof(float));
  const ptrdiff_t chunk_scratch = chunk * scratch_panel(g);
  prepare_tiles();
  for (int start = 0; start < groups; start += chunk) {
    const int blocks = groups - start < chunk ? groups - start : chunk;
    GroupRows b[CHANNEL_PANELS];
    for (int panel = 0; panel < CHANNEL_PANELS; panel++)
      b[panel] = group_rows(g, v + panel * rows * PANEL, v_group, blocks, g.tiles * images,
                            scratch + panel * chunk_scratch);
    for (int channel = 0; channel < PHASE_CHANNELS; channel += PANEL) {
      const Range range = needed_positions(g, channel / CHANNELS, point);
      const int first = range.first * images * PANEL, count = range.count * images;
      const operand *dm_rows = dm + channel * rows + first;
      const GroupColumns a =
          group_columns(g, dm_rows, dm_group, blocks, count, scratch + CHANNEL_PANELS * chunk_scratch);
      for (int panel = 0; panel < CHANNEL_PANELS; panel++) {
        Product product = {.a = a.columns.data,
                           .a_row = a.columns.column_stride,
                           .a_k = a.columns.k_stride,
                           .a_block = a.block,
                           .b = b[panel].data + first,
                           .b_k = PANEL,
                           .b_block = b[panel].block,
                           .blocks = blocks,
                           .depth = words_of(count)};
        // What the other core may have left far away, to be fetched meanwhile: the next panel of dm
        // during the first products, bit by bit the next chunk of v during the last one.
        const size_t bytes = sizeof(operand) * (size_t)count * PANEL;
        if (panel < CHANNEL_PANELS - 1) {
          product.next_bytes = bytes / (CHANNEL_PANELS - 1);
          product.next = (const char *)(dm_rows + rows * PANEL) + (size_t)panel * product.next_bytes;
          product.next_block = (ptrdiff_t)sizeof(operand) * dm_group;
        } else {
          const int piece = channel / PANEL;  // of PHASE_CHANNELS / PANEL, a quarter of a panel each
          product.next_bytes = bytes * CHANNEL_PANELS * PANEL / PHASE_CHANNELS;
          const operand *next_v = v + blocks * v_group + piece % CHANNEL_PANELS * rows * PANEL;
          product.next = (const char *)next_v + (size_t)(piece / CHANNEL_PANELS) * product.next_bytes;
          product.next_block = (ptrdiff_t)sizeof(operand) * v_group;
        }
        multiply_operands(PANEL, product, du + (panel * PHASE_CHANNELS + channel) * PANEL, PANEL,
                          accumulate || start > 0);
      }
    }
    v += chunk * v_group;
    dm += chunk * dm_group;
  }
  release_tiles();
}

// dkernel[tap][o][c] (+)= G' du[][phase, o][c] G, from [points][128 / PANEL][512][PANEL] to [16][128][128].
// Channels innermost, so that every point is read from front to back.
INLINE void transform_weight_gradient(const TransposedGeometry g, const float *du, bool accumulate,
                                      float *dkernel) {
  const int n = g.m + 1;
  for (int c = 0; c < CHANNELS; c += PANEL)
    for (int phase = 0; phase < 4; phase++)
      for (int channel = 0; channel < CHANNELS; channel++)
        for (int lane = 0; lane < PANEL; lane += LANES) {
          vec points[MAXIMUM_POINTS], weights[4];
          const ptrdiff_t row = c / PANEL * PHASE_CHANNELS + phase * CHANNELS + channel;
          const float *from = du + row * PANEL + lane;
          UNROLL_FOR (int p = 0; p < g.points; p++) points[p] = load(from + p * weight_stride(sizeof(float)));
          from_points(n, 2, weights_matrix(g.m), points, weights);
          UNROLL_FOR (int e = 0; e < 4; e++) {
            const ptrdiff_t t = tap(phase >> 1, e >> 1) * 4 + tap(phase & 1, e & 1);
            float *to = dkernel + (t * CHANNELS + channel) * CHANNELS + c + lane;
            store(to, accumulate ? load(to) + weights[e] : weights[e]);
          }
        }
}
