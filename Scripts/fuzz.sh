#!/bin/bash
# Runs each fuzzer for FUZZ_SECONDS (60) and prints executions, speed and peak memory; fails where one finds something.
#
#     Scripts/fuzz.sh [NAME…]         such as PNG RunStore; all without names
#
# Inputs that make a reader crash are saved as Fuzzing/.build/found/NAME-…, with libFuzzer's output in NAME.log.
set -euo pipefail
cd "$(dirname "$0")/../Fuzzing"
seconds=${FUZZ_SECONDS:-60}
names=("$@")
if [ $# = 0 ]; then
  names=(Gzip SafeTensors Npy Npz PNG JSON IDX CSV Settings Network Study Checkpoint Onnx RunStore)
fi
if [ -z "${FUZZ_NO_BUILD:-}" ]; then
  # Of two -sanitize flags the Swift compiler uses the last; the flag that names both must follow them.
  swift build -c release --sanitize fuzzer --sanitize address -Xswiftc -sanitize=fuzzer,address
fi
mkdir -p .build/found

# A reader may use twice its input and 64 MB, which the programs check after each input. No single allocation may be
# larger than 64 MB, and a program stays below 2 GB, most of which the sanitizer uses.
limits=(-malloc_limit_mb=64 -rss_limit_mb=2048 -timeout=60)
export ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=16
# Swift's own backtracer does not end together with the sanitizer's.
export SWIFT_BACKTRACE=enable=no

total=0
failed=()
printf '%-12s %12s %10s %8s  %s\n' fuzzer executions 'per second' 'MB' result
for name in "${names[@]}"; do
  corpus=$(echo "$name" | tr '[:upper:]' '[:lower:]')
  longest=4096
  [ "$name" = RunStore ] && longest=65536
  rm -rf ".build/inputs-$corpus"
  mkdir -p ".build/inputs-$corpus"
  log=.build/found/$name.log
  result=ok
  ".build/release/Fuzz$name" ".build/inputs-$corpus" "Corpus/$corpus" -max_total_time="$seconds" -max_len=$longest \
    "${limits[@]}" -print_final_stats=1 -artifact_prefix=".build/found/$name-" > "$log" 2>&1 || result=FOUND
  [ $result = ok ] || failed+=("$name")
  read -r executions speed memory < <(awk '/stat::number_of_executed_units/ {n = $2} /stat::average_exec_per_sec/ {s = $2}
    /stat::peak_rss_mb/ {m = $2} END {print n + 0, s + 0, m + 0}' "$log")
  total=$((total + executions))
  printf '%-12s %12d %10d %8d  %s\n' "$name" "$executions" "$speed" "$memory" "$result"
done
printf '%-12s %12d\n' all "$total"
for name in "${failed[@]}"; do echo "$name: see Fuzzing/.build/found/$name.log"; done
[ ${#failed[@]} = 0 ]
