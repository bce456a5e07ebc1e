#include "parity.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { most_blocks = 64 };
static void *blocks[most_blocks];
static int block_count;

static void *filled(size_t bytes, int byte) {
  void *block = NULL;
  if (block_count == most_blocks || posix_memalign(&block, 64, bytes ? bytes : 1) != 0) {
    fprintf(stderr, "kernel-parity: no memory for %zu bytes\n", bytes);
    exit(70);
  }
  memset(block, byte, bytes);
  return blocks[block_count++] = block;
}

void *garbage(size_t bytes) { return filled(bytes, 0xFF); }
void *zeros(size_t bytes) { return filled(bytes, 0); }

void release(void) {
  while (block_count > 0) free(blocks[--block_count]);
}

float *noise(uint64_t seed, size_t count, float scale) {
  uint64_t state = seed * 0x9E3779B97F4A7C15u | 1;
  float *values = garbage(count * sizeof(float));
  for (size_t i = 0; i < count; i++) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    values[i] = ((float)(state >> 40) * 0x1p-23f - 1) * scale;
  }
  return values;
}

bool is_bfloat16(const KernelTable *table) { return table->operand_bytes == 2; }

void *garbage_operands(const KernelTable *table, size_t count) {
  return garbage(count * table->operand_bytes);
}
void *zero_operands(const KernelTable *table, size_t count) { return zeros(count * table->operand_bytes); }

uint16_t bfloat16_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

void *operands_of(const KernelTable *table, const float *values, size_t count) {
  void *operands = garbage_operands(table, count);
  if (!is_bfloat16(table)) return memcpy(operands, values, count * sizeof(float));
  for (size_t i = 0; i < count; i++) ((uint16_t *)operands)[i] = bfloat16_of(values[i]);
  return operands;
}

double operand_at(const KernelTable *table, const void *operands, size_t index) {
  float x;
  if (is_bfloat16(table)) {
    const uint32_t bits = (uint32_t)((const uint16_t *)operands)[index] << 16;
    memcpy(&x, &bits, sizeof x);
  } else {
    x = ((const float *)operands)[index];
  }
  return x;
}

void *operand_place(const KernelTable *table, void *operands, size_t index) {
  return (char *)operands + index * table->operand_bytes;
}

bool is_sampled(size_t index, size_t period) { return ((uint32_t)index * 2654435761u >> 12) % period == 0; }

void compare(Squares *squares, double observed, double expected) {
  squares->error += (observed - expected) * (observed - expected);
  squares->expected += expected * expected;
}

static const char *table_name;
static int made, failed;

void begin(const char *table) { table_name = table; }
int checks_made(void) { return made; }
int checks_failed(void) { return failed; }

static void fail(const char *what, const char *how) {
  failed++;
  fflush(stdout);
  fprintf(stderr, "kernel-parity: %s: %s%s\n", table_name, what, how);
}

// The text of a check, from its format.
#define FORMAT_WHAT                              \
  char text[200];                                \
  va_list arguments;                             \
  va_start(arguments, what);                     \
  vsnprintf(text, sizeof text, what, arguments); \
  va_end(arguments)

void expect_close(Squares squares, double limit, const char *what, ...) {
  FORMAT_WHAT;
  made++;
  const double error = sqrt(squares.error / squares.expected);
  printf("%s: %s: relative error %.1e, at most %.0e\n", table_name, text, error, limit);
  char how[80];
  snprintf(how, sizeof how, ": relative error %.1e, at most %.0e", error, limit);
  if (!(error <= limit)) fail(text, how);
}

void expect(bool condition, const char *what, ...) {
  FORMAT_WHAT;
  made++;
  if (!condition) fail(text, "");
}

void expect_finite(const float *values, size_t count, const char *what, ...) {
  FORMAT_WHAT;
  made++;
  for (size_t i = 0; i < count; i++)
    if (!isfinite(values[i])) {
      char how[80];
      snprintf(how, sizeof how, ": element %zu is %f", i, (double)values[i]);
      fail(text, how);
      return;
    }
}
