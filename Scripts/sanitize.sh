#!/bin/bash
# The whole test suite under a sanitizer, in a build folder of its own.
#
#     Scripts/sanitize.sh address|thread [--filter …]
#
# The folder is .build-asan or .build-tsan; ThreadSanitizer has an optimized build, since a debug build is far too slow
# under it. FLEDGE_SANITIZER names the sanitizer for the tests that cannot run under it;
# docs/proofs/sanitizers.md names them.
set -euo pipefail
cd "$(dirname "$0")/.."
sanitizer=${1:?expected address or thread}
shift
case $sanitizer in
address) options=(--scratch-path .build-asan) ;;
thread) options=(--scratch-path .build-tsan -c release -Xswiftc -enable-testing) ;;
*) echo "sanitize: expected address or thread, found '$sanitizer'" >&2; exit 2 ;;
esac
export FLEDGE_SANITIZER=$sanitizer
# A report ends its process, also where that is `fledge` started by a test, with a code that no test expects. Swift's
# metadata are not freed at the end of a process, so leaks are not checked.
export ASAN_OPTIONS=detect_leaks=0:abort_on_error=0:exitcode=99:${ASAN_OPTIONS:-}
export TSAN_OPTIONS=halt_on_error=1:exitcode=99:suppressions=$PWD/Scripts/tsan.supp:${TSAN_OPTIONS:-}
export SWIFT_BACKTRACE=enable=no
swift build --build-tests --sanitize="$sanitizer" "${options[@]}"
if [ "$sanitizer" = thread ] && [ "$(uname)" = Linux ]; then
  clang -O1 -shared -fPIC Scripts/tsan_mutex.c -o .build-tsan/tsan_mutex.so -ldl
  export LD_PRELOAD=$PWD/.build-tsan/tsan_mutex.so
fi
swift test --skip-build --sanitize="$sanitizer" "${options[@]}" "$@"
