#!/usr/bin/env python3
"""Trains the same networks with `fledge train` and with scikit-learn, and compares their test results.

Each table is written as CSV files; both programs read the same rows with the same settings: one hidden ReLU layer,
Adam, Glorot's uniform weights, no penalty, no early stopping. A pair is one seed: the split of the table and the root of
each program's random numbers. The interval is Student's, of the mean of the paired differences.

    python3 -m venv .venv && .venv/bin/pip install scikit-learn
    .venv/bin/python Benchmarks/scikit_learn.py .build/release/fledge docs/proofs/scikit-learn.md

Fashion-MNIST is read from its IDX files, of Debian's package dataset-fashion-mnist or of the folder --fashion names; it
has a test set of its own, so there only the random numbers change with the seed.
"""

import argparse
import csv
import datetime
import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy
import scipy.stats
import sklearn
from sklearn import datasets
from sklearn.compose import TransformedTargetRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

import machine

# Hidden units, epochs and batch size; the widest difference that counts as none, in points of accuracy or in R².
SETTINGS = {
    "iris": (32, 200, 16),
    "wine": (32, 100, 16),
    "breast cancer": (32, 50, 32),
    "digits": (64, 30, 32),
    "diabetes": (32, 50, 32),
    "friedman": (64, 50, 32),
    "fashion-mnist": (128, 5, 128),
}
MARGIN = {"accuracy": 0.01, "r2": 0.02}


def table(name):
    """The rows, the targets, the names of the columns, and what is measured."""
    if name == "friedman":
        x, y = datasets.make_friedman1(n_samples=2000, n_features=10, noise=1.0, random_state=0)
        return x, y, [f"x{i}" for i in range(10)], "r2"
    load = {"iris": datasets.load_iris, "wine": datasets.load_wine, "breast cancer": datasets.load_breast_cancer,
            "digits": datasets.load_digits, "diabetes": datasets.load_diabetes}[name]
    bunch = load()
    is_value = name == "diabetes"
    target = bunch.target if is_value else numpy.array([str(c) for c in bunch.target_names])[bunch.target]
    return bunch.data, target, [str(c) for c in bunch.feature_names], "r2" if is_value else "accuracy"


def write(path, names, x, y):
    with open(path, "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(names + ["target"])
        for values, target in zip(x, y):
            # Shortest digits that give the same double again.
            rows.writerow([repr(float(v)) for v in values] + [target])


def idx(path):
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    dimensions = [int.from_bytes(data[4 + 4 * i:8 + 4 * i], "big") for i in range(data[3])]
    return numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * len(dimensions)).reshape(dimensions)


def fashion(folder):
    found = {}
    for part, name in (("train", "train"), ("test", "t10k")):
        for kind, ending in (("images", "images-idx3-ubyte"), ("labels", "labels-idx1-ubyte")):
            path = next((p for p in (folder / f"{name}-{ending}.gz", folder / f"{name}-{ending}") if p.exists()), None)
            if path is None:
                return None
            found[part, kind] = idx(path)
    flat = {part: found[part, "images"].reshape(-1, 784).astype(numpy.float64) for part in ("train", "test")}
    return flat["train"], found["train", "labels"], flat["test"], found["test", "labels"]


def with_fledge(fledge, folder, seed, settings, arguments, metric):
    hidden, epochs, batch = settings
    command = [
        fledge, "train", "--recipe", "plain", *arguments, "--layers", str(hidden), "--epochs", str(epochs),
        "--batch-size", str(batch), "--init", "xavier", "--validation", "0", "--seed", str(seed), "--json", "--quiet",
        "--output", str(folder / f"run-{seed}"), "--checkpoint-every", "none", "--keep-checkpoint", "no"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return json.loads(done.stdout)["test_" + metric]


def with_sklearn(seed, settings, x, y, test_x, test_y, metric, scaler):
    hidden, epochs, batch = settings
    common = dict(
        hidden_layer_sizes=(hidden,), activation="relu", solver="adam", alpha=0.0, batch_size=batch,
        learning_rate_init=1e-3, max_iter=epochs, tol=0.0, n_iter_no_change=epochs + 1, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        if metric == "r2":
            network = TransformedTargetRegressor(MLPRegressor(**common), transformer=StandardScaler())
        else:
            network = MLPClassifier(**common)
        return make_pipeline(scaler, network).fit(x, y).score(test_x, test_y)


def compare(name, options, folder):
    """One row of the result, or None where the data are not there."""
    ours, theirs = [], []
    settings = SETTINGS[name]
    if name == "fashion-mnist":
        data = fashion(options.fashion)
        if data is None:
            print(f"{name}: no IDX files in {options.fashion}; skipped", file=sys.stderr)
            return None
        metric = "accuracy"
        for seed in range(options.seeds):
            arguments = ["--dataset", "idx", "--data", str(options.fashion)]
            ours.append(with_fledge(options.fledge, folder, seed, settings, arguments, metric))
            unit = FunctionTransformer(lambda v: v / 255)
            theirs.append(with_sklearn(seed, settings, *data, metric, unit))
            print(name, seed, ours[-1], theirs[-1], file=sys.stderr)
    else:
        x, y, names, metric = table(name)
        for seed in range(options.seeds):
            strata = y if metric == "accuracy" else None
            parts = train_test_split(x, y, test_size=0.4, random_state=seed, stratify=strata)
            train, test = folder / f"train {seed}.csv", folder / f"test {seed}.csv"
            write(train, names, parts[0], parts[2])
            write(test, names, parts[1], parts[3])
            task = "regression" if metric == "r2" else "classification"
            arguments = ["--dataset", "csv", "--data", str(train), "--test", str(test), "--label", "target",
                         "--task", task]
            ours.append(with_fledge(options.fledge, folder, seed, settings, arguments, metric))
            theirs.append(with_sklearn(
                seed, settings, parts[0], parts[2], parts[1], parts[3], metric, StandardScaler()))
    differences = [a - b for a, b in zip(ours, theirs)]
    mean = statistics.mean(differences)
    half = scipy.stats.t.ppf(0.975, len(differences) - 1) * statistics.stdev(differences) / len(differences) ** 0.5
    return dict(name=name, metric=metric, settings=settings, ours=statistics.mean(ours), theirs=statistics.mean(theirs),
                mean=mean, lower=mean - half, upper=mean + half,
                holds=max(abs(mean - half), abs(mean + half)) <= MARGIN[metric])


def page(rows, seeds, version):
    def number(row, value, signed=False):
        text = f"{100 * value:+.2f}" if row["metric"] == "accuracy" else f"{value:+.4f}"
        return text if signed else text.lstrip("+")

    lines = [
        "# Beside scikit-learn", "",
        f"Measured on {datetime.date.today()} with `make scikit-learn`: {version}, scikit-learn {sklearn.__version__}; "
        f"{machine.sentence(machine.describe())}", "",
        f"One hidden ReLU layer, Adam (1e-3), Glorot's uniform weights, no penalty; {seeds} paired seeds. Accuracy in %, "
        "R² as a number. The interval is Student's at 95 %, of the mean paired difference; within is ± 1 point or "
        "± 0.02.", "",
        "| data | hidden, epochs, batch | measured | Fledge | scikit-learn | difference | interval | within |",
        "|---|---|---|---|---|---|---|---|"]
    for row in rows:
        lines.append(
            f"| {row['name']} | {', '.join(map(str, row['settings']))} | {'R²' if row['metric'] == 'r2' else row['metric']} | {number(row, row['ours'])} | "
            f"{number(row, row['theirs'])} | {number(row, row['mean'], True)} | {number(row, row['lower'], True)} to "
            f"{number(row, row['upper'], True)} | {'yes' if row['holds'] else 'no'} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("fledge")
    parser.add_argument("output", type=Path)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--only", choices=sorted(SETTINGS), nargs="*", default=list(SETTINGS))
    parser.add_argument("--fashion", type=Path, default=Path("/usr/share/datasets/fashion-mnist"))
    options = parser.parse_args()
    version = subprocess.run([options.fledge, "--version"], capture_output=True, text=True).stdout.strip()
    rows = []
    for name in options.only:
        with tempfile.TemporaryDirectory() as folder:
            row = compare(name, options, Path(folder))
        if row:
            rows.append(row)
            print(row, file=sys.stderr)
    options.output.write_text(page(rows, options.seeds, version))
    return 0 if all(row["holds"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
