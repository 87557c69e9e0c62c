#!/bin/bash
# Compares the kernels of a commit with those of the working tree, on machines whose timings are noisy: one process trains
# and alternates between the two from step to step. The ratio is accurate to half a percent.
#
#     Benchmarks/turns.sh COMMIT --workload W5 --threads 1 --epochs 2 [other options of fledge bench]
#
# For changes within Sources/CKernels whose declarations (include/) are the same in both. FLEDGE_ISA=avx2 compares the
# AVX2 kernels in place of AVX-512's. Code placement alone makes up to one percent:
# Benchmarks/log/README.md.
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: Benchmarks/turns.sh COMMIT [options of fledge bench]"; exit 2; }
root=$(cd "$(dirname "$0")/.." && pwd)
commit=$1
shift
export FLEDGE_ISA=${FLEDGE_ISA:-avx512}  # so that fledge refuses what the processor lacks
set_name=$FLEDGE_ISA
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"
git rev-parse --quiet --verify "$commit^{commit}" > /dev/null || { echo "turns.sh: no commit $commit"; exit 2; }
git diff --quiet "$commit" -- Sources/CKernels/include || { echo "turns.sh: $commit declares other kernels"; exit 1; }
swift build -c release --product fledge > "$work/build" || { cat "$work/build"; exit 1; }
git archive "$commit" Sources/CKernels | tar -x -C "$work"

# compile NAME FOLDER: the folder's table of kernels, under the name that turns.c expects.
compile() {
  clang -O3 -I"$2/include" -c "$2/$set_name.c" -o "$work/$1.o"
  objcopy --redefine-sym "fledge_$set_name=turns_$1" --keep-global-symbol "turns_$1" "$work/$1.o"
}

compile old "$work/Sources/CKernels"
compile new Sources/CKernels
clang -O2 -DTURNS_SET="FLEDGE_${set_name^^}" -ISources/CKernels/include -ISources/CKernels -c Benchmarks/Turns/turns.c \
  -o "$work/turns.o"
release=$(swift build -c release --show-bin-path)
sed -e "s#^.*/CFledgeKernels.build/runtime/dispatch.c.o'\{0,1\}\$#$work/turns.o\n$work/old.o\n$work/new.o#" \
  "$release/fledge.product/Objects.LinkFileList" > "$work/objects"
grep -q "$work/turns.o" "$work/objects" || { echo "turns.sh: the build has no runtime/dispatch.c.o to replace"; exit 1; }
swiftc -emit-executable -o "$work/fledge" -L "$release" -lz -lm -Xlinker --gc-sections -Xlinker --defsym \
  -Xlinker main=FledgeCommandLine_main @"$work/objects"
"$work/fledge" bench --quiet "$@"
