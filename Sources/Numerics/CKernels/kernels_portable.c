// The kernels in 128-bit vectors, which every processor has: SSE2, NEON.
#include <string.h>

#include "CKernels.h"

#define LANES 4
#if defined(__aarch64__)
#define TILE_ROWS 14
#define PIXELS 14
#else
#define TILE_ROWS 6
#define PIXELS 7
#endif
#define TABLE kernels_portable
#define TABLE_NAME "portable"

#include "template/instruction_set.h"
