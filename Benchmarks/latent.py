#!/usr/bin/env python3
"""`fledge latent` and its peers on the same machine, in turns: t-SNE, nearest neighbours, principal components.

    FLEDGE_DATA=folder/of/MNIST python3 Benchmarks/latent.py [--rounds 3] [--threads 2] [--only knn,pca,tsne,large]

Each run of ours is a whole process, whose own `seconds` are taken as the peers' are: after loading, before saving.
The points are principal components of MNIST. Writes a dated result into Benchmarks/Results; the environment with the
peers is made on the first run.
"""

import argparse
import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import machine

HERE = Path(__file__).resolve().parent
FLEDGE = HERE.parent / ".build" / "release" / "fledge"
VENV = HERE / ".venv-latent"
REQUIREMENTS = ["numpy==2.4.6", "scikit-learn==1.9.1", "openTSNE==1.0.4"]


def environment():
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *REQUIREMENTS], check=True)
    return str(python)


def prepare(folder):
    """Pixels, labels and principal components as NumPy files."""
    import numpy as np

    sys.path.append(str(HERE / "Peers"))
    from workload import read_idx

    images = lambda part: read_idx(f"{part}-images-idx3-ubyte", 16).reshape(-1, 784).astype(np.float32) / 255
    labels = lambda part: read_idx(f"{part}-labels-idx1-ubyte", 8).astype(np.int64)
    train, test = images("train"), images("t10k")

    def components(points, count, *others):
        mean = points.mean(0)
        centred = (points - mean).astype(np.float64)
        axes = np.linalg.eigh(centred.T @ centred)[1][:, ::-1][:, :count].astype(np.float32)
        return [np.ascontiguousarray((p - mean) @ axes) for p in (points, *others)]

    both = np.concatenate([train, test])
    known, queries = components(train, 4, test)
    files = {
        "train": train, "test": test, "both": both, "train-4": known, "test-4": queries,
        "10,000 × 4": components(test, 4)[0], "10,000 × 50": components(test, 50)[0],
        "70,000 × 50": components(both, 50)[0],
        "train-labels": labels("train"), "test-labels": labels("t10k"),
    }
    for name, values in files.items():
        np.save(folder / f"{name}.npy", values)


def peer(what, folder, threads):
    """One measurement of a peer, in a process of its own; prints one JSON object."""
    import resource
    import time

    import numpy as np

    load = lambda name: np.load(folder / f"{name}.npy")
    if what == "prepare":
        return prepare(folder)
    kind, points = what.split(":")
    if kind == "pca":
        from sklearn.decomposition import PCA

        values = load(points)
        start = time.perf_counter()
        model = PCA(50, svd_solver="covariance_eigh").fit(values)
        model.transform(values)
        result = dict(explained=float(model.explained_variance_ratio_.sum()))
    elif kind.startswith("knn"):
        from sklearn.neighbors import NearestNeighbors

        suffix = "-4" if points == "4" else ""
        known, queries, labels = load("train" + suffix), load("test" + suffix), load("train-labels")
        start = time.perf_counter()
        if kind == "knn-numpy":
            norms, parts = (known * known).sum(1), []
            for first in range(0, len(queries), 500):
                distances = norms - 2 * (queries[first : first + 500] @ known.T)
                parts.append(np.argpartition(distances, 5, 1)[:, :5])
            nearest = np.concatenate(parts)
        else:
            algorithm = "kd_tree" if points == "4" else "brute"
            model = NearestNeighbors(n_neighbors=5, algorithm=algorithm, n_jobs=threads).fit(known)
            nearest = model.kneighbors(queries, return_distance=False)
        votes = np.array([np.bincount(labels[row], minlength=10).argmax() for row in nearest])
        result = dict(accuracy=float((votes == load("test-labels")).mean()))
    elif kind == "sklearn":
        from sklearn.manifold import TSNE

        values = load(points)
        start = time.perf_counter()
        model = TSNE(2, perplexity=30, max_iter=750, init="pca", learning_rate="auto", random_state=0, n_jobs=threads)
        result = dict(kl=float(model.fit(values).kl_divergence_))
    else:
        from openTSNE import TSNE

        values = load(points)
        start = time.perf_counter()
        result = dict(kl=float(TSNE(
            2, perplexity=30, n_jobs=threads, random_state=0, negative_gradient_method=kind).fit(values).kl_divergence))
    result["seconds"] = time.perf_counter() - start
    result["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))


def ours(arguments, threads):
    command = [str(FLEDGE), "latent", *arguments, "--threads", str(threads), "--json", "--quiet"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"latent.py: {' '.join(command)} ended with status {status}")
    result = json.loads(output)
    return dict(result, kl=result.get("kl_divergence"), explained=result.get("explained_variance_share"),
                megabytes=usage.ru_maxrss / 1024)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--only", default="knn,pca,tsne,large")
    parser.add_argument("--peer", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        peer(options.peer[0], Path(options.peer[1]), options.threads)
        return
    if "FLEDGE_DATA" not in os.environ:
        sys.exit("latent.py: FLEDGE_DATA: expected the folder of the MNIST files, found nothing; set it")
    if not FLEDGE.exists():
        sys.exit(f"latent.py: expected the program at {FLEDGE}, found nothing; run 'make build' first")
    python = environment()
    if Path(sys.executable) != Path(python):
        os.execv(python, [python, *sys.argv])
    threads, date = options.threads, datetime.date.today().isoformat()
    limits = dict(os.environ, OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a process of its own: a child's peak memory counts what its parent held.
        subprocess.run([python, __file__, "--peer", "prepare", name], check=True)
        at = lambda points: str(folder / f"{points}.npy")
        knn = lambda suffix: ["knn", "--train", at("train" + suffix), "--test", at("test" + suffix), "--train-labels",
                              at("train-labels"), "--test-labels", at("test-labels"), "--k", "5"]
        tsne = lambda points: ["tsne", "--input", at(points), "--output", at("map"), "--perplexity", "30",
                               "--iterations", "750"]
        plan = {
            "knn": [("5 neighbours, 60,000 × 4", knn("-4"), {"scikit-learn k-d tree": "knn:4"}),
                    ("5 neighbours, 60,000 × 784", knn(""),
                     {"scikit-learn brute force": "knn:784", "NumPy": "knn-numpy:784"})],
            "pca": [("50 components, 70,000 × 784",
                     ["pca", "--input", at("both"), "--components", "50", "--output", at("codes")],
                     {"scikit-learn": "pca:both"})],
            "tsne": [(f"t-SNE, {points}", tsne(points), {
                "openTSNE Barnes–Hut": f"bh:{points}", "openTSNE FFT": f"fft:{points}", "scikit-learn": f"sklearn:{points}"
            }) for points in ("10,000 × 4", "10,000 × 50")],
            "large": [("t-SNE, 70,000 × 50", tsne("70,000 × 50"), {"openTSNE FFT": "fft:70,000 × 50"})],
        }
        rows = []
        for title, arguments, peers in (row for part in options.only.split(",") for row in plan[part]):
            results = {"Fledge": []} | {name: [] for name in peers}
            # A map takes minutes of the peers, and the ratios are far from 1: one round says it.
            for number in range(1 if title.startswith("t-SNE") else options.rounds):
                results["Fledge"].append(ours(arguments, threads))
                for name, what in peers.items():
                    command = [python, __file__, "--peer", what, str(folder), "--threads", str(threads)]
                    done = subprocess.run(command, env=limits, capture_output=True, text=True, check=True)
                    results[name].append(json.loads(done.stdout))
                print(f"{title}, round {number + 1}: " + ", ".join(
                    f"{name} {values[-1]['seconds']:.3f} s" for name, values in results.items()), flush=True)
            rows += table(title, results)
    lines = [f"# Latent spaces: Fledge and its peers, {date}", "",
             f"{machine.sentence(machine.describe())} {threads} threads. {', '.join(REQUIREMENTS)}.", "",
             "Seconds of the work alone, files loaded: median (range) of the rounds, taken in turns. Worth: the divergence "
             "of a map as its maker states it, the accuracy of neighbours on the test set, the share of variance kept.",
             "", "| work | by | seconds | ratio to Fledge | worth | MB |", "|---|---|---|---|---|---|", *rows, ""]
    target = HERE / "Results" / f"{date}-latent.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text("\n".join(lines))
    print("\n".join(lines))


def table(title, results):
    first = statistics.median(r["seconds"] for r in results["Fledge"])
    for name, values in results.items():
        seconds = [r["seconds"] for r in values]
        worth = next(values[-1][k] for k in ("kl", "accuracy", "explained") if values[-1].get(k))
        yield (f"| {title} | {name} | {statistics.median(seconds):.3f} ({min(seconds):.3f}–{max(seconds):.3f}) | "
               f"{statistics.median(seconds) / first:.2f} | {worth:.4f} | {max(r['megabytes'] for r in values):.0f} |")


if __name__ == "__main__":
    main()
