#!/usr/bin/env python3
"""Trains the three networks of GoldenHashTests with a built program and compares the SHA-256 of their weights.

    Scripts/golden.py .build/release/fledge

The tests hold a debug build to these hashes; this holds any other build to them.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    fledge = str(Path(sys.argv[1]).resolve())
    text = (Path(__file__).parent.parent / "Tests/ResumeTests/GoldenHashTests.swift").read_text()
    trainings = re.findall(r"@Test func `(.*?)`.*?try expect\((.*?)\)\n", text, re.DOTALL)
    wrong = 0
    for name, arguments in trainings:
        golden, *assignments = re.findall(r'"(.*?)"', arguments)
        flags = [part for assignment in assignments for part in ("--set", assignment)]
        with tempfile.TemporaryDirectory() as folder:
            output = subprocess.run(
                [fledge, "train", "--recipe", "plain", *flags, "--quiet", "--json", "--output", f"{folder}/run"],
                check=True, capture_output=True, text=True).stdout
        same = json.loads(output)["weights_sha256"] == golden
        wrong += not same
        print(f"{'same' if same else 'OTHER'}  {golden[:16]}…  {name}")
    return 1 if wrong or len(trainings) != 3 else 0


if __name__ == "__main__":
    sys.exit(main())
