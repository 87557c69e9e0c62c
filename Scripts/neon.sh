#!/bin/bash
# Compares the C kernels of every instruction set, bit for bit: this machine's own, and those of 64-bit Arm (NEON and
# portable), cross-compiled by clang and run under qemu-user. Prints one line for each kernel that differs.
#
#     Scripts/neon.sh [table.md]      with a path, writes every kernel's hash there
#
# Needs clang, and for Arm qemu-aarch64 and the C library that Debian's gcc-aarch64-linux-gnu brings.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sources=("$root"/Sources/CKernels/*.c "$root"/Sources/CKernels/*/*.c "$root"/Tests/Support/KernelHashes/*.c)
flags=(-O3 -Wall -Werror -I"$root/Sources/CKernels/include")
sets=()

# hash SET NAME PROGRAM…: keeps the hashes of an instruction set, unless the processor lacks it.
hash() {
  local status=0
  "${@:3}" "$1" > "$work/$2" || status=$?
  if [ $status = 3 ] && [ "$1" != neon ]; then echo "$2: not on this processor"; return; fi
  [ $status = 0 ] || { echo "$2: the program ended with status $status"; exit 1; }
  sets+=("$2")
}

clang "${flags[@]}" "${sources[@]}" -lm -lpthread -o "$work/here"
if [ "$(uname -m)" = aarch64 ] || [ "$(uname -m)" = arm64 ]; then
  for set in portable neon; do hash $set "$set" "$work/here"; done
else
  for set in portable avx2 avx512 amx; do hash $set "$set" "$work/here"; done
  libraries=$(ls -d /usr/lib/gcc-cross/aarch64-linux-gnu/* 2>/dev/null | tail -1 || true)
  if ! command -v qemu-aarch64 > /dev/null || [ -z "$libraries" ]; then
    echo "NEON: skipped, qemu-aarch64 or the cross C library is missing (Debian: qemu-user gcc-aarch64-linux-gnu)"
  else
    clang --target=aarch64-linux-gnu -fuse-ld=lld -static "${flags[@]}" -idirafter /usr/aarch64-linux-gnu/include \
      -L/usr/aarch64-linux-gnu/lib -L"$libraries" -B"$libraries" -B/usr/aarch64-linux-gnu/lib \
      "${sources[@]}" -lm -lpthread -o "$work/arm"
    hash portable arm-portable qemu-aarch64 "$work/arm"
    hash neon neon qemu-aarch64 "$work/arm"
  fi
fi

differences=0
for set in "${sets[@]}"; do
  diff "$work/${sets[0]}" "$work/$set" > "$work/difference" && continue
  sed -n "s/^> /$set differs: /p" "$work/difference"
  differences=1
done
if [ $# -gt 0 ]; then
  { echo "| kernel | hash |"; echo "|---|---|"; sed 's/\(.*\) \(.*\)/| \1 | `\2` |/' "$work/${sets[0]}"; } > "$1"
fi
[ $differences = 0 ] || exit 1
echo "$(wc -l < "$work/${sets[0]}") hashes are the same on: ${sets[*]}"
