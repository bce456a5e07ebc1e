// Chooses the kernels for this processor.
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

#if defined(__x86_64__) && defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#elif defined(__aarch64__) && defined(__APPLE__)
#include <sys/sysctl.h>
#elif defined(__aarch64__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

#if defined(__x86_64__)
extern const KernelTable kernels_amxbf16, kernels_avx512bf16, kernels_avx512, kernels_avx2;

static bool has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512cd");
}
static bool has_avx512bf16(void) { return has_avx512() && __builtin_cpu_supports("avx512bf16"); }
// Whether this process may use AMX's tile registers, which the system gives on request only.
static bool has_amxbf16(void) {
#if defined(__linux__)
  enum { request_permission = 0x1023, tile_data = 18 };
  return has_avx512bf16() && __builtin_cpu_supports("amx-tile") && __builtin_cpu_supports("amx-bf16") &&
         syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
#else
  return false;
#endif
}
static bool has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
}
#elif defined(__aarch64__)
extern const KernelTable kernels_neonbf16, kernels_neon;

static bool has_bf16(void) {
#if defined(__APPLE__)
  int value = 0;
  size_t size = sizeof value;
  return sysctlbyname("hw.optional.arm.FEAT_BF16", &value, &size, NULL, 0) == 0 && value != 0;
#else
  return (getauxval(AT_HWCAP2) & HWCAP2_BF16) != 0;
#endif
}
#endif
extern const KernelTable kernels_portable;
static bool always(void) { return true; }

// The sets of this architecture, those that are chosen first in front.
static const struct {
  const KernelTable *table;
  bool (*runs_here)(void);
} sets[] = {
#if defined(__x86_64__)
    {&kernels_amxbf16, has_amxbf16}, {&kernels_avx512bf16, has_avx512bf16},
    {&kernels_avx512, has_avx512},   {&kernels_avx2, has_avx2},
#elif defined(__aarch64__)
    {&kernels_neonbf16, has_bf16},
    {&kernels_neon, always},
#endif
    {&kernels_portable, always},
};
enum { set_count = sizeof sets / sizeof *sets };

const KernelTable *kernel_table_at(int32_t index) {
#if defined(__x86_64__)
  __builtin_cpu_init();
#endif
  for (int i = 0; i < set_count; i++)
    if (sets[i].runs_here() && index-- == 0) return sets[i].table;
  return NULL;
}

const KernelTable *kernel_table_named(const char *name) {
  const KernelTable *table;
  for (int32_t i = 0; (table = kernel_table_at(i)); i++)
    if (strcmp(table->name, name) == 0) return table;
  return NULL;
}

// What the environment asks for; NULL when it is silent.
static const char *chosen_name(void) {
  const char *name = getenv("GAN_KERNELS");
  return name && *name ? name : NULL;
}

// The first set whose operands have this size, or the one that is asked for, if its operands have.
static const KernelTable *choose(size_t operand_bytes) {
  const char *name = chosen_name();
  const KernelTable *table;
  for (int32_t i = 0; (table = kernel_table_at(i)); i++)
    if (table->operand_bytes == operand_bytes && (!name || strcmp(table->name, name) == 0)) return table;
  return NULL;
}

const KernelTable *kernel_table(void) { return choose(sizeof(float)); }
const KernelTable *kernel_table_bf16(void) { return choose(sizeof(uint16_t)); }
