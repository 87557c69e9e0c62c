#!/usr/bin/env bash
# Takes screenshots of a folder of pages with chromium: desktop and phone, light and dark.
#
#   Scripts/screenshot_pages.sh PAGES OUTPUT [HEIGHT]
#
# PAGES is what `fledge reproduce --output` or `fledge latent --output` wrote; OUTPUT gets one PNG for each page, width and theme.
# HEIGHT is the height of the screenshots in pixels (default: 6000). CHROMIUM names another browser.
set -euo pipefail

if [[ $# -lt 2 ]]; then
  echo "usage: $0 PAGES OUTPUT [HEIGHT]" >&2
  exit 2
fi
pages=$(cd "$1" && pwd)
mkdir -p "$2"
output=$(cd "$2" && pwd)
height=${3:-6000}
browser=${CHROMIUM:-chromium}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

shoot() { # page, name, width, theme
  local frame="$scratch/$2-$3-$4.html"
  local source="file://$pages/$1"
  # Chromium's windows are at least 500 pixels wide, so that a phone's width needs a frame.
  local themed="$scratch/themed-$4-${1//\//-}"
  sed "s|<html lang=\"en\">|<html lang=\"en\" data-theme=\"$4\">|" "$pages/$1" >"$themed"
  source="file://$themed"
  printf '<!DOCTYPE html><body style="margin:0"><iframe src="%s" style="border:0;width:%spx;height:%spx"></iframe>' \
    "$source" "$3" "$height" >"$frame"
  "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --allow-file-access-from-files \
    --user-data-dir="$scratch/profile" --window-size="$(($3 < 500 ? 500 : $3)),$height" \
    --screenshot="$output/$2-$3-$4.png" "file://$frame" >/dev/null 2>"$scratch/log" ||
    { cat "$scratch/log" >&2; exit 1; }
  echo "$output/$2-$3-$4.png"
}

shopt -s nullglob
for path in "$pages"/index.html "$pages"/*/index.html; do
  page=${path#"$pages"/}
  name=${page%/index.html}
  [[ $page == index.html ]] && name=index
  for width in 1200 390; do
    for theme in light dark; do shoot "$page" "$name" "$width" "$theme"; done
  done
done
