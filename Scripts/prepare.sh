#!/bin/sh
# Looks for what Fledge needs and says in one line each what it found: Swift, the headers of zlib, SQLite and cmark-gfm, MNIST.
#
#     Scripts/prepare.sh            installs missing headers as root by apt-get; fetches nothing
#     Scripts/prepare.sh --fetch    also fetches MNIST where it is not found
set -eu
cd "$(dirname "$0")/.."
needed_swift=6.2
needed_headers="zlib.h sqlite3.h cmark-gfm.h cmark-gfm-core-extensions.h"
# The packages of Debian and Ubuntu that hold them.
packages="zlib1g-dev libsqlite3-dev libcmark-gfm-dev libcmark-gfm-extensions-dev"

say() { printf '%-8s %s\n' "$1" "$2"; }
stop() {
  say "$1" "$2" >&2
  exit 1
}

swift_version() {
  command -v swift > /dev/null || stop Swift "not found; install $needed_swift or newer: https://www.swift.org/install"
  version=$(swift --version 2> /dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
  major=${version%%.*}
  rest=${version#*.}
  minor=${rest%%.*}
  [ "${major:-0}" -gt "${needed_swift%.*}" ] ||
    { [ "${major:-0}" -eq "${needed_swift%.*}" ] && [ "${minor:-0}" -ge "${needed_swift#*.}" ]; } ||
    stop Swift "expected $needed_swift or newer, found ${version:-none}; see https://www.swift.org/install"
  say Swift "$version"
}

# Whether the compiler finds a header; the toolchain brings clang, and pkg-config knows folders of its own.
has_header() {
  if command -v clang > /dev/null; then
    printf '#include <%s>\n' "$1" | clang -E $(pkg-config --cflags-only-I libcmark-gfm 2> /dev/null) -x c - > /dev/null 2>&1
  else
    [ -e "/usr/include/$1" ]
  fi
}

# The one line that installs the headers on this system.
install_line() {
  if [ "$(uname)" = Darwin ]; then
    echo "xcode-select --install ; brew install cmark-gfm (and zlib, sqlite where they are missing)"
  elif command -v apt-get > /dev/null; then
    echo "sudo apt-get install -y $packages"
  elif command -v dnf > /dev/null; then
    echo "sudo dnf install -y zlib-devel sqlite-devel cmark-gfm-devel"
  else
    echo "the development packages of zlib, SQLite and cmark-gfm"
  fi
}

headers() {
  missing=
  for header in $needed_headers; do
    has_header "$header" || missing="${missing:+$missing and }$header"
  done
  if [ -n "$missing" ]; then
    if [ "$(id -u)" != 0 ] || [ "$(uname)" != Linux ] || ! command -v apt-get > /dev/null; then
      stop Headers "$missing not found; install: $(install_line)"
    fi
    say Headers "$missing not found; installing $packages"
    log=$(mktemp)
    if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $packages; } \
      > "$log" 2>&1; then
      cat "$log" >&2
      rm -f "$log"
      stop Headers "the installation failed; run: $(install_line)"
    fi
    rm -f "$log"
    for header in $needed_headers; do
      has_header "$header" || stop Headers "installed, but clang does not find $header"
    done
  fi
  say Headers "zlib, SQLite and cmark-gfm found"
}

# The places where the program looks for MNIST, in its order (Sources/Datasets/DataSearch.swift).
places() {
  [ -z "${FLEDGE_DATA:-}" ] || printf '%s\n' "$FLEDGE_DATA"
  printf '%s\n' "$PWD/data"
  folder=$PWD
  while [ "$folder" != / ]; do
    folder=$(dirname "$folder")
    printf '%s\n' "${folder%/}/data" "${folder%/}/shared/data"
  done
  case ${XDG_CACHE_HOME:-} in
  /*) printf '%s\n' "$XDG_CACHE_HOME/fledge" ;;
  *)
    if [ "$(uname)" = Darwin ]; then caches=Library/Caches; else caches=.cache; fi
    [ -z "${HOME:-}" ] || printf '%s\n' "$HOME/$caches/fledge"
    ;;
  esac
}

mnist_folder() {
  places | while read -r place; do
    for folder in "$place" "$place/mnist"; do
      found=0
      for file in train-images-idx3 train-labels-idx1 t10k-images-idx3 t10k-labels-idx1; do
        if [ -f "$folder/$file-ubyte" ] || [ -f "$folder/$file-ubyte.gz" ]; then found=$((found + 1)); fi
      done
      if [ $found = 4 ]; then
        printf '%s\n' "$folder"
        return
      fi
    done
  done
}

mnist() {
  folder=$(mnist_folder)
  if [ -n "$folder" ]; then
    say MNIST "found in $folder"
  elif [ "${1:-}" != --fetch ]; then
    say MNIST "not found; tests that need it are skipped (fledge data fetch mnist, or FLEDGE_DATA names its folder)"
  else
    say MNIST "not found; building Fledge, which fetches it (11 MB)"
    swift build -c release --product fledge
    .build/release/fledge data fetch mnist ||
      say MNIST "none to be had; the reports run on generated digits, and every page says so"
  fi
}

swift_version
headers
mnist "$@"
