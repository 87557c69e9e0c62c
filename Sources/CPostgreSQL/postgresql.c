#include "CPostgreSQL.h"

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__APPLE__)
#define LIBRARIES {"libpq.5.dylib", "libpq.dylib", "/opt/homebrew/opt/libpq/lib/libpq.5.dylib"}
#else
#define LIBRARIES {"libpq.so.5"}
#endif

// Of libpq-fe.h.
enum { CONNECTION_OK = 0, CONNECTION_BAD = 1 };
enum { PGRES_POLLING_FAILED = 0, PGRES_POLLING_READING = 1, PGRES_POLLING_OK = 3 };
enum { PGRES_COMMAND_OK = 1, PGRES_TUPLES_OK = 2 };
enum { PQERRORS_VERBOSE = 2 };
enum { PG_DIAG_SQLSTATE = 'C', PG_DIAG_MESSAGE_PRIMARY = 'M' };

typedef struct {
  char *keyword, *envvar, *compiled, *val, *label, *dispchar;
  int dispsize;
} conninfo_option;

typedef struct {
  char *relname;
  int be_pid;
  char *extra;
  void *next;
} notification;

// X(result, name, parameters)
#define FUNCTIONS(X) \
  X(fledge_pq_connection *, PQconnectStartParams, (const char *const *, const char *const *, int)) \
  X(int, PQconnectPoll, (fledge_pq_connection *)) \
  X(int, PQstatus, (const fledge_pq_connection *)) \
  X(int, PQsocket, (const fledge_pq_connection *)) \
  X(char *, PQerrorMessage, (const fledge_pq_connection *)) \
  X(int, PQsetErrorVerbosity, (fledge_pq_connection *, int)) \
  X(void *, PQsetNoticeProcessor, (fledge_pq_connection *, void (*)(void *, const char *), void *)) \
  X(int, PQsetnonblocking, (fledge_pq_connection *, int)) \
  X(void, PQfinish, (fledge_pq_connection *)) \
  X(conninfo_option *, PQconninfoParse, (const char *, char **)) \
  X(void, PQconninfoFree, (conninfo_option *)) \
  X(void, PQfreemem, (void *)) \
  X(int, PQsendPrepare, (fledge_pq_connection *, const char *, const char *, int, const unsigned *)) \
  X(int, PQsendQueryParams, \
    (fledge_pq_connection *, const char *, int, const unsigned *, const char *const *, const int *, const int *, int)) \
  X(int, PQsendQueryPrepared, \
    (fledge_pq_connection *, const char *, int, const char *const *, const int *, const int *, int)) \
  X(int, PQflush, (fledge_pq_connection *)) \
  X(int, PQconsumeInput, (fledge_pq_connection *)) \
  X(int, PQisBusy, (fledge_pq_connection *)) \
  X(fledge_pq_result *, PQgetResult, (fledge_pq_connection *)) \
  X(notification *, PQnotifies, (fledge_pq_connection *)) \
  X(int, PQresultStatus, (const fledge_pq_result *)) \
  X(char *, PQresultErrorField, (const fledge_pq_result *, int)) \
  X(int, PQntuples, (const fledge_pq_result *)) \
  X(int, PQgetisnull, (const fledge_pq_result *, int, int)) \
  X(char *, PQgetvalue, (const fledge_pq_result *, int, int)) \
  X(int, PQgetlength, (const fledge_pq_result *, int, int)) \
  X(void, PQclear, (fledge_pq_result *))

#define DECLARE(result, name, parameters) static result(*name) parameters;
FUNCTIONS(DECLARE)

static char load_error[512];

static void load(void) {
  const char *const names[] = LIBRARIES;
  void *library = NULL;
  for (size_t k = 0; k < sizeof names / sizeof *names && !library; k++) library = dlopen(names[k], RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    snprintf(load_error, sizeof load_error, "%s", dlerror());
    return;
  }
#define RESOLVE(result, name, parameters) \
  *(void **)&name = dlsym(library, #name); \
  if (!name) { \
    snprintf(load_error, sizeof load_error, "the library has no %s", #name); \
    return; \
  }
  FUNCTIONS(RESOLVE)
}

const char *fledge_pq_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return load_error[0] ? load_error : NULL;
}

bool fledge_pq_parses(const char *address) {
  char *error = NULL;
  conninfo_option *options = PQconninfoParse(address, &error);
  if (error) PQfreemem(error);
  if (options) PQconninfoFree(options);
  return options != NULL;
}

char *fledge_pq_value(const char *address, const char *keyword) {
  char *found = NULL;
  conninfo_option *options = PQconninfoParse(address, NULL);
  for (conninfo_option *option = options; option && option->keyword; option++) {
    if (!strcmp(option->keyword, keyword) && option->val) found = strdup(option->val);
  }
  if (options) PQconninfoFree(options);
  return found;
}

static long long now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

// Waits for the socket; false where the time is over.
static bool wait_for(fledge_pq_connection *connection, short events, long long deadline) {
  for (;;) {
    long long left = deadline - now_ms();
    if (left < 0) return false;
    struct pollfd entry = {.fd = PQsocket(connection), .events = events};
    if (entry.fd < 0) return false;
    int count = poll(&entry, 1, left > 1000000 ? 1000000 : (int)left);
    if (count > 0) return true;
    if (count < 0 && errno != EINTR) return false;
  }
}

static void ignore_notice(void *context, const char *message) {
  (void)context;
  (void)message;
}

fledge_pq_connection *fledge_pq_connect(const char *address, int milliseconds, char *message, int capacity) {
  // What the address says comes later and has precedence; the encoding and the name come last.
  const char *keywords[] = {
      "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout", "dbname",
      "fallback_application_name", "client_encoding", NULL};
  const char *values[] = {"10", "5", "3", "30000", address, "fledge", "UTF8", NULL};
  long long deadline = now_ms() + milliseconds;
  fledge_pq_connection *connection = PQconnectStartParams(keywords, values, 1);
  if (!connection) {
    snprintf(message, (size_t)capacity, "out of memory");
    return NULL;
  }
  PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
  PQsetNoticeProcessor(connection, ignore_notice, NULL);
  int state = PQstatus(connection) == CONNECTION_BAD ? PGRES_POLLING_FAILED : 2;
  while (state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) {
    if (!wait_for(connection, state == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline)) {
      snprintf(message, (size_t)capacity, "no answer in %d s", milliseconds / 1000);
      PQfinish(connection);
      return NULL;
    }
    state = PQconnectPoll(connection);
  }
  if (state == PGRES_POLLING_OK) {
    PQsetnonblocking(connection, 1);
    return connection;
  }
  snprintf(message, (size_t)capacity, "%s", PQerrorMessage(connection));
  PQfinish(connection);
  return NULL;
}

void fledge_pq_close(fledge_pq_connection *connection) { PQfinish(connection); }

// Sends what was queued, and waits for all results of it; the last one counts.
static fledge_pq_outcome finish(fledge_pq_connection *connection, int milliseconds, fledge_pq_result **result) {
  long long deadline = now_ms() + milliseconds;
  *result = NULL;
  int unsent;
  while ((unsent = PQflush(connection)) > 0) {
    if (!wait_for(connection, POLLIN | POLLOUT, deadline) || !PQconsumeInput(connection)) return fledge_pq_lost;
  }
  if (unsent < 0) return fledge_pq_lost;
  for (;;) {
    while (PQisBusy(connection)) {
      if (!wait_for(connection, POLLIN, deadline) || !PQconsumeInput(connection)) return fledge_pq_lost;
    }
    fledge_pq_result *next = PQgetResult(connection);
    if (!next) break;
    if (*result) PQclear(*result);
    *result = next;
  }
  if (!*result) return fledge_pq_lost;
  int status = PQresultStatus(*result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return fledge_pq_done;
  return PQstatus(connection) == CONNECTION_OK ? fledge_pq_failed : fledge_pq_lost;
}

fledge_pq_outcome fledge_pq_prepare(
    fledge_pq_connection *connection, const char *name, const char *sql, int milliseconds, fledge_pq_result **result) {
  *result = NULL;
  if (!PQsendPrepare(connection, name, sql, 0, NULL)) return fledge_pq_lost;
  return finish(connection, milliseconds, result);
}

fledge_pq_outcome fledge_pq_execute(
    fledge_pq_connection *connection, const char *name, const char *sql, int count, const char *const *values,
    const int *lengths, const int *binary, bool gives_bytes, int milliseconds, fledge_pq_result **result) {
  *result = NULL;
  int is_sent = name ? PQsendQueryPrepared(connection, name, count, values, lengths, binary, gives_bytes)
                     : PQsendQueryParams(connection, sql, count, NULL, values, lengths, binary, gives_bytes);
  if (!is_sent) return fledge_pq_lost;
  return finish(connection, milliseconds, result);
}

static bool take_notifications(fledge_pq_connection *connection) {
  bool found = false;
  for (notification *note; (note = PQnotifies(connection)); PQfreemem(note)) found = true;
  return found;
}

int fledge_pq_wait(fledge_pq_connection *connection, int milliseconds) {
  long long deadline = now_ms() + milliseconds;
  while (!take_notifications(connection)) {
    if (!wait_for(connection, POLLIN, deadline)) return 0;
    if (!PQconsumeInput(connection)) return -1;
  }
  return 1;
}

const char *fledge_pq_message(const fledge_pq_connection *connection) { return PQerrorMessage(connection); }

const char *fledge_pq_state(const fledge_pq_result *result) {
  const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
  return state ? state : "";
}

const char *fledge_pq_detail(const fledge_pq_result *result) {
  const char *text = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
  return text ? text : "";
}

int fledge_pq_rows(const fledge_pq_result *result) { return PQntuples(result); }

bool fledge_pq_is_null(const fledge_pq_result *result, int row, int column) { return PQgetisnull(result, row, column); }

const char *fledge_pq_text(const fledge_pq_result *result, int row, int column) {
  return PQgetvalue(result, row, column);
}

int fledge_pq_length(const fledge_pq_result *result, int row, int column) { return PQgetlength(result, row, column); }

void fledge_pq_free(fledge_pq_result *result) {
  if (result) PQclear(result);
}
