#!/usr/bin/env bash
# Proves every exchange format against the programs that it is for, and writes docs/proofs/interop.md.
#
#     Scripts/interop/run.sh        with Python 3.11 and MNIST; PyPI installs 2 GB below .build/interop the first time
#     INTEROP=DIR Scripts/interop/run.sh     the same with the environments kept in DIR; PROGRAM names another fledge
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3}
environments=${INTEROP:-.build/interop}
program=${PROGRAM:-}
if [ -z "$program" ]; then
  swift build -c release --product fledge
  program=$(swift build -c release --show-bin-path)/fledge
fi
mnist=${FLEDGE_DATA:-../shared/data/mnist}
[ -e "$mnist/t10k-images-idx3-ubyte" ] || [ -e "$mnist/t10k-images-idx3-ubyte.gz" ] || {
  echo "interop: expected MNIST in $mnist, found none; name its folder with FLEDGE_DATA" >&2
  exit 66
}
export FLEDGE_DATA=$mnist TF_CPP_MIN_LOG_LEVEL=3 KERAS_BACKEND=tensorflow

environment() { # NAME REQUIREMENTS
  [ -x "$environments/$1/bin/python" ] && return
  "$python" -m venv "$environments/$1"
  "$environments/$1/bin/pip" install --quiet --requirement "Scripts/interop/$2"
}
environment new requirements.txt
environment oldest requirements-onnx-oldest.txt
new=$environments/new/bin/python
oldest=$environments/oldest/bin/python

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
report=
prove() { # TITLE COMMAND...
  local title=$1 result=passed start=$SECONDS
  shift
  echo "== $title"
  "$@" > "$work/log" 2> "$work/errors" || { result=FAILED; failed=1; tail -n 5 "$work/errors"; }
  cat "$work/log"
  report+=$'\n'"## $title"$'\n\n'"$result in $((SECONDS - start)) s"$'\n\n```\n'"$(grep -v '^$' "$work/log")"$'\n```\n'
}

prove "PyTorch and Keras scripts, safetensors back, npz" "$new" Scripts/interop/scripts_check.py "$program" "$work/scripts"
"$new" Scripts/interop/onnx_cases.py "$program" "$FLEDGE_DATA" "$work/onnx" > /dev/null
prove "ONNX: onnx.checker and the newest onnxruntime" "$new" Scripts/interop/onnx_check.py "$work/onnx"
prove "ONNX: the oldest onnxruntime" "$oldest" Scripts/interop/onnx_check.py "$work/onnx"
"$new" Scripts/interop/onnx_foreign.py torch "$work/foreign" > "$work/foreign.log" 2>&1
prove "ONNX: our graphs read back" "$new" Scripts/interop/onnx_import_check.py "$program" cases "$work/onnx"
prove "ONNX: PyTorch's graphs read" "$new" Scripts/interop/onnx_import_check.py "$program" foreign "$work/foreign"
prove "TensorBoard" "$new" Scripts/interop/tensorboard_check.py "$program" --data "$FLEDGE_DATA"
prove "Trackio and MLflow" "$new" Scripts/interop/trackers_check.py "$program" --data "$FLEDGE_DATA"

{
  echo "# Exchange with other programs"
  echo
  echo "\`make interop\`, $(date +%F), commit $(git rev-parse --short HEAD), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)," \
    "$(getconf _NPROCESSORS_ONLN) processors, Python $("$new" -c 'import platform; print(platform.python_version())'):" \
    "$(grep -v '^#' Scripts/interop/requirements.txt | tr '\n' ' ' | sed 's/==/ /g; s/ \([a-z]\)/, \1/g; s/ $//');" \
    "oldest $(sed -n 's/==/ /p' Scripts/interop/requirements-onnx-oldest.txt)."
  printf '%s' "$report"
} > docs/proofs/interop.md
exit $failed
