#!/usr/bin/env bash
# Prints every page of a folder as PDF with chromium, into FOLDER/pdf.
#
#   Scripts/print_pages.sh FOLDER
#
# FOLDER is what `fledge reproduce --output` wrote. CHROMIUM names another browser.
set -euo pipefail

if [[ $# -ne 1 ]]; then
  echo "usage: $0 FOLDER" >&2
  exit 2
fi
browser=${CHROMIUM:-chromium}
if ! command -v "$browser" >/dev/null; then
  echo "$0: expected the program $browser, found none; install it (apt-get install chromium) or name another in CHROMIUM" >&2
  exit 77
fi
shopt -s nullglob
pages=("$1"/*/index.html)
if [[ ${#pages[@]} -eq 0 ]]; then
  echo "$0: expected pages in $1, found none; make them with fledge reproduce --output $1" >&2
  exit 2
fi
folder=$(cd "$1" && pwd)
mkdir -p "$folder/pdf"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for page in "$folder"/*/index.html; do
  name=$(basename "$(dirname "$page")")
  rm -f "$folder/pdf/$name.pdf"
  "$browser" --headless --no-sandbox --disable-gpu --no-pdf-header-footer --user-data-dir="$scratch/profile" \
    --print-to-pdf="$folder/pdf/$name.pdf" "file://$page" >/dev/null 2>"$scratch/log" || true
  if [[ ! -s "$folder/pdf/$name.pdf" ]]; then
    cat "$scratch/log" >&2
    echo "$0: expected $browser to write $folder/pdf/$name.pdf, found no file" >&2
    exit 1
  fi
  echo "$folder/pdf/$name.pdf"
done
