#!/bin/sh
# Runs the tests in the release build, the one that is shipped, and prints the twenty slowest. Arguments go to `swift test`.
#
#     Scripts/run_tests.sh --filter StudyTests
#
# Without @testable imports this build shares every object with `swift build -c release` and `swift run -c release`.
# The whole suite runs as two processes, each with one test after another, so that the time of a test is its own.
# FLEDGE_SCRATCH names another build folder than .build.
set -u
cd "$(dirname "$0")/.."
scratch=${FLEDGE_SCRATCH:-.build}
build="-c release --disable-testable-imports --scratch-path $scratch"
times=$scratch/test-times
rm -f "$times"*.xml

if [ $# -gt 0 ]; then
  swift test $build --no-parallel --xunit-output "$times.xml" "$@"
  status=$?
  # SwiftPM writes the times of Swift Testing into a second file, and those of XCTest into the first.
  if [ -s "$times-swift-testing.xml" ]; then Scripts/slowest_tests.sh "$times-swift-testing.xml"; fi
  exit $status
fi

# Builds, and runs no test; `swift test list` would build everything anew with @testable.
swift test $build --filter '^no such test$' > "$scratch/tests-build.log" 2>&1 || { cat "$scratch/tests-build.log"; exit 1; }
# Two halves that take about the same time. ReproduceTests belong to the other half, whose smoke reports they read: each process
# makes these anew.
programs='^(HostileTests[./]|CommandLineTests\.(?!ReproduceTests[./]))'
shard() {
  name=$1
  shift
  "$scratch/release/FledgePackageTests.xctest" --testing-library swift-testing --no-parallel \
    --xunit-output "$times-$name.xml" "$@" > "$scratch/tests-$name.log" 2>&1
}
trap 'kill $first 2> /dev/null; exit 130' INT TERM
shard programs --filter "$programs" & first=$!
shard others --skip "$programs"
status=$?
wait $first || status=1
cat "$scratch/tests-others.log" "$scratch/tests-programs.log"
cat "$times-programs.xml" "$times-others.xml" > "$times.xml"
Scripts/slowest_tests.sh "$times.xml"
exit $status
