#!/usr/bin/env python3
"""Imports models of ONNX with Fledge, and compares what comes out.

    python Scripts/interop/onnx_import_check.py .build/release/fledge cases OUTPUT      of onnx_cases.py
    python Scripts/interop/onnx_import_check.py .build/release/fledge foreign OUTPUT    of onnx_foreign.py

Of Fledge's own models, with and without scaling, every bit of every weight must come back. Of models by others, the outputs must
be those of the other program within 1e-5. Needs numpy.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

LIMIT = 1e-5


def fledge(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run([sys.argv[1], *map(str, arguments)], capture_output=True, text=True)


def own(folder: Path, scratch: Path) -> str:
    """What is wrong with the weights of a run that goes through its models."""
    before = json.loads((folder / "run" / "record.json").read_text())["weights_sha256"]
    for name in ("plain.onnx", "raw.onnx"):
        result = fledge("import", folder / name, "--output", scratch / name)
        if result.returncode:
            return result.stderr.strip()
        for file in ("model.safetensors", "config.yaml"):
            if (folder / "run" / file).read_bytes() != (scratch / name / file).read_bytes():
                return f"{name}: {file} differs"
        after = json.loads((scratch / name / "record.json").read_text())["weights_sha256"]
        if after != before:
            return f"{name}: weights {after[:12]}, not {before[:12]}"
    return ""


def foreign(path: Path, scratch: Path) -> tuple[str, float]:
    """What is wrong with a model of another program, and the greatest difference of its outputs."""
    inputs, outputs = (np.load(path.with_suffix(f".{kind}.npy")) for kind in ("inputs", "outputs"))
    # Images go in as grey levels, which Fledge divides by 255.
    rows = inputs.reshape(len(inputs), -1)
    are_images = inputs.ndim > 2
    np.save(scratch / "inputs.npy", np.rint(rows * 255).astype(np.uint8) if are_images else rows)
    result = fledge("import", path, "--scaling", "unit" if are_images else "none", "--output", scratch / "run")
    if not result.returncode:
        result = fledge("predict", scratch / "run", scratch / "inputs.npy", "--logits", "--output", scratch / "outputs.npy")
    if result.returncode:
        return result.stderr.strip().splitlines()[-1], np.inf
    found = np.load(scratch / "outputs.npy").reshape(outputs.shape)
    difference = float(np.abs(found - outputs).max())
    return "" if difference <= LIMIT else "other outputs", difference


def main() -> None:
    kind, folder = sys.argv[2], Path(sys.argv[3])
    if kind not in ("cases", "foreign"):
        sys.exit(f"expected cases or foreign, found {kind}")
    items = sorted(path.parent for path in folder.glob("*/case.json")) if kind == "cases" else sorted(folder.glob("*.onnx"))
    if not items:
        sys.exit(f"{folder}: expected models, found none")
    failed = 0
    for item in items:
        with tempfile.TemporaryDirectory() as scratch:
            if kind == "cases":
                problem, text = own(item, Path(scratch)), "the same bits"
            else:
                problem, difference = foreign(item, Path(scratch))
                text = f"{difference:.2e}"
        failed += bool(problem)
        print(f"{item.stem:44} {problem or text}", flush=True)
    print(f"{failed} of {len(items)} failed" if failed else f"all {len(items)} equal")
    sys.exit(1 if failed else 0)


main()
