#pragma once

#include <stdint.h>

// How a command that a fork server ran has ended.
typedef struct {
  // The status of waitpid; that of SIGKILL where it was stopped.
  int32_t status;
  int32_t was_stopped;
} ForkServerReply;
