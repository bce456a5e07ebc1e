// Vectors of LANES floats for the instruction set this header is included under. LANES, VECTORS, TILE_ROWS
// and PIXELS come from the including kernels_*.c file.
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline))
#define UNROLL_FOR _Pragma("clang loop unroll(full)") for
#define PANEL 32                 // columns that lie together, for every instruction set
#define STRIP (VECTORS * LANES)  // of them, those whose sums stay in registers together
#define SLOPE 0.2f

typedef float vec __attribute__((ext_vector_type(LANES)));
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
  UNROLL_FOR (int width = LANES / 2; width > 0; width /= 2)
    UNROLL_FOR (int i = 0; i < width; i++) lane[i] += lane[i + width];
  return lane[0];
}
