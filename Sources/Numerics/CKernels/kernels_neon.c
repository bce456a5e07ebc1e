// The kernels for arm64: 32 registers of 4 floats, multiplied by a lane of another register.
#include <string.h>

#include "CKernels.h"

#if defined(__aarch64__)
#define LANES 4
#define VECTORS 4
#define TILE_ROWS 6
#define PIXELS 14
#define WORDS_IN_LANES 1
#define TABLE kernels_neon
#define TABLE_NAME "neon"
#include "template/instruction_set.h"
#endif
