// The kernels for x86-64-v4 (AVX-512): 32 registers of 16 floats.
#include <string.h>

#include "CKernels.h"

#if defined(__x86_64__)
#define LANES 16
#define VECTORS 2
#define TILE_ROWS 14
#define PIXELS 14
#define TABLE kernels_avx512
#define TABLE_NAME "avx512"
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4,prfchw"), min_vector_width(512))), \
                             apply_to = function)
#include "template/instruction_set.h"
#pragma clang attribute pop
#endif
