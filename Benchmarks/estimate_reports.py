#!/usr/bin/env python3
"""How long PyTorch and JAX would take for the trainings of `fledge reproduce --scale full`, from measured epochs.

    python3 Benchmarks/estimate_reports.py Benchmarks/Results/DATE-MACHINE.json PAGES

The first file is what `make bench-peers` wrote, PAGES the folder that `fledge reproduce` wrote. For each framework the
processor seconds of a step on one thread are fitted as a + b·operations over the workloads of that run (least relative
squares, a and b ≥ 0), and applied to every training of the folder: its layers, its batch size, the steps that it took.
One training to a core is how so many small ones are done fastest, on either side. Loading, evaluation and drawing are
not counted.
"""

import json
import os
import re
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent / "Peers"))
from workload import WORKLOADS


def operations(sizes, batch):
    """Multiplications and additions of forward, weight gradient, and gradient of all inputs but the first."""
    products = [a * b for a, b in zip(sizes, sizes[1:])]
    return 2 * batch * (3 * sum(products) - products[0])


def fit(points):
    """a, b ≥ 0 of seconds = a + b·operations with the least sum of squared relative errors."""

    def solve(columns):
        rows = [[value / seconds for value in columns(count)] for count, seconds in points]
        if len(rows[0]) == 1:
            return [sum(r[0] for r in rows) / sum(r[0] ** 2 for r in rows)]
        aa, ab, bb = (sum(r[i] * r[j] for r in rows) for i, j in ((0, 0), (0, 1), (1, 1)))
        a, b = sum(r[0] for r in rows), sum(r[1] for r in rows)
        determinant = aa * bb - ab * ab
        return [(a * bb - b * ab) / determinant, (b * aa - a * ab) / determinant]

    a, b = solve(lambda count: (1, count))
    if a < 0:
        return 0, solve(lambda count: (count,))[0]
    return (a, b) if b >= 0 else (solve(lambda count: (1,))[0], 0)


def measured(path):
    """Processor seconds of a step on one thread, ours among them: {framework: [(operations, seconds)]}."""
    found = {}
    for report in json.loads(Path(path).read_text())["workloads"]:
        workload = WORKLOADS.get(report["workload"])
        if workload is None:
            continue
        single = ", 1 thread"
        # A peer that was too slow for the rounds has one epoch, by the clock.
        epochs = {name: seconds for name, seconds in report["selection"].items() if seconds and name.endswith(single)}
        epochs |= {name: r["processor"]["median"] for name, r in report["peers"].items() if name.endswith(single)}
        if "1" in report["fledge"]:
            epochs["Fledge, fitted likewise"] = report["fledge"]["1"]["processor"]["median"]
        for name, seconds in epochs.items():
            point = operations(workload.layers, workload.batch), seconds / workload.steps
            found.setdefault(name.removesuffix(single), []).append(point)
    return {name: points for name, points in found.items() if len(points) >= 4}


def trainings(pages):
    """Sizes, batch, steps and our own seconds of every finished training."""
    for path in sorted(Path(pages).glob("runs/*/trial.json")):
        record = json.loads(path.read_text())
        setting = lambda key: re.search(rf"^{key}: (.*)$", record["settings"], re.M).group(1)
        sizes = lambda key: [int(n) for n in re.findall(r"\d+", setting(key))]
        code = sizes("autoencoder")
        hidden = code + code[-2::-1] if code else sizes("layers")
        outputs = record["features"] if code else record["outputs"]
        epochs = record["history"]["epochs"]
        if epochs:
            yield ((record["features"], *hidden, outputs), int(setting("batch-size")), epochs[-1]["step"],
                   sum(epoch["seconds"] for epoch in epochs))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    work = list(trainings(sys.argv[2]))
    count = sum(steps * operations(sizes, batch) for sizes, batch, steps, _ in work)
    print(f"{len(work)} trainings, {sum(w[2] for w in work):,} steps, {count / 1e15:.2f} · 10^15 operations")
    cores = os.cpu_count()
    print(f"Fledge, as it was: {sum(w[3] for w in work) / cores / 60:.1f} minutes in epochs on {cores} cores")
    for name, points in measured(sys.argv[1]).items():
        a, b = fit(points)
        errors = [abs(a + b * n - s) / s for n, s in points]
        seconds = sum(steps * (a + b * operations(sizes, batch)) for sizes, batch, steps, _ in work) / cores
        print(f"{name}: {seconds / 60:.0f} minutes ({a * 1e6:.0f} µs a step, "
              f"{1e-9 / b if b else float('inf'):.0f} GFLOP/s; fit within {max(errors):.0%} of {len(points)} workloads)")


if __name__ == "__main__":
    main()
