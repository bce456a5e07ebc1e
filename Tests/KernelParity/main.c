// Compares every kernel of the tables with plain loops in float64, without Swift, so that it can also be
// compiled for another processor and run by an emulator: `kernel-parity [TABLE...]`, by default all tables
// that this processor runs. Prints a line a check; exits with 1 after a line to stderr for each that
// failed, with 69 when a table cannot run here.
#include <stdio.h>

#include "parity.h"

static void check(const KernelTable *table) {
  static void (*const checks[])(const KernelTable *) = {check_transposed, check_output,     check_convolution,
                                                        check_dense,      check_activation, check_elementwise,
                                                        check_random};
  begin(table->name);
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
    checks[i](table);
    release();
  }
}

int main(int count, char **arguments) {
  for (int i = 1; i < count; i++) {
    const KernelTable *table = kernel_table_named(arguments[i]);
    if (!table) {
      fprintf(stderr, "kernel-parity: the kernels '%s' are unknown or need another processor\n",
              arguments[i]);
      return 69;
    }
    check(table);
  }
  if (count == 1)
    for (int32_t i = 0; kernel_table_at(i); i++) check(kernel_table_at(i));
  printf("kernel-parity: %d checks, %d failed\n", checks_made(), checks_failed());
  return checks_failed() == 0 ? 0 : 1;
}
