// A team of threads that waits a moment by spinning, then asleep. The caller is member 0. A task's share of
// the work depends on its number alone, so results never depend on who runs it.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "tables.h"

#if defined(__x86_64__)
#define PAUSE() __builtin_ia32_pause()
#else
#define PAUSE() __asm__ __volatile__("yield")
#endif

enum { SPINS = 2000, YIELDS = 20 };

typedef __attribute__((swiftcall)) void (*task_function)(long task, __attribute__((swift_context)) void *context);

typedef struct {
  fledge_team *team;
  int member;
  pthread_t thread;
} team_member;

struct fledge_team {
  int threads;
  team_member *members;
  _Alignas(64) _Atomic unsigned round;
  _Alignas(64) _Atomic int running;
  _Atomic int sleeping;
  _Atomic int caller_sleeping;
  _Atomic int stopping;
  atomic_flag busy;
  pthread_mutex_t mutex;
  pthread_cond_t started, finished;
  task_function function;
  void *context;
  long tasks;
};

static void run_share(fledge_team *team, int member) {
  long first = team->tasks * member / team->threads, last = team->tasks * (member + 1) / team->threads;
  for (long task = first; task < last; task++) team->function(task, team->context);
}

static void wait_for_round(fledge_team *team, unsigned seen) {
  for (int i = 0; i < SPINS; i++) {
    if (atomic_load_explicit(&team->round, memory_order_acquire) != seen) return;
    PAUSE();
  }
  for (int i = 0; i < YIELDS; i++) {
    sched_yield();
    if (atomic_load_explicit(&team->round, memory_order_acquire) != seen) return;
  }
  pthread_mutex_lock(&team->mutex);
  atomic_fetch_add(&team->sleeping, 1);
  while (atomic_load(&team->round) == seen) pthread_cond_wait(&team->started, &team->mutex);
  atomic_fetch_sub(&team->sleeping, 1);
  pthread_mutex_unlock(&team->mutex);
}

static void *member_main(void *argument) {
  team_member *self = argument;
  fledge_team *team = self->team;
  for (unsigned seen = 0;; seen++) {
    wait_for_round(team, seen);
    if (atomic_load(&team->stopping)) return NULL;
    run_share(team, self->member);
    if (atomic_fetch_sub(&team->running, 1) == 1 && atomic_load(&team->caller_sleeping)) {
      pthread_mutex_lock(&team->mutex);
      pthread_cond_signal(&team->finished);
      pthread_mutex_unlock(&team->mutex);
    }
  }
}

static void begin_round(fledge_team *team) {
  atomic_fetch_add(&team->round, 1);
  if (atomic_load(&team->sleeping) == 0) return;
  pthread_mutex_lock(&team->mutex);
  pthread_cond_broadcast(&team->started);
  pthread_mutex_unlock(&team->mutex);
}

static void wait_for_members(fledge_team *team) {
  for (int i = 0; i < SPINS; i++) {
    if (atomic_load_explicit(&team->running, memory_order_acquire) == 0) return;
    PAUSE();
  }
  for (int i = 0; i < YIELDS; i++) {
    sched_yield();
    if (atomic_load_explicit(&team->running, memory_order_acquire) == 0) return;
  }
  pthread_mutex_lock(&team->mutex);
  atomic_store(&team->caller_sleeping, 1);
  while (atomic_load(&team->running) != 0) pthread_cond_wait(&team->finished, &team->mutex);
  atomic_store(&team->caller_sleeping, 0);
  pthread_mutex_unlock(&team->mutex);
}

// Called from Swift with a closure that does not escape: its two words arrive as function and context.
// A team that is busy (called from inside one of its own tasks, or by another thread) leaves the work to
// the caller alone, who gets the same result.
__attribute__((swiftcall)) void fledge_team_run(fledge_team *team, long tasks, void *function, void *context) {
  task_function body = (task_function)function;
  if (team->threads == 1 || tasks <= 1 || atomic_flag_test_and_set(&team->busy)) {
    for (long task = 0; task < tasks; task++) body(task, context);
    return;
  }
  team->function = body;
  team->context = context;
  team->tasks = tasks;
  atomic_store(&team->running, team->threads - 1);
  begin_round(team);
  run_share(team, 0);
  wait_for_members(team);
  atomic_flag_clear(&team->busy);
}

fledge_team *fledge_team_create(int threads) {
  fledge_team *team = fledge_aligned_zeroed(sizeof(fledge_team));
  team->threads = 1;
  team->members = calloc((size_t)threads, sizeof(team_member));
  pthread_mutex_init(&team->mutex, NULL);
  pthread_cond_init(&team->started, NULL);
  pthread_cond_init(&team->finished, NULL);
  // Where the system refuses a thread, the team is smaller: slower, with the same results.
  for (int i = 1; i < threads && team->members; i++) {
    team->members[i] = (team_member){.team = team, .member = i};
    if (pthread_create(&team->members[i].thread, NULL, member_main, &team->members[i]) != 0) break;
    team->threads = i + 1;
  }
  return team;
}

void fledge_team_destroy(fledge_team *team) {
  atomic_store(&team->stopping, 1);
  begin_round(team);
  for (int i = 1; i < team->threads; i++) pthread_join(team->members[i].thread, NULL);
  pthread_cond_destroy(&team->started);
  pthread_cond_destroy(&team->finished);
  pthread_mutex_destroy(&team->mutex);
  free(team->members);
  fledge_aligned_free(team);
}
