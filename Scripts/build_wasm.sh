#!/bin/sh
# Builds Web/assets/fledge.wasm, the kernels and their Swift side for browsers, with the Swift toolchain alone.
#   Scripts/build_wasm.sh           builds it in place
#   Scripts/build_wasm.sh --check   builds it elsewhere and compares it with the committed one
set -eu
cd "$(dirname "$0")/.."
case "${1:-}" in
"" | --check) ;;
*) echo "build_wasm.sh: expected nothing or --check, found '$1'" >&2; exit 64 ;;
esac

# clang and wasm-ld of the toolchain, since the system's may differ.
tools=$(dirname "$(readlink -f "$(command -v swiftc)")")
target=wasm32-unknown-none-wasm
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compile() {
  "$tools/clang" --target=$target -std=c17 -Os -msimd128 -ffp-contract=off -ffunction-sections -nostdlib \
    -fno-builtin-memcpy -fno-builtin-memmove -fno-builtin-memset -Wall -Wextra -Werror \
    -ISources/Browser/include -ISources/CKernels/include "$@"
}
for file in Sources/Browser/*.c Sources/CKernels/convolution/dispatch.c; do
  compile -c "$file" -o "$work/$(basename "$file").o"
done
swift() {
  "$tools/swiftc" -target $target -swift-version 6 -package-name fledge -parse-as-library -wmo -Osize \
    -enable-experimental-feature Embedded -enable-experimental-feature Lifetimes -Xfrontend -disable-stack-protector \
    -Xfrontend -disable-incremental-llvm-codegen -warnings-as-errors -Xcc -ISources/Browser/include \
    -Xcc -ISources/CKernels/include -I Sources/Browser/include -I Sources/CKernels/include -I "$work" "$@"
}
# The same files as in the command: the kernels' Swift side without its thread pool, and the preparation of data.
swift -module-name FledgeKernels -emit-module -emit-module-path "$work/FledgeKernels.swiftmodule" \
  -c Sources/Browser/Kernels/*.swift Sources/Kernels/Activation.swift Sources/Kernels/Elementwise.swift \
  Sources/Kernels/GradientTransform.swift Sources/Kernels/Losses.swift Sources/Kernels/RandomKey.swift \
  Sources/Kernels/RandomValues.swift Sources/Kernels/Reductions.swift Sources/Kernels/Span+Pointers.swift \
  Sources/Kernels/UpdateCoefficients*.swift -o "$work/kernels-swift.o"
swift -module-name FledgeBrowser -c Sources/Browser/*.swift Sources/Browser/Training/*.swift \
  Sources/Datasets/ExampleRandom.swift Sources/Datasets/Pictures/DigitPreparation.swift \
  Sources/Datasets/Pictures/InkArea.swift Sources/Datasets/ToyPoints.swift \
  Sources/Datasets/UnitVector.swift -o "$work/browser.o"
# The stack comes first in memory: one that overflows traps instead of writing over data.
"$tools/wasm-ld" --no-entry --gc-sections --strip-all -z stack-size=131072 --stack-first -o "$work/fledge.wasm" \
  "$work"/*.o

size=$(wc -c < "$work/fledge.wasm")
if [ "$size" -gt 100000 ]; then
  echo "build_wasm.sh: fledge.wasm has $size bytes, at most 100,000 are allowed" >&2
  exit 1
fi
if [ "${1:-}" = --check ]; then
  cmp "$work/fledge.wasm" Web/assets/fledge.wasm || {
    echo "build_wasm.sh: Web/assets/fledge.wasm is not what the sources give; run Scripts/build_wasm.sh" >&2
    exit 1
  }
  echo "Web/assets/fledge.wasm is what the sources give ($size bytes)."
else
  cp "$work/fledge.wasm" Web/assets/fledge.wasm
  echo "Web/assets/fledge.wasm has $size bytes."
fi
