// The kernels for AMX: AVX-512 with bfloat16 products in tile registers (amx_bf16), summed in floats.
#include <string.h>

#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define LANES 16
#define VECTORS 2
#define TILE_ROWS 14
#define PIXELS 14
#define OPERAND_BF16 1
#define OPERAND_AMX 1
#define TABLE kernels_amxbf16
#define TABLE_NAME "amxbf16"
#pragma clang attribute push(                                                                             \
    __attribute__((target("arch=x86-64-v4,avx512bf16,amx-tile,amx-bf16,prfchw"), min_vector_width(512))), \
    apply_to = function)
#include "template/instruction_set.h"
#pragma clang attribute pop
#endif
