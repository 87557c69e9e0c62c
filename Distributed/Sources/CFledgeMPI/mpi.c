#include "CFledgeMPI.h"

#include <mpi.h>
#include <sched.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static char error_text[MPI_MAX_ERROR_STRING + 1];
static char library_text[MPI_MAX_LIBRARY_VERSION_STRING + 1];

static int check(int code) {
  if (code == MPI_SUCCESS) return FLEDGE_MPI_DONE;
  int length = 0;
  MPI_Error_string(code, error_text, &length);
  return FLEDGE_MPI_FAILED;
}

// Seconds for which a waiting rank keeps its core; 0 where ranks of this host share cores, as the partner needs one.
static double busy_seconds = 0;

int fledge_mpi_start(void) {
  int provided = 0;
  int code = check(MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided));
  if (code == FLEDGE_MPI_DONE) code = check(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  MPI_Comm host;
  if (code == FLEDGE_MPI_DONE)
    code = check(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &host));
  if (code != FLEDGE_MPI_DONE) return code;
  int ranks = 1;
  code = check(MPI_Comm_size(host, &ranks));
  if (ranks <= sysconf(_SC_NPROCESSORS_ONLN)) busy_seconds = 2e-3;
  MPI_Comm_free(&host);
  return code;
}

int fledge_mpi_rank(void) {
  int rank = 0;
  check(MPI_Comm_rank(MPI_COMM_WORLD, &rank));
  return rank;
}

int fledge_mpi_count(void) {
  int count = 0;
  check(MPI_Comm_size(MPI_COMM_WORLD, &count));
  return count;
}

const char *fledge_mpi_error(void) { return error_text; }

const char *fledge_mpi_library(void) {
  int length = 0;
  if (!library_text[0]) {
    MPI_Get_library_version(library_text, &length);
    // "Open MPI v4.1.4, package: …" and "MPICH Version:\t4.0.2\nMPICH Release date: …".
    for (char *c = library_text; *c; c++) {
      if (*c == '\n' || *c == ',') *c = 0;
      else if (*c == '\t') *c = ' ';
      if (!*c) break;
    }
  }
  return library_text;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

// Seconds in which this process was itself stopped do not count: a look takes far less than the longest one that does.
static int await(MPI_Request *requests, int count, double limit) {
  const double longest_look = 0.1;
  double waited = 0, last = now();
  for (long look = 0;; look++) {
    int done = 0;
    int code = check(MPI_Testall(count, requests, &done, MPI_STATUSES_IGNORE));
    if (code != FLEDGE_MPI_DONE) return code;
    if (done) return FLEDGE_MPI_DONE;
    if (look < 64) continue;
    double time = now();
    waited += time - last < longest_look ? time - last : longest_look;
    last = time;
    if (waited > limit) return FLEDGE_MPI_TIMED_OUT;
    if (waited < busy_seconds) continue;
    if (waited < 0.01) {
      sched_yield();
    } else {
      struct timespec pause = {0, 50000};
      nanosleep(&pause, NULL);
    }
  }
}

int fledge_mpi_swap(const void *sent, void *received, size_t bytes, int partner, double seconds) {
  MPI_Request requests[2];
  int code = check(MPI_Irecv(received, (int)bytes, MPI_BYTE, partner, 0, MPI_COMM_WORLD, &requests[0]));
  if (code != FLEDGE_MPI_DONE) return code;
  code = check(MPI_Isend(sent, (int)bytes, MPI_BYTE, partner, 0, MPI_COMM_WORLD, &requests[1]));
  return code == FLEDGE_MPI_DONE ? await(requests, 2, seconds) : code;
}

int fledge_mpi_gather(const void *own, void *all, size_t bytes, double seconds) {
  MPI_Request request;
  int code =
      check(MPI_Iallgather(own, (int)bytes, MPI_BYTE, all, (int)bytes, MPI_BYTE, MPI_COMM_WORLD, &request));
  return code == FLEDGE_MPI_DONE ? await(&request, 1, seconds) : code;
}

int fledge_mpi_broadcast(void *bytes, size_t count, double seconds) {
  const size_t largest = (size_t)1 << 28;
  for (size_t start = 0; start < count; start += largest) {
    size_t part = count - start < largest ? count - start : largest;
    MPI_Request request;
    int code = check(MPI_Ibcast((char *)bytes + start, (int)part, MPI_BYTE, 0, MPI_COMM_WORLD, &request));
    if (code == FLEDGE_MPI_DONE) code = await(&request, 1, seconds);
    if (code != FLEDGE_MPI_DONE) return code;
  }
  return FLEDGE_MPI_DONE;
}

void fledge_mpi_abort(int code) { MPI_Abort(MPI_COMM_WORLD, code); }

int fledge_mpi_finish(void) { return check(MPI_Finalize()); }

static volatile sig_atomic_t interrupted = 0;

static void note(int number) {
  interrupted = 1;
  signal(number, SIG_DFL);
}

void fledge_mpi_catch_signals(void) {
  const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};
  for (int i = 0; i < 4; i++) signal(numbers[i], note);
}

int fledge_mpi_was_interrupted(void) { return interrupted; }
