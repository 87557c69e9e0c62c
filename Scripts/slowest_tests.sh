#!/bin/sh
# Prints the slowest tests of an xUnit file, with the time of all.
#
#     Scripts/slowest_tests.sh FILE [COUNT]
set -eu
sorted=$(awk -F '"' '
  /<testcase / {
    name = $4
    gsub(/`|\(\)$/, "", name)
    gsub(/&quot;/, "\"", name)
    gsub(/&apos;/, "\047", name)
    gsub(/&lt;/, "<", name)
    gsub(/&gt;/, ">", name)
    gsub(/&amp;/, "\\&", name)
    printf "%8.2f s  %s: %s\n", $6, $2, name
  }' "$1" | LC_ALL=C sort -rn)
printf '%s\n' "$sorted" | awk -v count="${2:-20}" '
  { lines[NR] = $0; sum += $1 }
  END {
    printf "%d tests took %.1f s; the slowest:\n", NR, sum
    for (i = 1; i <= NR && i <= count; i++) print lines[i]
  }'
