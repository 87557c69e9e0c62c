// The few calls of MPI-3 that a training over ranks needs, each with a limit in seconds.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { FLEDGE_MPI_DONE = 0, FLEDGE_MPI_TIMED_OUT = 1, FLEDGE_MPI_FAILED = 2 };

// Initialises MPI. Errors of later calls are returned.
int fledge_mpi_start(void);
int fledge_mpi_rank(void);
int fledge_mpi_count(void);

// The text of the last error; empty where there was none.
const char *_Nonnull fledge_mpi_error(void);
// The implementation and its version in one line.
const char *_Nonnull fledge_mpi_library(void);

// Sends bytes to a partner and receives as many from it.
int fledge_mpi_swap(const void *_Nonnull sent, void *_Nonnull received, size_t bytes, int partner, double seconds);
// Gives all ranks the bytes of each, in the order of ranks.
int fledge_mpi_gather(const void *_Nonnull own, void *_Nonnull all, size_t bytes, double seconds);
// Gives all ranks the bytes of rank 0.
int fledge_mpi_broadcast(void *_Nonnull bytes, size_t count, double seconds);

// Ends all ranks at once.
void fledge_mpi_abort(int code);
// Waits for all ranks and ends MPI.
int fledge_mpi_finish(void);

// Makes SIGINT, SIGTERM, SIGHUP and SIGUSR1 set a flag; a second one ends the program.
void fledge_mpi_catch_signals(void);
int fledge_mpi_was_interrupted(void);

#ifdef __cplusplus
}
#endif
