"""Small trainings for the proofs of TensorBoard, Trackio and MLflow."""

import csv
import json
import pathlib
import subprocess
import time

import numpy


class Fledge:
    """The program, run in a folder of its own."""

    def __init__(self, program, folder, data):
        self.program = str(pathlib.Path(program).resolve())
        self.folder = pathlib.Path(folder)
        self.data = ["--data", str(pathlib.Path(data).resolve())] if data else []

    def command(self, *words):
        return [self.program, *map(str, words)]

    def run(self, *words, status=0):
        """Runs a command; returns its standard output and its seconds."""
        start = time.perf_counter()
        done = subprocess.run(self.command(*words), cwd=self.folder, capture_output=True, text=True)
        seconds = time.perf_counter() - start
        if done.returncode != status:
            raise SystemExit(f"fledge {' '.join(map(str, words))}: code {done.returncode}: {done.stderr[-500:]}")
        return (done.stdout if status == 0 else done.stderr), seconds

    def train(self, name, *words, mnist=True):
        data = self.data if mnist else []
        return self.run("train", *data, *words, "--output", f"runs/{name}", "--quiet")

    def history(self, name):
        """The columns of history.csv; what was not measured is None."""
        with open(self.folder / "runs" / name / "history.csv") as file:
            rows = list(csv.DictReader(file))
        return {key: [float(row[key]) if row[key] else None for row in rows] for key in rows[0]}

    def record(self, name):
        return json.loads((self.folder / "runs" / name / "record.json").read_text())


DIGITS = ["--layers", "64,32", "--examples", 2000, "--epochs", 3, "--test-examples", 500]
AUTOENCODER = ["--autoencoder", "64,16", "--examples", 2000, "--epochs", 3, "--test-examples", 500]
REGRESSION = ["--dataset", "csv", "--data", "prices.csv", "--label", "price", "--task", "regression", "--layers", "16",
              "--epochs", 3]
CONVOLUTION = ["--convolutions", "8,16", "--examples", 1000, "--epochs", 2, "--test-examples", 300]
STUDY = """study: widths =1, "odd"
train: {layers: [32], examples: 1000, test-examples: 300, epochs: 2%s}
list:
  - {name: "=narrow, small", layers: [16]}
  - {name: wide, layers: [48]}
seeds: 3
"""


def make_table(folder):
    """A table of a linear rule with noise."""
    random = numpy.random.default_rng(0)
    features = random.normal(size=(300, 4))
    price = features @ [3.0, -2.0, 0.5, 0.0] + 0.1 * random.normal(size=300)
    with open(pathlib.Path(folder) / "prices.csv", "w") as file:
        file.write("a,b,c,d,price\n")
        for row, value in zip(features, price):
            file.write(",".join(f"{x:.6f}" for x in [*row, value]) + "\n")


def weights(path):
    """The arrays of a safetensors file, all of them 32-bit floats."""
    data = pathlib.Path(path).read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    arrays = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        arrays[name] = numpy.frombuffer(data[8 + length + start : 8 + length + end], "<f4").reshape(entry["shape"])
    return arrays


class Checks:
    """Counts what holds; the first failure ends the proof."""

    def __init__(self):
        self.count = 0

    def equal(self, found, expected, what):
        if found != expected:
            raise SystemExit(f"{what}: expected {expected!r}, found {found!r}")
        self.count += 1

    def true(self, holds, what):
        self.equal(bool(holds), True, what)

    def close(self, found, expected, what):
        """Equal as 32-bit floats."""
        self.equal([float(numpy.float32(x)) for x in found], [float(numpy.float32(x)) for x in expected], what)
