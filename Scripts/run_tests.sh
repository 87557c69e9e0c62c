#!/bin/sh
# Runs the tests in the release build, the one that is shipped, and prints the twenty slowest. Arguments go to `swift test`.
#
#     Scripts/run_tests.sh --filter StudyTests
#
# Without @testable imports this build shares every object with `swift build -c release` and `swift run -c release`.
# Tests run one after another: side by side, the time of a test would include its wait for a core.
# FLEDGE_SCRATCH names another build folder than .build.
set -u
cd "$(dirname "$0")/.."
scratch=${FLEDGE_SCRATCH:-.build}
times=$scratch/test-times
rm -f "$times"*.xml
swift test -c release --disable-testable-imports --scratch-path "$scratch" --no-parallel \
  --xunit-output "$times.xml" "$@"
status=$?
# SwiftPM writes the times of Swift Testing into a second file, and those of XCTest into the first.
if [ -s "$times-swift-testing.xml" ]; then Scripts/slowest_tests.sh "$times-swift-testing.xml"; fi
exit $status
