#!/usr/bin/env python3
"""Counts the instructions of a training step with callgrind, and compares them with those in Benchmarks/instructions.json.

    Scripts/instructions.py .build/release/fledge [--record]

Only what `Trainer.update` calls is counted: reading a batch, forward, loss, backward, optimizer. Start, evaluation and the
files of the run are not. Instructions hardly differ from run to run, where seconds do. callgrind knows no AVX-512, so the kernels are those of AVX2.
More than two percent above a threshold fails; more than two percent below asks to record it.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

STEPS, EPOCHS = 3, 21  # steps in an epoch, and epochs
WORKLOADS = {  # the trainings of `fledge bench`
    "W2": "--layers 64,32 --batch-size 128",
    "W2b": "--layers 64,32 --batch-size 8",
    "W3": "--layers 200 --activation sigmoid --optimizer momentum --learning-rate 0.01 --batch-size 32",
}
TOLERANCE = 0.02


def count(fledge, flags):
    batch = int(flags.split()[-1])
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
               "--toggle-collect=*FledgeTraining7TrainerC6update33*", fledge, "train", "--recipe", "plain",
               "--dataset", "digits", "--examples", str(STEPS * batch), "--test-examples", "1", "--validation", "0",
               *flags.split(), "--epochs", str(EPOCHS), "--checkpoint-every", "none", "--threads", "1", "--quiet",
               "--output", os.path.join(os.path.dirname(fledge), "run"), "--overwrite"]
    environment = dict(os.environ, FLEDGE_ISA="avx2", SWIFT_DETERMINISTIC_HASHING="1")
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"instructions.py: expected a count from callgrind, found status {done.returncode}: {done.stderr[-300:]}")
    return int(found.group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fledge")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    path = Path(__file__).parent.parent / "Benchmarks/instructions.json"
    thresholds = {} if options.record else json.loads(path.read_text())
    counts, failed, folder = {}, False, tempfile.TemporaryDirectory()
    # callgrind cannot read the debugging information of some compilers.
    program = f"{folder.name}/fledge"
    subprocess.run(["objcopy", "--strip-debug", options.fledge, program], check=True)
    for workload, flags in WORKLOADS.items():
        counts[workload] = round(count(program, flags) / (EPOCHS * STEPS))
        change = counts[workload] / thresholds[workload] - 1 if workload in thresholds else 0
        verdict = "TOO MANY" if change > TOLERANCE else "fewer: record them" if change < -TOLERANCE else "as recorded"
        failed |= change > TOLERANCE
        print(f"{workload}: {counts[workload]} instructions a step, {100 * change:+.2f} %, {verdict}", flush=True)
    if options.record:
        path.write_text(json.dumps(counts, indent=1) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
