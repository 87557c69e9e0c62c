// A team of threads that waits a moment by spinning, epilogue asleep. The caller works along. What a task does depends on
// its number alone, so results never depend on who runs it.
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
  fledge_thread_pool *team;
  pthread_t thread;
} team_member;

// A round of work is cut into chunks, which members claim one by one. `claims` holds the round, its number of chunks
// and the next unclaimed one in one word: whoever raises it owns a chunk of a round that cannot end without it, so a
// member that wakes too late finds nothing to take, and a caller whose members are kept from running does all alone.
struct fledge_thread_pool {
  int threads;
  team_member *members;
  _Alignas(64) _Atomic uint64_t claims;
  _Alignas(64) _Atomic long finished_chunks;
  _Atomic int sleeping;
  _Atomic int caller_sleeping;
  _Atomic int stopping;
  atomic_flag busy;
  pthread_mutex_t mutex;
  pthread_cond_t started, finished;
  task_function function;
  void *context;
  long tasks;
  // Work that a member does while it would wait, or else the caller when it needs the result.
  _Alignas(64) _Atomic int aside;
  _Atomic uint32_t aside_round;
  void (*aside_function)(void *);
  void *aside_context;
};

enum { MOST_CHUNKS = 4096 };
enum { ASIDE_NONE, ASIDE_BEING_OFFERED, ASIDE_OFFERED, ASIDE_BEGUN, ASIDE_DONE };

static uint64_t pack_claims(uint32_t round, uint64_t chunks) { return (uint64_t)round << 32 | chunks << 16; }
static uint32_t round_of(uint64_t claims) { return (uint32_t)(claims >> 32); }

// Leaves what remains of a round to a member that is about to be done with its work aside: that member has the weights
// of its share in its cache.
static void wait_for_aside(fledge_thread_pool *team, uint64_t claims) {
  for (int i = 0; i < SPINS && atomic_load_explicit(&team->aside, memory_order_relaxed) == ASIDE_BEGUN &&
                  atomic_load_explicit(&team->claims, memory_order_relaxed) == claims; i++)
    PAUSE();
}

// Does chunks of the round that is going on until none is left; returns that round.
static uint32_t work(fledge_thread_pool *team, int is_caller) {
  uint64_t claims = atomic_load_explicit(&team->claims, memory_order_acquire);
  for (;;) {
    long chunk = claims & 0xffff, chunks = claims >> 16 & 0xffff;
    if (chunk >= chunks) return round_of(claims);
    if (!atomic_compare_exchange_weak_explicit(&team->claims, &claims, claims + 1, memory_order_acq_rel,
                                               memory_order_acquire))
      continue;
    long last = team->tasks * (chunk + 1) / chunks;
    for (long task = team->tasks * chunk / chunks; task < last; task++) team->function(task, team->context);
    if (atomic_fetch_add(&team->finished_chunks, 1) + 1 == chunks && atomic_load(&team->caller_sleeping)) {
      pthread_mutex_lock(&team->mutex);
      pthread_cond_signal(&team->finished);
      pthread_mutex_unlock(&team->mutex);
    }
    claims = atomic_load_explicit(&team->claims, memory_order_acquire);
    if (is_caller && chunk + 1 < chunks) {
      wait_for_aside(team, claims);
      claims = atomic_load_explicit(&team->claims, memory_order_acquire);
    }
  }
}

// Also ends when the team stops: `work` may already have seen the round, without chunks, that says so.
static int waits(fledge_thread_pool *team, uint32_t seen) {
  return round_of(atomic_load(&team->claims)) == seen && !atomic_load(&team->stopping);
}

// Does the work that was offered aside, unless somebody has begun it.
static void work_aside(fledge_thread_pool *team) {
  int offered = ASIDE_OFFERED;
  if (!atomic_compare_exchange_strong(&team->aside, &offered, ASIDE_BEGUN)) return;
  team->aside_function(team->aside_context);
  atomic_store_explicit(&team->aside, ASIDE_DONE, memory_order_release);
}

// Work aside comes after the round that follows its offer: a member that took it at once would miss that round.
static int may_work_aside(fledge_thread_pool *team, uint32_t seen) {
  return atomic_load_explicit(&team->aside, memory_order_acquire) == ASIDE_OFFERED &&
         atomic_load_explicit(&team->aside_round, memory_order_relaxed) != seen;
}

static void wait_for_round(fledge_thread_pool *team, uint32_t seen) {
  for (int i = 0; i < SPINS; i++) {
    if (!waits(team, seen)) return;
    if (may_work_aside(team, seen)) work_aside(team);
    PAUSE();
  }
  for (int i = 0; i < YIELDS; i++) {
    sched_yield();
    if (!waits(team, seen)) return;
  }
  pthread_mutex_lock(&team->mutex);
  atomic_fetch_add(&team->sleeping, 1);
  while (waits(team, seen)) pthread_cond_wait(&team->started, &team->mutex);
  atomic_fetch_sub(&team->sleeping, 1);
  pthread_mutex_unlock(&team->mutex);
}

static void *member_main(void *argument) {
  fledge_thread_pool *team = ((team_member *)argument)->team;
  for (uint32_t seen = 0;; seen = work(team, 0)) {
    wait_for_round(team, seen);
    if (atomic_load(&team->stopping)) return NULL;
  }
}

static void begin_round(fledge_thread_pool *team, long chunks) {
  uint32_t round = round_of(atomic_load_explicit(&team->claims, memory_order_relaxed));
  atomic_store(&team->claims, pack_claims(round + 1, (uint64_t)chunks));
  if (atomic_load(&team->sleeping) == 0) return;
  pthread_mutex_lock(&team->mutex);
  pthread_cond_broadcast(&team->started);
  pthread_mutex_unlock(&team->mutex);
}

static void wait_for_chunks(fledge_thread_pool *team, long chunks) {
  for (int i = 0; i < SPINS; i++) {
    if (atomic_load_explicit(&team->finished_chunks, memory_order_acquire) == chunks) return;
    PAUSE();
  }
  for (int i = 0; i < YIELDS; i++) {
    sched_yield();
    if (atomic_load_explicit(&team->finished_chunks, memory_order_acquire) == chunks) return;
  }
  pthread_mutex_lock(&team->mutex);
  atomic_store(&team->caller_sleeping, 1);
  while (atomic_load(&team->finished_chunks) != chunks) pthread_cond_wait(&team->finished, &team->mutex);
  atomic_store(&team->caller_sleeping, 0);
  pthread_mutex_unlock(&team->mutex);
}

// Called from Swift with a closure that does not escape: its two words arrive as function and context.
// A team that is busy (called from inside one of its own tasks, or by another thread) leaves the work to
// the caller alone, who gets the same result.
__attribute__((swiftcall)) void fledge_thread_pool_run(fledge_thread_pool *team, long tasks, void *function, void *context) {
  task_function body = (task_function)function;
  if (team->threads == 1 || tasks <= 1 || atomic_flag_test_and_set(&team->busy)) {
    for (long task = 0; task < tasks; task++) body(task, context);
    return;
  }
  long chunks = tasks < MOST_CHUNKS ? tasks : MOST_CHUNKS;
  team->function = body;
  team->context = context;
  team->tasks = tasks;
  atomic_store(&team->finished_chunks, 0);
  begin_round(team, chunks);
  work(team, 1);
  wait_for_chunks(team, chunks);
  atomic_flag_clear(&team->busy);
}

int fledge_thread_pool_submit(fledge_thread_pool *team, void (*function)(void *), void *context) {
  int none = ASIDE_NONE;
  if (!atomic_compare_exchange_strong(&team->aside, &none, ASIDE_BEING_OFFERED)) return 0;
  team->aside_function = function;
  team->aside_context = context;
  atomic_store(&team->aside_round, round_of(atomic_load_explicit(&team->claims, memory_order_relaxed)));
  atomic_store_explicit(&team->aside, ASIDE_OFFERED, memory_order_release);
  return 1;
}

void fledge_thread_pool_wait(fledge_thread_pool *team) {
  work_aside(team);
  for (int i = 0; atomic_load_explicit(&team->aside, memory_order_acquire) != ASIDE_DONE; i++) {
    if (i < SPINS) PAUSE();
    else sched_yield();
  }
  atomic_store_explicit(&team->aside, ASIDE_NONE, memory_order_release);
}

fledge_thread_pool *fledge_thread_pool_create(int threads) {
  fledge_thread_pool *team = fledge_aligned_zeroed(sizeof(fledge_thread_pool));
  team->threads = 1;
  team->members = calloc((size_t)threads, sizeof(team_member));
  pthread_mutex_init(&team->mutex, NULL);
  pthread_cond_init(&team->started, NULL);
  pthread_cond_init(&team->finished, NULL);
  // Where the system refuses a thread, the team is smaller: slower, with the same results.
  for (int i = 1; i < threads && team->members; i++) {
    team->members[i].team = team;
    if (pthread_create(&team->members[i].thread, NULL, member_main, &team->members[i]) != 0) break;
    team->threads = i + 1;
  }
  return team;
}

void fledge_thread_pool_destroy(fledge_thread_pool *team) {
  atomic_store(&team->stopping, 1);
  begin_round(team, 0);
  for (int i = 1; i < team->threads; i++) pthread_join(team->members[i].thread, NULL);
  pthread_cond_destroy(&team->started);
  pthread_cond_destroy(&team->finished);
  pthread_mutex_destroy(&team->mutex);
  free(team->members);
  fledge_aligned_free(team);
}

double fledge_processor_seconds(int of_process) {
  struct timespec now;
  clock_gettime(of_process ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
