#!/usr/bin/env python3
"""Makes the seeds of the fuzzers for IDX, CSV, settings, studies, checkpoints and run stores.

    Scripts/make_fuzz_seeds.py .build/release/fledge Fuzzing/Corpus

Needs nothing but Python's own library. The other seeds are small files of Tests/Fixtures/formats.
"""

import gzip
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

TABLES = {
    "labelled.csv": "x,y z,label\n1,2.5,a\n-3e2,.5,b\n0,1,a\n",
    "quoted.csv": '\ufeff"a ""b""";label\r\n"1";"0"\r\n2;1\r\n',
    "plain.csv": "0,1,2\n1,3,4\n0,5,6\n",
    "pixels.csv": ",label," + ",".join(f"pixel{i}" for i in range(4)) + "\n0,7,0,255,3,9\n1,2,1,2,3,4\n",
    "tabs.csv": "a\ttarget\r1\t2\r3\t4\r",
    "regression.csv": "x1,x2,target\n0.1,0.2,0.3\n1,2,3\n",
}
SETTINGS = {
    "flow.yaml": "{layers: [64, 32], optimizer: adam, epochs: 2, batch-size: 128, dropout: 0.1}\n",
    "block.yaml": "# a comment\nlayers:\n  - 8\n  - 4\nactivation: 'tanh'\nlearning-rate: 1e-3\nschedule: warm-up:3:cosine\n"
    "patience: none\nvalidation: 10%\naugment: \"shift=2,rotate=10\"\n",
    "anchors.yaml": "layers: &a [3, 2]\nautoencoder: *a\ntied: yes\n",
    "settings.json": '{"seed": 7, "clip-norm": 1.5, "norm": "batch", "init": "he"}\n',
}
STUDIES = {
    "grid.yaml": "study: widths\ntrain: {layers: [64, 32], optimizer: adam, epochs: 2}\n"
    "grid: {layers: [[32, 32], [64, 64]], learning-rate: [1e-3, 3e-3]}\nseeds: 5\ncompare: test_accuracy\n",
    "list.yaml": "study: a\nlist:\n  - {name: one, layers: [3]}\n  - {name: two, layers: [4], optimizer: sgd}\nbaseline: one\n"
    "budget: {runs: 10}\nseeds: [1, 2, 3]\n",
    "random.yaml": "study: r\nrandom: {draws: 4, seed: 1, ranges: {learning-rate: {from: 1e-4, to: 1e-1, scale: log}, optimizer: {choice: [sgd, adam]}}}\n"
    "halving: {rungs: [1, 3], keep: 0.5}\n",
}


def idx(kind: int, *extents: int) -> bytes:
    count = 1
    for extent in extents:
        count *= extent
    return struct.pack(f">HBB{len(extents)}I", 0, kind, len(extents), *extents) + bytes(i % 251 for i in range(count))


def make_checkpoint(fledge: str, work: Path) -> bytes:
    """One step of the training that `FuzzCheckpoint` resumes."""
    settings = {"dataset": "moons", "examples": 20, "epochs": 1, "batch-size": 9, "threads": 1}
    flags = [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]
    subprocess.run(
        [fledge, "train", "--layers", "2", *flags, "--checkpoint-every", "1steps", "--output", "run", "--quiet"],
        cwd=work, check=True)
    return min(work.glob("run/checkpoint-*.safetensors")).read_bytes()


def make_store(fledge: str, work: Path) -> bytes:
    """A store with one finished study, in pages as small as SQLite has them."""
    (work / "study.yaml").write_text(
        "study: small\ntrain: {dataset: moons, examples: 20, layers: [2], epochs: 2}\n"
        "grid: {learning-rate: [0.1, 0.2]}\nseeds: 1\n")
    subprocess.run(
        [fledge, "study", "run", "study.yaml", "--store", "runs.db", "--workers", "1", "--quiet"], cwd=work, check=True)
    database = sqlite3.connect(work / "runs.db")
    database.executescript("PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM; PRAGMA journal_mode = WAL;")
    database.close()
    return (work / "runs.db").read_bytes()


def main() -> None:
    fledge, corpus = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2])
    seeds = {
        "idx": {
            "labels": idx(8, 5), "images": idx(8, 2, 3, 4), "labels.gz": gzip.compress(idx(8, 9), mtime=0),
            "images.gz": gzip.compress(idx(8, 3, 2, 2), mtime=0), "floats": idx(13, 2, 2, 2), "page": b"<!doctype html>",
        },
        "csv": {name: text.encode() for name, text in TABLES.items()},
        "settings": {name: text.encode() for name, text in SETTINGS.items()},
        "study": {name: text.encode() for name, text in STUDIES.items()},
    }
    work = Path(tempfile.mkdtemp())
    try:
        seeds["checkpoint"] = {"step-1.safetensors": make_checkpoint(fledge, work)}
        seeds["runstore"] = {"small.sqlite": make_store(fledge, work)}
    finally:
        shutil.rmtree(work)
    for folder, files in seeds.items():
        (corpus / folder).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (corpus / folder / name).write_bytes(content)
            print(f"{folder}/{name}: {len(content)} bytes")


if __name__ == "__main__":
    main()
