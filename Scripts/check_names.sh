#!/usr/bin/env bash
# Prints every name of a public or package top-level type that two modules declare, and exits with 1 if there is one:
# a file that imports both modules would have to write the module's name before it.
#
#     Scripts/check_names.sh
set -euo pipefail
cd "$(dirname "$0")/.."

declaration='^(@[a-zA-Z]+ )*(public|package) (final |indirect )*(struct|class|enum|actor|protocol|typealias) ([A-Za-z0-9_]+).*'
# Sources/Browser/Kernels is compiled in place of a file of Sources/Kernels, for WebAssembly.
shared=$(for module in Sources/*/; do
  [ "$module" = Sources/Browser/ ] && continue
  { grep -rEh --include='*.swift' "$declaration" "$module" || true; } | sed -E "s/$declaration/\5/" | sort -u
done | sort | uniq -d)
for name in $shared; do
  grep -rnE --include='*.swift' "^(@[a-zA-Z]+ )*(public|package) (final |indirect )*(struct|class|enum|actor|protocol|typealias) $name\b" Sources
done
[ -z "$shared" ] || { echo "check_names.sh: expected each name in one module, found" $shared >&2; exit 1; }
