// ThreadSanitizer sees only instrumented code. Threads that contend for a Mutex of Synchronization wait and wake inside
// of the Swift runtime's library, so that what the mutex guards looks unguarded. Loaded before that library, this file
// interposes both functions and reports the happens-before edge to the sanitizer.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *

extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

typedef SWIFT void (*lock_function)(uint32_t owner, SELF mutex);
typedef SWIFT void (*unlock_function)(SELF mutex);
SWIFT void lock_contended(uint32_t owner, SELF mutex) __asm__(LOCK);
SWIFT void unlock_contended(SELF mutex) __asm__(UNLOCK);

SWIFT void lock_contended(uint32_t owner, SELF mutex) {
  ((lock_function)dlsym(RTLD_NEXT, LOCK))(owner, mutex);
  if (__tsan_acquire) __tsan_acquire(mutex);
}

SWIFT void unlock_contended(SELF mutex) {
  if (__tsan_release) __tsan_release(mutex);
  ((unlock_function)dlsym(RTLD_NEXT, UNLOCK))(mutex);
}
