// Chooses the kernels for this processor.
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

#if defined(__x86_64__) && defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

#if defined(__x86_64__)
extern const KernelTable kernels_amxbf16, kernels_avx512bf16, kernels_avx512, kernels_avx2;

static bool has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512cd");
}

// Whether this process may use AMX's tile registers, which the system gives on request only.
static bool has_amx(void) {
#if defined(__linux__)
  enum { request_permission = 0x1023, tile_data = 18 };
  return has_avx512() && __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("amx-tile") &&
         __builtin_cpu_supports("amx-bf16") && syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
#else
  return false;
#endif
}
#endif
extern const KernelTable kernels_portable;

const KernelTable *kernel_table_named(const char *name) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (strcmp(name, "amxbf16") == 0) return has_amx() ? &kernels_amxbf16 : NULL;
  if (strcmp(name, "avx512bf16") == 0)
    return has_avx512() && __builtin_cpu_supports("avx512bf16") ? &kernels_avx512bf16 : NULL;
  if (strcmp(name, "avx512") == 0) return has_avx512() ? &kernels_avx512 : NULL;
  if (strcmp(name, "avx2") == 0)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")
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

// The set that is asked for, or else the first of `names` that runs here; of the given kind of operands.
static const KernelTable *choose(const char *const *names, size_t operand_bytes) {
  const char *asked = chosen_name();
  const KernelTable *table = asked ? kernel_table_named(asked) : NULL;
  for (; !asked && !table && *names; names++) table = kernel_table_named(*names);
  return table && table->operand_bytes == operand_bytes ? table : NULL;
}

const KernelTable *kernel_table(void) {
  return choose((const char *const[]){"avx512", "avx2", "portable", NULL}, sizeof(float));
}

const KernelTable *kernel_table_bf16(void) {
  return choose((const char *const[]){"amxbf16", "avx512bf16", NULL}, sizeof(uint16_t));
}
