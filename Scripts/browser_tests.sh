#!/bin/sh
# Drives the live page in Debian's chromium as a person would.
#
#     Scripts/browser_tests.sh                  every Tests/Browser/test_*.py
#     Scripts/browser_tests.sh --short          those that CI runs, at most 90 s
#     Scripts/browser_tests.sh test_draw.py     these files alone
#
# Needs python3 with venv and chromium; as root it installs what is missing from Debian. PYTHON names a Python that has
# playwright already. FLEDGE names the program; .build/release/fledge when left out.
set -eu
cd "$(dirname "$0")/.."
short="test_page.py"
export FLEDGE="${FLEDGE:-$PWD/${FLEDGE_SCRATCH:-.build}/release/fledge}"
export CHROMIUM="${CHROMIUM:-$(command -v chromium || true)}"

if [ -z "$CHROMIUM" ] || ! python3 -c 'import venv, ensurepip' 2> /dev/null; then
  if [ "$(id -u)" != 0 ]; then
    echo "browser tests: skipped, they need chromium and python3-venv: apt-get install chromium python3-venv"
    exit 0
  fi
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium python3-venv > /dev/null
  export CHROMIUM="$(command -v chromium)"
fi
if [ -z "${PYTHON:-}" ]; then
  venv=.build-browser/venv
  [ -x $venv/bin/python ] || python3 -m venv $venv
  $venv/bin/python -c 'import playwright' 2> /dev/null \
    || $venv/bin/python -m pip install -q --disable-pip-version-check -r Tests/Browser/requirements.txt
  PYTHON=$venv/bin/python
fi

case "${1:-}" in
--short) tests=$short ;;
"") tests=$(cd Tests/Browser && ls test_*.py) ;;
*) tests="$*" ;;
esac
failed=0
for test in $tests; do
  echo "$test"
  "$PYTHON" "Tests/Browser/$test" || failed=1
done
exit $failed
