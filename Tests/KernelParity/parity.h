// What the checks share: repeatable numbers, operands, memory, and comparison with what plain loops in
// float64 give.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CKernels.h"

// Memory that lasts until `release`, which frees all of it: full of not-a-numbers, which a kernel must
// not read, or of zeros. It ends where it says, so that a sanitizer sees the first byte behind it.
void *garbage(size_t bytes);
void *zeros(size_t bytes);
void release(void);

// `count` numbers in -scale ... scale, the same for the same seed.
float *noise(uint64_t seed, size_t count, float scale);

// Operands of the table: room for `count` not-a-numbers or zeros, a copy of floats rounded to nearest, one
// as a number, the place of one.
void *garbage_operands(const KernelTable *table, size_t count);
void *zero_operands(const KernelTable *table, size_t count);
void *operands_of(const KernelTable *table, const float *values, size_t count);
double operand_at(const KernelTable *table, const void *operands, size_t index);
void *operand_place(const KernelTable *table, void *operands, size_t index);
uint16_t bfloat16_of(float x);
bool is_bfloat16(const KernelTable *table);

// One of `period` elements, in no order: a reference that computes these alone is quick enough for an
// emulated processor, and over a whole tensor every row, column, channel and lane has its turn.
bool is_sampled(size_t index, size_t period);

// Squares of an error and of what was expected.
typedef struct {
  double error, expected;
} Squares;
void compare(Squares *squares, double observed, double expected);

// Reports a check, and counts it as failed when the relative L2 error is above `limit`, or no number.
__attribute__((format(printf, 3, 4))) void expect_close(Squares squares, double limit, const char *what, ...);
// Reports nothing where the condition holds.
__attribute__((format(printf, 2, 3))) void expect(bool condition, const char *what, ...);
// All are finite.
__attribute__((format(printf, 3, 4))) void expect_finite(const float *values, size_t count, const char *what,
                                                         ...);

// What is being checked, for the lines of the report; and how the checks ended.
void begin(const char *table);
int checks_made(void);
int checks_failed(void);

void check_transposed(const KernelTable *table);
void check_output(const KernelTable *table);
void check_convolution(const KernelTable *table);
void check_dense(const KernelTable *table);
void check_activation(const KernelTable *table);
void check_elementwise(const KernelTable *table);
void check_random(const KernelTable *table);
