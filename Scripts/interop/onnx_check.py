#!/usr/bin/env python3
"""Compares the models of onnx_cases.py with Fledge's own predictions, in onnxruntime.

    python Scripts/interop/onnx_check.py OUTPUT

With the package onnx (requirements.txt) each file is also checked by onnx.checker with full_check. Without it, as beside
the oldest onnxruntime (requirements-onnx-oldest.txt), only the runtime's answers are compared. Fails where a class differs on
any example, or an output by more than 1e-5 of the network's largest output, or 1e-5 where that is below 1.
"""

import csv
import gzip
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

try:
    import onnx
except ImportError:
    onnx = None

LIMIT = 1e-5


def idx(path: str) -> np.ndarray:
    """The images of an IDX file, one row of grey levels each."""
    data = (gzip.open if path.endswith(".gz") else open)(path, "rb").read()
    count, height, width = np.frombuffer(data, ">i4", 3, 4)
    return np.frombuffer(data, np.uint8, offset=16).reshape(count, height * width).astype(np.float64)


def columns(path: str) -> np.ndarray:
    """The first columns of a table; the last one is the target."""
    rows = list(csv.reader(open(path, newline="")))[1:]
    return np.array([[float(cell) for cell in row[:-1]] for row in rows])


def scaled(raw: np.ndarray, contract: dict) -> np.ndarray:
    """What Fledge makes of raw features, by its contract."""
    rule = contract["scaling"]["rule"]
    values = raw / 255 if contract["kind"] == "images" and rule != "none" else raw
    if rule == "per-feature" and np.abs(raw).max() <= 2**24:
        means, scales = (np.array(contract["scaling"][key], np.float32) for key in ("means", "scales"))
        return (values.astype(np.float32) - means) * scales
    if rule == "per-image":
        return (values - values.mean(1, keepdims=True)) / values.std(1, keepdims=True)
    if rule == "per-feature":
        return (values - np.array(contract["scaling"]["means"])) * np.array(contract["scaling"]["scales"])
    return values


def answers(path: Path, features: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    given = session.get_inputs()[0]
    kind = np.float64 if given.type == "tensor(double)" else np.float32
    shape = [len(features)] + given.shape[1:]
    # Two batches of different sizes: the number of examples is free.
    inputs = features.reshape(shape).astype(kind)
    parts = [session.run(None, {"input": part})[0] for part in (inputs[:7], inputs[7:])]
    return np.concatenate(parts).astype(np.float64).reshape(len(features), -1)


def main() -> None:
    versions = [f"numpy {np.__version__}", f"onnxruntime {onnxruntime.__version__}"]
    versions += [f"onnx {onnx.__version__}"] if onnx else []
    print(", ".join(versions))
    print(f"{'network':26} {'examples':>8} {'other class':>11} {'greatest difference, plain':>27} {'raw':>10}")
    failed = []
    cases = sorted(path.parent for path in Path(sys.argv[1]).glob("*/case.json"))
    if not cases:
        sys.exit(f"{sys.argv[1]}: expected the folders of onnx_cases.py, found none")
    for folder in cases:
        case = json.loads((folder / "case.json").read_text())
        inputs = case["inputs"]
        raw = columns(inputs) if inputs.endswith(".csv") else idx(inputs)
        expected, outputs = (np.load(folder / f"{name}.npy").astype(np.float64) for name in ("expected", "outputs"))
        outputs = outputs.reshape(len(outputs), -1)
        model = onnxruntime.InferenceSession(str(folder / "plain.onnx"), providers=["CPUExecutionProvider"])
        metadata = model.get_modelmeta().custom_metadata_map
        contract = json.loads(metadata["fledge.contract"])
        if onnx:
            for name in ("plain.onnx", "raw.onnx"):
                loaded = onnx.load(folder / name)
                onnx.checker.check_model(loaded, full_check=True)
                assert (loaded.ir_version, loaded.opset_import[0].version) == (7, 13)
        found = [answers(folder / "plain.onnx", scaled(raw, contract)), answers(folder / "raw.onnx", raw)]
        size = max(1, np.abs(outputs).max())
        differences = [
            float(np.abs(found[0] - outputs).max() / size),
            float((np.abs(found[1] - expected) / np.maximum(size, np.abs(expected).max(0))).max()),
        ]
        other = 0
        if case["kind"] == "classes":
            other = sum(int((values.argmax(1) != expected.argmax(1)).sum()) for values in found)
        if other or not max(differences) <= LIMIT:
            failed.append(folder.name)
        print(f"{folder.name:26} {len(raw):8} {other:11} {differences[0]:27.2e} {differences[1]:10.2e}", flush=True)
    print(f"{len(failed)} failed: {', '.join(failed)}" if failed else "all equal")
    sys.exit(1 if failed else 0)


main()
