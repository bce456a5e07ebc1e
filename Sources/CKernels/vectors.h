// Vectors of LANES floats and the register tile, for the instruction set this header is included
// under. LANES, TILE_ROWS and PIXELS come from the including kernels_*.c file.
#define INLINE static inline __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define PANEL (2 * LANES)
#define SLOPE 0.2f

typedef float vec __attribute__((ext_vector_type(LANES)));
typedef int32_t ivec __attribute__((ext_vector_type(LANES)));
typedef uint32_t uvec __attribute__((ext_vector_type(LANES)));
typedef float unaligned_vec __attribute__((ext_vector_type(LANES), aligned(4)));

INLINE vec load(const float *p) { return *(const unaligned_vec *)p; }
INLINE void store(float *p, vec v) { *(unaligned_vec *)p = v; }
INLINE vec splat(float x) { return (vec)x; }
INLINE vec leaky_relu(vec x) { return x > 0 ? x : x * SLOPE; }
INLINE vec leaky_relu_slope(vec output) { return output > 0 ? splat(1) : splat(SLOPE); }

// Adds lanes in a fixed order: halves, quarters, ...
INLINE float add_lanes(vec x) {
  float lane[LANES];
  *(unaligned_vec *)lane = x;
  UNROLL for (int width = LANES / 2; width > 0; width /= 2)
    UNROLL for (int i = 0; i < width; i++) lane[i] += lane[i + width];
  return lane[0];
}

// A matrix operand: element (row, k) is at
// data[row * row_stride + (k / depth) * block_stride + (k % depth) * k_stride].
typedef struct {
  const float *data;
  size_t row_stride, k_stride, block_stride;
  int blocks, depth;
} Rows;

// c[rows][PANEL] (+)= a . b, b [blocks * depth][b_stride]; everything in registers.
INLINE void tile(const int rows, Rows a, const float *b, size_t b_stride, float *c,
                 size_t c_stride, int accumulate) {
  vec sum[TILE_ROWS][2];
  UNROLL for (int r = 0; r < rows; r++) sum[r][0] = sum[r][1] = splat(0);
  for (int block = 0; block < a.blocks; block++) {
    const float *x = a.data + (size_t)block * a.block_stride;
    for (int k = 0; k < a.depth; k++) {
      vec b0 = load(b), b1 = load(b + LANES);
      UNROLL for (int r = 0; r < rows; r++) {
        vec value = splat(x[(size_t)r * a.row_stride]);
        sum[r][0] += value * b0;
        sum[r][1] += value * b1;
      }
      b += b_stride;
      x += a.k_stride;
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    float *to = c + (size_t)r * c_stride;
    if (accumulate) {
      sum[r][0] += load(to);
      sum[r][1] += load(to + LANES);
    }
    store(to, sum[r][0]);
    store(to + LANES, sum[r][1]);
  }
}

typedef void (*TileFunction)(Rows a, const float *b, size_t b_stride, float *c, size_t c_stride,
                             int accumulate);
#define DEFINE_TILE(N)                                                                       \
  NOINLINE void tile_##N(Rows a, const float *b, size_t b_stride, float *c, size_t c_stride, \
                         int accumulate) {                                                   \
    tile(N, a, b, b_stride, c, c_stride, accumulate);                                        \
  }
DEFINE_TILE(1) DEFINE_TILE(2) DEFINE_TILE(3) DEFINE_TILE(4) DEFINE_TILE(5) DEFINE_TILE(6)
#if TILE_ROWS > 6
DEFINE_TILE(7) DEFINE_TILE(8) DEFINE_TILE(9) DEFINE_TILE(10) DEFINE_TILE(11) DEFINE_TILE(12)
DEFINE_TILE(13) DEFINE_TILE(14)
#endif
static const TileFunction tile_functions[TILE_ROWS + 1] = {
    NULL, tile_1, tile_2, tile_3, tile_4, tile_5, tile_6,
#if TILE_ROWS > 6
    tile_7, tile_8, tile_9, tile_10, tile_11, tile_12, tile_13, tile_14,
#endif
};

// The same for any number of rows, split into tiles of nearly equal height.
INLINE void multiply_panel(int rows, Rows a, const float *b, size_t b_stride, float *c,
                           size_t c_stride, int accumulate) {
  const int tiles = (rows + TILE_ROWS - 1) / TILE_ROWS;
  for (int i = 0; i < tiles; i++) {
    const int height = rows / tiles + (i < rows % tiles);
    tile_functions[height](a, b, b_stride, c, c_stride, accumulate);
    a.data += (size_t)height * a.row_stride;
    c += (size_t)height * c_stride;
  }
}
