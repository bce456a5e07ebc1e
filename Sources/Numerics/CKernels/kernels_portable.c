// The kernels in 128-bit vectors without intrinsics, for every other processor: 16 registers of 4 floats.
#include <string.h>

#include "CKernels.h"

#define LANES 4
#define VECTORS 2
#define TILE_ROWS 6
#define PIXELS 7
#define TABLE kernels_portable
#define TABLE_NAME "portable"

#include "template/instruction_set.h"
