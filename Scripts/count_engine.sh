#!/usr/bin/env bash
# Counts the lines of the engine of studies and of reports, without the reports themselves: what stands between a plan
# of variants and seeds and the records of its runs. Lines that hold code: neither empty nor a comment alone.
#
# Left out: a study's file (StudyFile, StudyPlan+YAML), its results as text, JSON and charts, the store (Sources/RunStore),
# and the dry run, which no training needs.
#
# Usage: Scripts/count_engine.sh [most lines allowed]
set -euo pipefail
cd "$(dirname "$0")/.."

files=(
  Sources/Models/{Probe,RunSettings,RunFolder+Record}.swift
  Sources/Studies/{Attempt,DatasetCache,LeaseMonitor,MachineDescription,RunFiles,RunPlan,RunQueue}.swift
  Sources/Studies/{StudyError,StudyEvent,StudyMetrics,StudyPlan+Runs,StudyRunner,StudyRunner+Halving}.swift
  Sources/Studies/{UsageMeter,WorkerPool,WorkerThread}.swift
  Sources/Reproductions/Context/*.swift
  Sources/Reproductions/Runs/*.swift
)
total=0
for file in "${files[@]}"; do
  lines=$(grep -cvE '^\s*(//.*)?$' "$file")
  printf '%5d  %s\n' "$lines" "$file"
  total=$((total + lines))
done
printf '%5d  lines of code, %d lines in all\n' "$total" "$(cat "${files[@]}" | wc -l)"
[ -z "${1:-}" ] || [ "$total" -le "$1" ] || { echo "expected at most $1" >&2; exit 1; }
