// A fork server, as AFL has one: the test bundle, started with FLEDGE_FORK_SERVER in its environment, runs each command that it
// reads in a child of its own. A child has the loader's and the runtime's work done, and a trap ends it alone.
//
// It serves before main, while the process has one thread: a child of a process with more could wait for a lock for ever.
//
// Request on standard input: seconds, then the number of words, as int32, then each word with its NUL after an int32 of its length with
// the NUL. The first word is the file of standard error, empty where it is closed; the second says "closed" where standard input is.
// With 0 seconds the words are run by the server itself, which fills the caches of Swift's runtime for all children.
// Answer on standard output: ForkServerReply.
#include "ForkServer.h"

#if defined(__linux__)
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Both are defined by the tests in Swift. The second does not return.
extern void forkServerRehearse(int32_t count, char **arguments);
extern void forkServerChild(int32_t count, char **arguments);

// The descriptors of requests and replies, above those that the program uses.
static int requests, replies;

static int read_all(void *bytes, size_t count) {
  for (size_t done = 0; done < count;) {
    ssize_t got = read(requests, (char *)bytes + done, count - done);
    if (got <= 0) return 0;
    done += (size_t)got;
  }
  return 1;
}

static void open_as(int descriptor, const char *path, int flags) {
  int opened = open(path, flags, 0600);
  if (opened < 0) _exit(98);
  if (opened == descriptor) return;
  dup2(opened, descriptor);
  close(opened);
}

static void run_child(int32_t count, char **words, const sigset_t *signals) {
  sigprocmask(SIG_SETMASK, signals, NULL);
  close(requests);
  close(replies);
  if (words[0][0] == 0) close(2);
  else open_as(2, words[0], O_WRONLY | O_CREAT | O_TRUNC);
  if (strcmp(words[1], "closed") == 0) close(0);
  forkServerChild(count - 2, words + 2);
  _exit(97);
}

static ForkServerReply wait_for(pid_t child, int32_t seconds, const sigset_t *ended) {
  struct timespec now, deadline;
  clock_gettime(CLOCK_MONOTONIC, &deadline);
  deadline.tv_sec += seconds;
  ForkServerReply reply = {0, 0};
  while (waitpid(child, &reply.status, WNOHANG) == 0) {
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec >= deadline.tv_sec) {
      kill(child, SIGKILL);
      waitpid(child, &reply.status, 0);
      reply.was_stopped = 1;
      break;
    }
    struct timespec rest = {deadline.tv_sec - now.tv_sec, 0};
    sigtimedwait(ended, NULL, &rest);
  }
  return reply;
}

// The threads of this process; a pool's end a moment after their work.
static int thread_count(void) {
  int count = 0;
  for (int tries = 0; tries < 100; tries++) {
    DIR *folder = opendir("/proc/self/task");
    if (!folder) return 0;
    count = 0;
    for (struct dirent *entry; (entry = readdir(folder));) count += entry->d_name[0] != '.';
    closedir(folder);
    if (count == 1) break;
    struct timespec rest = {0, 10000000};
    nanosleep(&rest, NULL);
  }
  return count;
}

static void serve(void) {
  unsetenv("FLEDGE_FORK_SERVER");
  unsetenv("LD_BIND_NOW");
  requests = fcntl(0, F_DUPFD_CLOEXEC, 200);
  replies = fcntl(1, F_DUPFD_CLOEXEC, 200);
  if (requests < 0 || replies < 0) _exit(98);
  open_as(0, "/dev/null", O_RDONLY);
  open_as(1, "/dev/null", O_WRONLY);
  open_as(2, "/dev/null", O_WRONLY);
  signal(SIGCHLD, SIG_DFL);
  sigset_t none, ended;
  sigemptyset(&none);
  sigemptyset(&ended);
  sigaddset(&ended, SIGCHLD);
  sigprocmask(SIG_SETMASK, &ended, NULL);
  int32_t head[2];
  while (read_all(head, sizeof head)) {
    if (head[1] < 2) _exit(96);
    char **words = calloc((size_t)head[1] + 1, sizeof *words);
    for (int32_t index = 0; index < head[1]; index++) {
      int32_t length;
      if (!read_all(&length, sizeof length) || !(words[index] = malloc((size_t)length)) ||
          !read_all(words[index], (size_t)length)) {
        _exit(96);
      }
    }
    ForkServerReply reply = {0, 0};
    if (head[0] == 0) {
      forkServerRehearse(head[1] - 2, words + 2);
      if (thread_count() != 1) _exit(93);
    } else {
      pid_t child = fork();
      if (child < 0) _exit(95);
      if (child == 0) run_child(head[1], words, &none);
      reply = wait_for(child, head[0], &ended);
    }
    if (write(replies, &reply, sizeof reply) != sizeof reply) _exit(94);
    for (int32_t index = 0; index < head[1]; index++) free(words[index]);
    free(words);
  }
  _exit(0);
}

__attribute__((constructor)) static void serve_where_asked(void) {
  if (getenv("FLEDGE_FORK_SERVER")) serve();
}
#endif
