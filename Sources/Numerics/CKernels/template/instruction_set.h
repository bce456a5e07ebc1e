// Everything for one instruction set: each kernels_*.c defines LANES, TILE_ROWS, PIXELS, TABLE and
// TABLE_NAME (and OPERAND_BF16) and includes this, inside its target attribute. System headers come
// before that attribute, so that it does not apply to what they declare.
#pragma once
#include "CKernels.h"
#include "discriminator.h"
#include "elementwise.h"
#include "operands.h"
#include "output_convolution.h"
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
    .discriminator_workspace_floats = discriminator_workspace,
    .discriminator_pack = discriminator_pack,
    .discriminator_forward = discriminator_forward,
    .discriminator_backward = discriminator_backward,
    .unpack_panels = unpack_panels,
    .multiply_add_loop = multiply_add_loop,
    .adam_update = adam_update,
    .sum_rows = sum_rows,
    .philox = philox,
    .dropout = dropout,
};
