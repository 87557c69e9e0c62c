#!/usr/bin/env bash
# Runs every check that takes too long for .ci/run; a check that fails does not stop those after it.
#
#     Scripts/check_all.sh            all of them; writes docs/proofs/check-all.md
#     Scripts/check_all.sh neon tsan  these targets of make alone; writes nothing
set -uo pipefail
cd "$(dirname "$0")/.."
# Every hostile flag, of which the suite runs four of nine.
export FLEDGE_ALL_FLAGS=1
all=(check-debug asan tsan neon kill-test study-kill-test fuzz)
targets=("$@")
[ $# -gt 0 ] || targets=("${all[@]}")

processor() {
  sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2> /dev/null | head -n 1 | grep . || sysctl -n machdep.cpu.brand_string
}

rows=
failed=0
for target in "${targets[@]}"; do
  SECONDS=0
  result=passed
  make "$target" || { result=FAILED; failed=1; }
  rows+="| \`make $target\` | $result | $((SECONDS / 60)):$(printf %02d $((SECONDS % 60))) |"$'\n'
done
table="| check | result | minutes |"$'\n'"|---|---|---|"$'\n'"$rows"
printf '\n%s' "$table"
if [ $# = 0 ]; then
  {
    echo "# The long checks"
    echo
    echo "\`make check-all\`, $(date +%F), commit $(git rev-parse --short HEAD), $(processor), $(uname -s)," \
      "$(getconf _NPROCESSORS_ONLN) processors."
    echo
    printf '%s' "$table"
  } > docs/proofs/check-all.md
  echo "written to docs/proofs/check-all.md"
fi
exit $failed
