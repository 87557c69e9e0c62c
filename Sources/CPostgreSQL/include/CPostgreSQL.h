// libpq, loaded when it is first needed: a program that opens no PostgreSQL store needs neither the library nor its headers.
//
// The declared part of libpq is its documented interface, the same since version 12. All waits have a limit, which libpq's
// own blocking functions lack.
#ifndef FLEDGE_POSTGRESQL_H
#define FLEDGE_POSTGRESQL_H

#include <stdbool.h>

typedef struct pg_conn fledge_pq_connection;
typedef struct pg_result fledge_pq_result;

/// What became of a statement.
typedef enum {
  fledge_pq_done,
  /// The server reported an error, see `fledge_pq_state`.
  fledge_pq_failed,
  /// The connection is unusable: the server is gone, or did not answer in time.
  fledge_pq_lost
} fledge_pq_outcome;

/// Loads the library.
///
/// Returns null where it is loaded, the loader's message otherwise.
const char *fledge_pq_load(void);

/// Whether libpq can read an address, and one value of it, such as the password; a value is freed by the caller.
bool fledge_pq_parses(const char *address);
char *fledge_pq_value(const char *address, const char *keyword);

/// Begins a session.
///
/// Returns null where it failed; `message` then begins with the server's SQLSTATE in parentheses, if the server answered.
fledge_pq_connection *fledge_pq_connect(const char *address, int milliseconds, char *message, int capacity);
void fledge_pq_close(fledge_pq_connection *connection);

/// Prepares a statement under a name.
fledge_pq_outcome fledge_pq_prepare(
    fledge_pq_connection *connection, const char *name, const char *sql, int milliseconds, fledge_pq_result **result);

/// Runs a prepared statement, or with a null name the text of one.
///
/// `binary[k]` is not 0 where parameter k is bytes and not text; results are text, or bytes where `gives_bytes`.
fledge_pq_outcome fledge_pq_execute(
    fledge_pq_connection *connection, const char *name, const char *sql, int count, const char *const *values,
    const int *lengths, const int *binary, bool gives_bytes, int milliseconds, fledge_pq_result **result);

/// Waits for a notification: 1 where one came, 0 where none did, -1 where the connection is lost.
int fledge_pq_wait(fledge_pq_connection *connection, int milliseconds);

/// The error of the connection, one line or several.
const char *fledge_pq_message(const fledge_pq_connection *connection);

/// The SQLSTATE of a failed statement, and the server's message.
const char *fledge_pq_state(const fledge_pq_result *result);
const char *fledge_pq_detail(const fledge_pq_result *result);

int fledge_pq_rows(const fledge_pq_result *result);
bool fledge_pq_is_null(const fledge_pq_result *result, int row, int column);
const char *fledge_pq_text(const fledge_pq_result *result, int row, int column);
int fledge_pq_length(const fledge_pq_result *result, int row, int column);
void fledge_pq_free(fledge_pq_result *result);

#endif
