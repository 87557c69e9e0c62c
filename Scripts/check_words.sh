#!/usr/bin/env bash
# Prints every use of a word of Scripts/words.txt as FILE:LINE: WORD → USE INSTEAD, and exits with 1 if there was one.
#
#     Scripts/check_words.sh [FILE OR FOLDER ...]      default: sources and documentation
#
# Names of files are checked too. A phrase that is broken over two lines is not found.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- Sources docs README.md ARCHITECTURE.md CONTRIBUTING.md CHANGELOG.md Benchmarks/log Benchmarks/RESULTS.md
for path in "$@"; do
  [ -e "$path" ] || { echo "check_words.sh: expected a file or folder, found no $path" >&2; exit 2; }
done

words=$(grep -v -e '^#' -e '^$' Scripts/words.txt)
allowed=$(grep '^allow |' <<< "$words" || true)
allowed=${allowed//allow | /}
entries=$(grep -v '^allow |' <<< "$words")

# lines WORD PATH...: FILE:LINE:TEXT of each use. A word with a space is a phrase, in which case does not count. The pages
# in docs/reports are made by the program and not searched.
lines() {
  local word=$1 flags=-rnIFw
  shift
  [[ $word != *" "* ]] || flags+=i
  grep $flags --exclude-dir=reports -e "$word" -- "$@" /dev/null || true
  [[ $word == *" "* ]] || find "$@" -name reports -prune -o -type f -name "*$word*" -print | grep -Fw -e "$word" | sed 's/$/:1:/' || true
}

hits=0
while IFS= read -r entry; do
  word=${entry%% | *}
  while IFS=: read -r file line _; do
    echo "$file:$line: $word → ${entry#* | }"
    hits=$((hits + 1))
  done < <(lines "$word" "$@" | if [ -n "$allowed" ]; then grep -vF -e "$allowed" || true; else cat; fi)
done <<< "$entries"

[ $hits -eq 0 ] || { echo "check_words.sh: expected 0 uses of words in Scripts/words.txt, found $hits" >&2; exit 1; }
