// A fixed pool for short parallel regions: workers spin briefly for the next one, then sleep. Whoever
// waits longer than a region should take yields: with more threads than free cores, the one waited
// for may need this core.
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#include "CKernels.h"

struct ThreadPool {
  int32_t threads, items;
  void (*work)(void *context, int32_t item, int32_t thread);
  void *context;
  atomic_int next;     // the next item to take
  atomic_int busy;     // workers still in the region
  atomic_uint region;  // counts regions; a change starts the workers
  bool stop;
  pthread_mutex_t mutex;
  pthread_cond_t wake;
  pthread_t handles[];
};

typedef struct {
  ThreadPool *pool;
  int32_t thread;
} Worker;

enum { spins = 20000, spins_before_yield = 2000 };

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// One turn of a waiting loop, number `i`: the first ones spin, the later ones also yield now and then.
static inline void wait_a_little(unsigned i) {
  pause_briefly();
  if (i >= spins_before_yield && i % 64 == 0) sched_yield();
}

static void take_items(ThreadPool *pool, int32_t thread) {
  for (;;) {
    const int item = atomic_fetch_add(&pool->next, 1);
    if (item >= pool->items) return;
    pool->work(pool->context, item, thread);
  }
}

static void *run_worker(void *argument) {
  Worker worker = *(Worker *)argument;
  free(argument);
  ThreadPool *pool = worker.pool;
  unsigned seen = 0;
  for (;;) {
    for (unsigned i = 0; i < spins && atomic_load(&pool->region) == seen; i++) wait_a_little(i);
    if (atomic_load(&pool->region) == seen) {
      pthread_mutex_lock(&pool->mutex);
      while (atomic_load(&pool->region) == seen) pthread_cond_wait(&pool->wake, &pool->mutex);
      pthread_mutex_unlock(&pool->mutex);
    }
    seen = atomic_load(&pool->region);
    if (pool->stop) return NULL;
    take_items(pool, worker.thread);
    atomic_fetch_sub(&pool->busy, 1);
  }
}

static void start_region(ThreadPool *pool) {
  pthread_mutex_lock(&pool->mutex);
  atomic_fetch_add(&pool->region, 1);
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->mutex);
}

// Blocks, for the threads that are created now, every signal that comes from outside: the thread that
// owns the pool takes them, and decides when. What a thread's own faults raise stays as it is.
static void block_signals(sigset_t *previous) {
  static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS};
  sigset_t blocked;
  sigfillset(&blocked);
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&blocked, faults[i]);
  pthread_sigmask(SIG_BLOCK, &blocked, previous);
}

ThreadPool *thread_pool_create(int32_t threads) {
  ThreadPool *pool = calloc(1, sizeof(ThreadPool) + (size_t)threads * sizeof(pthread_t));
  if (!pool) return NULL;
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->wake, NULL);
  pool->threads = 1;
  sigset_t previous;
  block_signals(&previous);
  for (int32_t i = 1; i < threads; i++) {
    Worker *worker = malloc(sizeof *worker);
    if (!worker) break;
    *worker = (Worker){pool, i};
    if (pthread_create(&pool->handles[i], NULL, run_worker, worker) != 0) {
      free(worker);
      break;  // fewer threads, the same bits
    }
    pool->threads = i + 1;
  }
  pthread_sigmask(SIG_SETMASK, &previous, NULL);
  return pool;
}

void thread_pool_destroy(ThreadPool *pool) {
  pool->stop = true;
  start_region(pool);
  for (int32_t i = 1; i < pool->threads; i++) pthread_join(pool->handles[i], NULL);
  pthread_cond_destroy(&pool->wake);
  pthread_mutex_destroy(&pool->mutex);
  free(pool);
}

void thread_pool_run(ThreadPool *pool, int32_t items,
                     void (*work)(void *context, int32_t item, int32_t thread), void *context) {
  pool->items = items;
  pool->work = work;
  pool->context = context;
  atomic_store(&pool->next, 0);
  atomic_store(&pool->busy, pool->threads - 1);
  if (pool->threads > 1) start_region(pool);
  take_items(pool, 0);
  for (unsigned i = 0; atomic_load(&pool->busy) > 0; i++) wait_a_little(i);
}
