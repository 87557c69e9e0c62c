// A thread pool. Idle workers spin for a moment, then sleep. The caller of a parallel region takes part in it. What a
// task does depends on its index alone, so results do not depend on which thread runs it.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "../kernel_tables.h"

#if defined(__x86_64__)
#define PAUSE() __builtin_ia32_pause()
#else
#define PAUSE() __asm__ __volatile__("yield")
#endif

enum { SPINS = 2000, YIELDS = 20 };

typedef __attribute__((swiftcall)) void (*task_function)(long task, __attribute__((swift_context)) void *context);

typedef struct {
  fledge_thread_pool *pool;
  pthread_t thread;
} worker;

// The tasks of a parallel region are split into ranges, which threads claim one by one. `claims` packs the region's
// number, its number of ranges and the next unclaimed range into one word. A thread that increments it owns a range of
// a region that cannot end without it. So a worker that wakes late finds nothing to claim, and if no worker gets to
// run, the caller runs all ranges.
struct fledge_thread_pool {
  int threads;
  worker *workers;
  _Alignas(64) _Atomic uint64_t claims;
  _Alignas(64) _Atomic long finished_ranges;
  _Atomic int sleeping;
  _Atomic int caller_sleeping;
  _Atomic int stopping;
  atomic_flag busy;
  pthread_mutex_t mutex;
  pthread_cond_t started, finished;
  task_function function;
  void *context;
  long tasks;
  // The background task: run by an idle worker, or by the caller once it waits for it.
  _Alignas(64) _Atomic int background;
  _Atomic uint32_t background_region;
  void (*background_function)(void *);
  void *background_context;
};

enum { MAX_RANGES = 4096 };
enum { BACKGROUND_NONE, BACKGROUND_RESERVED, BACKGROUND_SUBMITTED, BACKGROUND_RUNNING, BACKGROUND_DONE };

static uint64_t pack_claims(uint32_t region, uint64_t ranges) { return (uint64_t)region << 32 | ranges << 16; }
static uint32_t region_of(uint64_t claims) { return (uint32_t)(claims >> 32); }

// Waits a moment for a worker that is busy with the background task, instead of taking its ranges: that worker has the
// weights of its ranges in its cache.
static void wait_for_background(fledge_thread_pool *pool, uint64_t claims) {
  for (int i = 0; i < SPINS && atomic_load_explicit(&pool->background, memory_order_relaxed) == BACKGROUND_RUNNING &&
       atomic_load_explicit(&pool->claims, memory_order_relaxed) == claims; i++)
    PAUSE();
}

// Runs ranges of the current region until none is left; returns the region's number.
static uint32_t run_ranges(fledge_thread_pool *pool, int is_caller) {
  uint64_t claims = atomic_load_explicit(&pool->claims, memory_order_acquire);
  for (;;) {
    long range = claims & 0xffff, ranges = claims >> 16 & 0xffff;
    if (range >= ranges) return region_of(claims);
    if (!atomic_compare_exchange_weak_explicit(&pool->claims, &claims, claims + 1, memory_order_acq_rel,
                                               memory_order_acquire))
      continue;
    long last = pool->tasks * (range + 1) / ranges;
    for (long task = pool->tasks * range / ranges; task < last; task++) pool->function(task, pool->context);
    if (atomic_fetch_add(&pool->finished_ranges, 1) + 1 == ranges && atomic_load(&pool->caller_sleeping)) {
      pthread_mutex_lock(&pool->mutex);
      pthread_cond_signal(&pool->finished);
      pthread_mutex_unlock(&pool->mutex);
    }
    claims = atomic_load_explicit(&pool->claims, memory_order_acquire);
    if (is_caller && range + 1 < ranges) {
      wait_for_background(pool, claims);
      claims = atomic_load_explicit(&pool->claims, memory_order_acquire);
    }
  }
}

// Whether no new region has started. Also 0 when the pool stops: `run_ranges` may already have seen the empty region
// that announces it.
static int is_idle(fledge_thread_pool *pool, uint32_t seen) {
  return region_of(atomic_load(&pool->claims)) == seen && !atomic_load(&pool->stopping);
}

// Runs the submitted task, unless another thread has started it.
static void run_background(fledge_thread_pool *pool) {
  int submitted = BACKGROUND_SUBMITTED;
  if (!atomic_compare_exchange_strong(&pool->background, &submitted, BACKGROUND_RUNNING)) return;
  pool->background_function(pool->background_context);
  atomic_store_explicit(&pool->background, BACKGROUND_DONE, memory_order_release);
}

// A task waits until the region after its submission: a worker that took it at once would be missing in that region.
static int may_run_background(fledge_thread_pool *pool, uint32_t seen) {
  return atomic_load_explicit(&pool->background, memory_order_acquire) == BACKGROUND_SUBMITTED &&
         atomic_load_explicit(&pool->background_region, memory_order_relaxed) != seen;
}

static void wait_for_region(fledge_thread_pool *pool, uint32_t seen) {
  for (int i = 0; i < SPINS; i++) {
    if (!is_idle(pool, seen)) return;
    if (may_run_background(pool, seen)) run_background(pool);
    PAUSE();
  }
  for (int i = 0; i < YIELDS; i++) {
    sched_yield();
    if (!is_idle(pool, seen)) return;
  }
  pthread_mutex_lock(&pool->mutex);
  atomic_fetch_add(&pool->sleeping, 1);
  while (is_idle(pool, seen)) pthread_cond_wait(&pool->started, &pool->mutex);
  atomic_fetch_sub(&pool->sleeping, 1);
  pthread_mutex_unlock(&pool->mutex);
}

static void *worker_main(void *argument) {
  fledge_thread_pool *pool = ((worker *)argument)->pool;
  for (uint32_t seen = 0;; seen = run_ranges(pool, 0)) {
    wait_for_region(pool, seen);
    if (atomic_load(&pool->stopping)) return NULL;
  }
}

static void begin_region(fledge_thread_pool *pool, long ranges) {
  uint32_t region = region_of(atomic_load_explicit(&pool->claims, memory_order_relaxed));
  atomic_store(&pool->claims, pack_claims(region + 1, (uint64_t)ranges));
  if (atomic_load(&pool->sleeping) == 0) return;
  pthread_mutex_lock(&pool->mutex);
  pthread_cond_broadcast(&pool->started);
  pthread_mutex_unlock(&pool->mutex);
}

static void wait_for_ranges(fledge_thread_pool *pool, long ranges) {
  for (int i = 0; i < SPINS; i++) {
    if (atomic_load_explicit(&pool->finished_ranges, memory_order_acquire) == ranges) return;
    PAUSE();
  }
  for (int i = 0; i < YIELDS; i++) {
    sched_yield();
    if (atomic_load_explicit(&pool->finished_ranges, memory_order_acquire) == ranges) return;
  }
  pthread_mutex_lock(&pool->mutex);
  atomic_store(&pool->caller_sleeping, 1);
  while (atomic_load(&pool->finished_ranges) != ranges) pthread_cond_wait(&pool->finished, &pool->mutex);
  atomic_store(&pool->caller_sleeping, 0);
  pthread_mutex_unlock(&pool->mutex);
}

// Called from Swift with a non-escaping closure, whose two words arrive as function and context. If the pool is busy,
// because the call is nested or comes from another thread, the caller runs all tasks itself, with the same result.
__attribute__((swiftcall)) void fledge_thread_pool_run(fledge_thread_pool *pool, long tasks, void *function,
                                                       void *context) {
  task_function body = (task_function)function;
  if (pool->threads == 1 || tasks <= 1 || atomic_flag_test_and_set(&pool->busy)) {
    for (long task = 0; task < tasks; task++) body(task, context);
    return;
  }
  long ranges = tasks < MAX_RANGES ? tasks : MAX_RANGES;
  pool->function = body;
  pool->context = context;
  pool->tasks = tasks;
  atomic_store(&pool->finished_ranges, 0);
  begin_region(pool, ranges);
  run_ranges(pool, 1);
  wait_for_ranges(pool, ranges);
  atomic_flag_clear(&pool->busy);
}

int fledge_thread_pool_submit(fledge_thread_pool *pool, void (*function)(void *), void *context) {
  int none = BACKGROUND_NONE;
  if (!atomic_compare_exchange_strong(&pool->background, &none, BACKGROUND_RESERVED)) return 0;
  pool->background_function = function;
  pool->background_context = context;
  atomic_store(&pool->background_region, region_of(atomic_load_explicit(&pool->claims, memory_order_relaxed)));
  atomic_store_explicit(&pool->background, BACKGROUND_SUBMITTED, memory_order_release);
  return 1;
}

void fledge_thread_pool_wait(fledge_thread_pool *pool) {
  run_background(pool);
  for (int i = 0; atomic_load_explicit(&pool->background, memory_order_acquire) != BACKGROUND_DONE; i++) {
    if (i < SPINS) PAUSE();
    else sched_yield();
  }
  atomic_store_explicit(&pool->background, BACKGROUND_NONE, memory_order_release);
}

fledge_thread_pool *fledge_thread_pool_create(int threads) {
  fledge_thread_pool *pool = fledge_aligned_zeroed(sizeof(fledge_thread_pool));
  pool->threads = 1;
  pool->workers = calloc((size_t)threads, sizeof(worker));
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->started, NULL);
  pthread_cond_init(&pool->finished, NULL);
  // If the system refuses a thread, the pool is smaller: slower, with the same results.
  for (int i = 1; i < threads && pool->workers; i++) {
    pool->workers[i].pool = pool;
    if (pthread_create(&pool->workers[i].thread, NULL, worker_main, &pool->workers[i]) != 0) break;
    pool->threads = i + 1;
  }
  return pool;
}

void fledge_thread_pool_destroy(fledge_thread_pool *pool) {
  atomic_store(&pool->stopping, 1);
  begin_region(pool, 0);
  for (int i = 1; i < pool->threads; i++) pthread_join(pool->workers[i].thread, NULL);
  pthread_cond_destroy(&pool->started);
  pthread_cond_destroy(&pool->finished);
  pthread_mutex_destroy(&pool->mutex);
  free(pool->workers);
  fledge_aligned_free(pool);
}

double fledge_processor_seconds(int of_process) {
  struct timespec now;
  clock_gettime(of_process ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
