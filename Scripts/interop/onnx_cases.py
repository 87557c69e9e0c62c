#!/usr/bin/env python3
"""Trains one small network of each kind and writes it as ONNX with Fledge's own predictions, for onnx_check.py.

    Scripts/interop/onnx_cases.py .build/release/fledge MNIST-FOLDER OUTPUT

OUTPUT gets a folder for each kind: run/, plain.onnx, raw.onnx (with scaling and probabilities where there are some),
expected.npy and outputs.npy from `fledge predict` and its --logits, case.json. Needs nothing but Python's own library.
"""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

SMALL = ["--examples", "2000", "--epochs", "1", "--seed", "1"]
IMAGES = {
    "softmax-regression": ["--layers", ""],
    "dense-relu": ["--layers", "64,32"],
    "dense-tanh": ["--layers", "64", "--activation", "tanh"],
    "dense-gelu": ["--layers", "64", "--activation", "gelu"],
    "dense-gelu-tanh": ["--layers", "64", "--activation", "gelu-tanh"],
    "dense-silu": ["--layers", "64", "--activation", "silu"],
    "dense-selu": ["--layers", "64", "--activation", "selu", "--init", "lecun"],
    "dense-elu": ["--layers", "64", "--activation", "elu"],
    "dense-leaky-relu": ["--layers", "64", "--activation", "leaky-relu"],
    "dense-softplus": ["--layers", "64", "--activation", "softplus"],
    "dense-sigmoid": ["--layers", "64", "--activation", "sigmoid"],
    "dense-hard-tanh": ["--layers", "64", "--activation", "hard-tanh"],
    "per-image-scaling": ["--layers", "64", "--scaling", "per-image"],
    "per-feature-scaling": ["--layers", "64", "--scaling", "per-feature"],
    "no-scaling": ["--layers", "64", "--scaling", "none", "--learning-rate", "1e-5"],
    "dropout": ["--layers", "64", "--dropout", "0.3"],
    "batch-norm": ["--layers", "64,32", "--norm", "batch"],
    "layer-norm": ["--layers", "64,32", "--norm", "layer"],
    "log-softmax": ["--layers", "32", "--loss", "negative-log-likelihood"],
    "softmax-layer": ["--layers", "32", "--loss", "probability-cross-entropy"],
    "binary-cross-entropy": ["--layers", "32", "--loss", "sigmoid-binary-cross-entropy"],
    "convolution": ["--convolutions", "8", "--layers", "32"],
    "two-convolutions": ["--convolutions", "4,8", "--kernel-size", "3", "--layers", "32", "--norm", "batch"],
    "tied-autoencoder": ["--autoencoder", "64,16", "--tied", "yes"],
    "autoencoder-logits": ["--autoencoder", "64,16", "--loss", "sigmoid-binary-cross-entropy"],
    "denoising-autoencoder": ["--autoencoder", "64,16", "--noise", "0.3"],
}
# Networks as lists of layers, one file each.
LISTS = {
    "residual": ["flatten", "linear 32", "relu", "residual [linear 32, batch-norm, relu, linear 32]", "layer-norm", "linear 10"],
    "convolution-batch-norm": [
        "reshape 1 28 28", "conv 8 3 stride 2 padding 1 no-bias", "batch-norm", "relu", "max-pool 3 stride 2 padding 1",
        "conv 8 3", "gelu", "average-pool 2", "flatten", "linear 32", "prelu", "rms-norm", "dropout 0.2", "linear 10",
    ],
}


def table(path: Path, columns: list[str], rows: int, seed: int, label) -> None:
    """A table of numbers of very different sizes; a column `stamp` of whole numbers is beyond 2^24."""
    draw = random.Random(seed)
    lines = [",".join(columns)]
    for _ in range(rows):
        year, size, share = draw.randint(1900, 2025), draw.uniform(1e6, 1.001e6), draw.gauss(0, 1e-3)
        cells = [draw.randint(1_600_000_000, 1_700_000_000)] if "stamp" in columns else []
        cells += [year, f"{size:.3f}", f"{share:.6g}", label(year, size, share, draw)]
        lines.append(",".join(map(str, cells)))
    path.write_text("\n".join(lines) + "\n")


def main() -> None:
    fledge, mnist, output = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), Path(sys.argv[3]).resolve()
    test_images = next(mnist.glob("t10k-images-idx3-ubyte*"))
    known = subprocess.run([fledge, "train", "--help"], check=True, capture_output=True, text=True).stdout

    def run(*arguments) -> None:
        subprocess.run([str(argument) for argument in [fledge, *arguments]], check=True, stdout=subprocess.DEVNULL)

    def case(name: str, train: list, inputs: Path, kind: str) -> None:
        folder = output / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        run("train", *train, "--output", folder / "run", "--quiet")
        run("predict", folder / "run", inputs, "--output", folder / "expected.npy", "--quiet")
        run("predict", folder / "run", inputs, "--logits", "--output", folder / "outputs.npy", "--quiet")
        run("export", folder / "run", "--onnx", folder / "plain.onnx")
        softmax = ["--with-softmax"] if kind == "classes" or name == "autoencoder-logits" else []
        run("export", folder / "run", "--onnx", folder / "raw.onnx", "--with-scaling", *softmax)
        (folder / "case.json").write_text(json.dumps({"kind": kind, "inputs": str(inputs)}))
        print(name, flush=True)

    for name, flags in IMAGES.items():
        kind = "reconstruction" if "--autoencoder" in flags else "classes"
        case(name, ["--dataset", "mnist", "--data", mnist, *SMALL, *flags], test_images, kind)
    if "--network" in known:
        for name, layers in LISTS.items():
            listed = output / f"{name}.yaml"
            listed.write_text("network:\n" + "".join(f"  - {layer}\n" for layer in layers))
            case(name, [listed, "--dataset", "mnist", "--data", mnist, *SMALL], test_images, "classes")

    columns = ["year", "size", "share", "target"]
    train, test = output / "train.csv", output / "test.csv"
    for path, rows, seed in [(train, 1000, 1), (test, 500, 2)]:
        table(path, columns, rows, seed, lambda y, s, h, d: f"{(y - 1960) * 3 + (s - 1e6) / 50 + 900 * h + d.gauss(0, 1):.4f}")
    flags = ["--dataset", "csv", "--data", train, "--label", "target", "--epochs", "5", "--seed", "1"]
    case("regression", [*flags, "--task", "regression", "--layers", "16"], test, "values")
    case("table-autoencoder", [*flags, "--task", "regression", "--autoencoder", "2", "--output-activation", "none"], test, "reconstruction")
    train, test = output / "classes-train.csv", output / "classes-test.csv"
    for path, rows, seed in [(train, 1000, 3), (test, 500, 4)]:
        table(path, ["stamp", *columns[:3], "kind"], rows, seed, lambda y, s, h, d: "old" if y < 1960 else "big, new" if s > 1.0005e6 else "small")
        path.write_text(path.read_text().replace("big, new", '"big, new"'))
    case("table-classes", ["--dataset", "csv", "--data", train, "--label", "kind", "--epochs", "5", "--layers", "16", "--seed", "1"], test, "classes")


if __name__ == "__main__":
    main()
