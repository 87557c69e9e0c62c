#!/usr/bin/env bash
# Runs every check that takes too long for .ci/run; a check that fails does not stop those after it.
#
#     Scripts/check_all.sh            all of them; writes docs/proofs/check-all.md
#     Scripts/check_all.sh neon tsan  these targets of make alone; writes nothing
set -uo pipefail
cd "$(dirname "$0")/.."
all=(neon hostile kill-test study-kill-test fuzz check-debug tsan asan)
targets=("$@")
[ $# -gt 0 ] || targets=("${all[@]}")

processor() {
  sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2> /dev/null | head -n 1 | grep . || sysctl -n machdep.cpu.brand_string
}

# Written after every check, so that a run which is stopped leaves what it found.
write() {
  {
    echo "# The long checks"
    echo
    echo "\`make check-all\`, $(date +%F), commit $(git rev-parse --short HEAD), $(processor), $(uname -s)," \
      "$(getconf _NPROCESSORS_ONLN) processors."
    echo
    printf '%s' "$table"
  } > docs/proofs/check-all.md
}

rows=
failed=0
for target in "${targets[@]}"; do
  SECONDS=0
  result=passed
  make "$target" || { result=FAILED; failed=1; }
  rows+="| \`make $target\` | $result | $((SECONDS / 60)):$(printf %02d $((SECONDS % 60))) |"$'\n'
  table="| check | result | minutes |"$'\n'"|---|---|---|"$'\n'"$rows"
  [ $# != 0 ] || write
done
printf '\n%s' "$table"
[ $# != 0 ] || echo "written to docs/proofs/check-all.md"
exit $failed
