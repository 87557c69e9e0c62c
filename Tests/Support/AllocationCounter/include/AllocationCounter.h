#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

/// How many blocks of heap memory the calling thread has asked for, or −1 where that cannot be counted.
long allocation_count(void);

#endif
