// Everything for one instruction set: each kernels_*.c defines LANES, VECTORS, TILE_ROWS, PIXELS, TABLE and
// TABLE_NAME (and OPERAND_BF16, WORDS_IN_LANES) and includes this, inside its target attribute. System
// headers come before that attribute, so that it does not apply to what they declare.
#pragma once
#include "CKernels.h"
#include "activation.h"
#include "convolution.h"
#include "elementwise.h"
#include "operands.h"
#if OPERAND_AMX
#include "output_convolution_amx.h"
#else
#include "output_convolution.h"
#endif
#include "product.h"
#include "random.h"
#include "transposed_convolution.h"
#include "vectors.h"

const KernelTable TABLE = {
    .name = TABLE_NAME,
    .panel = PANEL,
    .operand_bytes = sizeof(operand),
    .transposed = {TRANSPOSED_TABLE(7), TRANSPOSED_TABLE(14)},
    .dense_pack = dense_pack,
    .dense_forward = dense_forward,
    .dense_backward = dense_backward,
    .leaky_relu_backward = leaky_relu_backward,
    .output_pack = output_pack,
    .output_forward = output_forward,
    .output_backward_sigmoid = output_backward_sigmoid,
    .output_backward_data = output_backward_data,
    .output_backward_weights = output_backward_weights,
    .store_operands = store_operand_rows,
    .convolution_pack = convolution_pack,
    .convolution_gather = convolution_gather,
    .convolution_forward = convolution_forward,
    .convolution_backward_data = convolution_backward_data,
    .convolution_backward_weights = convolution_backward_weights,
    .activate = activate,
    .activate_backward = activate_backward,
    .activate_tangent = activate_tangent,
    .dense_unit_forward = dense_unit_forward,
    .dense_unit_backward_data = dense_unit_backward_data,
    .dense_unit_backward_weights = dense_unit_backward_weights,
    .multiply_add_loop = multiply_add_loop,
    .adam_update = adam_update,
    .add = add,
    .philox = philox,
    .dropout = dropout,
};
