// Chooses the kernels for this processor.
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

#if defined(__x86_64__)
extern const KernelTable kernels_avx512bf16, kernels_avx512, kernels_avx2;

static bool has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512cd");
}
#endif
extern const KernelTable kernels_portable;

const KernelTable *kernel_table_named(const char *name) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (strcmp(name, "avx512bf16") == 0)
    return has_avx512() && __builtin_cpu_supports("avx512bf16") ? &kernels_avx512bf16 : NULL;
  if (strcmp(name, "avx512") == 0) return has_avx512() ? &kernels_avx512 : NULL;
  if (strcmp(name, "avx2") == 0)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                   __builtin_cpu_supports("bmi2")
               ? &kernels_avx2
               : NULL;
#endif
  return strcmp(name, "portable") == 0 ? &kernels_portable : NULL;
}

// What the environment asks for; NULL when it is silent.
static const char *chosen_name(void) {
  const char *name = getenv("GAN_KERNELS");
  return name && *name ? name : NULL;
}

const KernelTable *kernel_table(void) {
  const char *name = chosen_name();
  const KernelTable *table = name ? kernel_table_named(name) : kernel_table_named("avx512");
  if (name) return table && table->operand_bytes == sizeof(float) ? table : NULL;
  if (!table) table = kernel_table_named("avx2");
  return table ? table : &kernels_portable;
}

const KernelTable *kernel_table_bf16(void) {
  return chosen_name() ? NULL : kernel_table_named("avx512bf16");
}
