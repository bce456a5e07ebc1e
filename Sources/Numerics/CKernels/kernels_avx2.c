// The kernels for x86-64-v3 (AVX2 and FMA): 16 registers of 8 floats.
#include <string.h>

#include "CKernels.h"

#if defined(__x86_64__)
#define LANES 8
#define VECTORS 2
#define TILE_ROWS 6
#define PIXELS 7
#define TABLE kernels_avx2
#define TABLE_NAME "avx2"
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3,prfchw"))), apply_to = function)
#include "template/instruction_set.h"
#pragma clang attribute pop
#endif
