#ifndef FLEDGE_REPORTS_H
#define FLEDGE_REPORTS_H

#include <stddef.h>

// A text report that is part of the program.
struct fledge_report {
  const char *name;
  const unsigned char *bytes;
  size_t count;
};

// The number of them, and each in the order in which they are listed.
size_t fledge_report_count(void);
struct fledge_report fledge_report_at(size_t index);

#endif
