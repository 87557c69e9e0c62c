#!/usr/bin/env bash
# Eight processes work on one study of 200 tiny cells while one of them is killed (SIGKILL) every half second.
# Afterwards every cell must have exactly one accepted result, and the exported table must equal, byte for byte, that
# of one undisturbed process.
#
# Usage: Scripts/study_kill_test.sh [path of the fledge program]
set -euo pipefail

fledge=$(realpath "${1:-.build/release/fledge}")
processes=8
folder=$(mktemp -d)
cd "$folder"
children=()
cleanup() {
  for child in "${children[@]}"; do kill -KILL "$child" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT

cat > kill.yaml <<'YAML'
study: kill
train: {dataset: moons, examples: 1000, test-examples: 500, epochs: 150, batch-size: 16}
grid:
  layers: [[16], [32], [16, 16], [32, 16]]
  learning-rate: [1e-3, 3e-3, 1e-2, 3e-2, 1e-1]
seeds: 10
YAML

begin() {
  "$fledge" study run kill.yaml --store shared.db --workers 1 --lease 1 --quiet > /dev/null 2>> errors.txt &
  children[$1]=$!
}

seconds=$(date +%s)
"$fledge" study run kill.yaml --store serial.db --workers 1 --quiet > /dev/null
echo "undisturbed, one process: $(($(date +%s) - seconds)) s"

seconds=$(date +%s)
for slot in $(seq 0 $((processes - 1))); do begin "$slot"; done
kills=0
next=0
# After the last cell, processes only print their tables.
until "$fledge" study list --store shared.db 2>/dev/null | grep -q "^kill  *200  *200 "; do
  sleep 0.5
  slot=$((next % processes))
  next=$((next + 1))
  if kill -KILL "${children[$slot]}" 2>/dev/null; then
    wait "${children[$slot]}" 2>/dev/null || true
    kills=$((kills + 1))
    begin "$slot"
  fi
done
for child in "${children[@]}"; do
  wait "$child" || true
done
[ ! -s errors.txt ] || { echo "a process that nobody killed ended with an error:" >&2; cat errors.txt >&2; exit 1; }
echo "disturbed, $processes processes: $(($(date +%s) - seconds)) s, $kills of them killed"

for format in csv json; do
  "$fledge" runs export --store serial.db --format "$format" > "serial.$format"
  "$fledge" runs export --store shared.db --format "$format" > "shared.$format"
  cmp "serial.$format" "shared.$format"
done
rows=$(($(wc -l < shared.csv) - 1))
[ "$rows" -eq 200 ] || { echo "expected 200 accepted results, found $rows" >&2; exit 1; }
cells=$(tail -n +2 shared.csv | cut -d, -f1,2 | sort -u | wc -l)
[ "$cells" -eq 200 ] || { echo "expected results of 200 different cells, found $cells" >&2; exit 1; }
"$fledge" runs check --store shared.db
attempts=$("$fledge" runs list --store shared.db --study kill --limit 100000 --json 2>/dev/null | grep -o '"state":"[a-z]*"' |
  sort | uniq -c | tr -s ' \n' ' ')
echo "200 cells, 200 results, equal tables; runs in the store:$attempts"
