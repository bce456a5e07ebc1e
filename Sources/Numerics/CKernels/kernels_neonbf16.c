// The kernels for arm64 with bfloat16 products (FEAT_BF16), summed in floats.
#include <string.h>

#include "CKernels.h"

#if defined(__aarch64__)
#include <arm_neon.h>

#define LANES 4
#define VECTORS 4
#define TILE_ROWS 6
#define PIXELS 14
#define WORDS_IN_LANES 1
#define OPERAND_BF16 1
#define TABLE kernels_neonbf16
#define TABLE_NAME "neonbf16"
#pragma clang attribute push(__attribute__((target("bf16"))), apply_to = function)
#include "template/instruction_set.h"
#pragma clang attribute pop
#endif
