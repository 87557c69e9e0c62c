#!/usr/bin/env python3
"""Measures what studies and their store cost; the numbers of docs/proofs/studies.md.

1. Overhead, from above: 240 cells of 50 epochs on 20 examples are almost nothing but study, store and progress. Their
   CPU time, set against that of 240 trainings of 50 epochs of the 784-64-32-10 network on 60,000 images, bounds the
   share that a study costs.
2. Overhead, directly: a study of a few such trainings against `fledge train` for the same seeds, in turns.
3. One network to a core against two threads in each, in turns.
4. Opening a store of 10,000 runs and listing the best ten.

CPU seconds are user and system time of the program; they are steadier than wall time on a machine that others use.

    swift build -c release --product fledge
    FLEDGE_DATA=… python3 Scripts/measure_studies.py .build/release/fledge
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

NETWORK = "layers: [64, 32], optimizer: adam, learning-rate: 1e-3, batch-size: 128, validation: 0"


def run(*command):
    """Runs to the end; CPU and wall seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{command}: exit code {done.returncode}\n{done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def study(fledge, name, text, *flags):
    """Runs a study in a new store."""
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(f"{name}.db{suffix}"):
            os.remove(f"{name}.db{suffix}")
    with open(f"{name}.yaml", "w") as file:
        file.write(f"study: {name}\n{text}\n")
    return run(fledge, "study", "run", f"{name}.yaml", "--store", f"{name}.db", *flags)


def spread(values, unit="s"):
    return f"{statistics.median(values):.3f} {unit} ({min(values):.3f} to {max(values):.3f})"


def overhead(fledge, cells, epochs, rounds):
    tiny = "train: {dataset: digits, examples: 20, test-examples: 10, epochs: 50, %s}\nseeds: 240" % NETWORK
    bounds = [study(fledge, "bound", tiny, "--workers", 2)[0] for _ in range(rounds)]
    whole = "train: {dataset: mnist, epochs: %d, %s}\nseeds: %d" % (epochs, NETWORK, cells)
    alone, together = [], []
    for _ in range(rounds):
        together.append(study(fledge, "whole", whole, "--workers", 1)[0] / cells)
        alone.append(statistics.mean(
            run(fledge, "train", "--layers", "64,32", "--optimizer", "adam", "--learning-rate", "1e-3", "--batch-size",
                128, "--validation", 0, "--epochs", epochs, "--threads", 1, "--seed", seed, "--output",
                f"run-{len(alone)}-{seed}")[0] for seed in range(cells)))
    training = 240 * 50 / epochs * statistics.median(alone)
    print(f"overhead from above: 240 cells × 50 epochs on 20 examples: {spread(bounds)} CPU; training {training:.0f} s: "
          f"{100 * statistics.median(bounds) / training:.2f} %")
    ratios = [a / b for a, b in zip(together, alone)]
    print(f"{cells} cells × {epochs} epochs on 60,000: study {spread(together)} CPU a cell, fledge train {spread(alone)}; "
          f"ratio {statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})")


def cores(fledge, rounds):
    text = "train: {dataset: mnist, epochs: 3, %s}\nseeds: 4" % NETWORK
    results = {"2 cells × 1 thread": [], "1 cell × 2 threads": []}
    for _ in range(rounds):
        results["2 cells × 1 thread"].append(study(fledge, "cores", text, "--workers", 2, "--threads", 1))
        results["1 cell × 2 threads"].append(study(fledge, "cores", text, "--workers", 1, "--threads", 2))
    for name, values in results.items():
        print(f"{name}: {spread([cpu for cpu, _ in values])} CPU, {spread([wall for _, wall in values])} wall")
    ratios = [b[1] / a[1] for a, b in zip(*results.values())]
    print(f"two threads take {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) times as long")


def store(fledge, rounds):
    text = "train: {dataset: moons, examples: 20, test-examples: 20, layers: [2], epochs: 1}\nseeds: 10000"
    cpu, wall = study(fledge, "many", text, "--workers", 2, "--quiet")
    best = [run(fledge, "runs", "list", "--store", "many.db", "--best", "test_accuracy", "--limit", 10)
            for _ in range(10 * rounds)]
    print(f"a store of 10,000 runs ({os.path.getsize('many.db') / 1e6:.0f} MB, made in {wall:.0f} s): best ten in "
          f"{spread([1000 * wall for _, wall in best], 'ms')} wall, {spread([1000 * cpu for cpu, _ in best], 'ms')} CPU")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fledge")
    parser.add_argument("--cells", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    fledge = os.path.abspath(options.fledge)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        overhead(fledge, options.cells, options.epochs, options.rounds)
        cores(fledge, options.rounds)
        store(fledge, options.rounds)


if __name__ == "__main__":
    main()
