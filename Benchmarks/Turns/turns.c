// Replaces runtime/dispatch.c in a build of fledge with two tables of kernels, `turns_old` and `turns_new`. Each training step
// runs with one of them, in pairs in random order; at exit, their times are compared.
#define fledge_kernels_for kernels_as_built
#include "runtime/dispatch.c"
#undef fledge_kernels_for
#include <stdio.h>
#include <time.h>

extern const fledge_kernels turns_old, turns_new;

enum { MOST_STEPS = 1 << 20 };
static fledge_kernels current;  // the table that every thread pool points to
static float seconds[2][MOST_STEPS];
static long pairs;
static int which, is_second;

static int by_size(const void *a, const void *b) {
  const float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

static void report(void) {
  static float ratio[MOST_STEPS];
  if (pairs < 20) {
    fprintf(stderr, "%ld pairs of steps: too few, train longer\n", pairs);
    return;
  }
  for (long i = 0; i < pairs; i++) ratio[i] = seconds[0][i] / seconds[1][i];
  qsort(ratio, (size_t)pairs, sizeof(float), by_size);
  for (int i = 0; i < 2; i++) qsort(seconds[i], (size_t)pairs, sizeof(float), by_size);
  const long early = pairs / 20, middle = pairs / 2;
  fprintf(stderr, "%ld pairs of steps; old %.1f us, new %.1f us (medians); old / new: twentieth %.3f, median %.3f, "
                  "median of pairs %.3f\n",
          pairs, seconds[0][middle] * 1e6, seconds[1][middle] * 1e6, seconds[0][early] / seconds[1][early],
          seconds[0][middle] / seconds[1][middle], ratio[middle]);
}

static void change_table(void);

// The loss is computed once a step, its first rows by one thread alone.
static void loss(int kind, const fledge_loss_job *job, long begin, long end) {
  if (begin == 0) change_table();
  turns_old.loss(kind, job, begin, end);
}

static void softmax_cross_entropy(const fledge_loss_job *job, long begin, long end) {
  if (begin == 0) change_table();
  turns_old.softmax_cross_entropy(job, begin, end);
}

static void use(const fledge_kernels *kernels) {
  current = *kernels;
  current.loss = loss;
  current.softmax_cross_entropy = softmax_cross_entropy;
}

static void change_table(void) {
  static double last;
  static unsigned draw = 1;
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  const double moment = (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
  if (last == 0) atexit(report);
  else if (pairs < MOST_STEPS) {
    seconds[which][pairs] = (float)(moment - last);
    pairs += is_second;
    is_second = !is_second;
  }
  draw = draw * 1664525u + 1013904223u;
  which = is_second ? !which : (int)(draw >> 31);
  use(which ? &turns_new : &turns_old);
  last = moment;
}

const fledge_kernels *fledge_kernels_for(int instructions) {
  if (instructions != TURNS_SET || !kernels_as_built(instructions)) return kernels_as_built(instructions);
  if (!current.loss) use(&turns_old);
  return &current;
}
