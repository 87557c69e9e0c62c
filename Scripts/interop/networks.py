"""Trains one small network of each kind with fledge, and says what goes into it."""

import gzip
import json
import os
import pathlib
import random
import subprocess

import numpy

# Each kind of network by its flags; all but the last learn MNIST.
KINDS = {
    "softmax": ["--layers", ""],
    "relu": ["--layers", "64,32"],
    "tanh": ["--layers", "64", "--activation", "tanh"],
    "gelu": ["--layers", "64", "--activation", "gelu"],
    "dropout": ["--layers", "64", "--dropout", "0.3"],
    "batch-norm": ["--layers", "64", "--norm", "batch"],
    "layer-norm": ["--layers", "64", "--norm", "layer"],
    "convolution": ["--convolutions", "8,16", "--kernel-size", "3", "--layers", "32"],
    "convolution-batch-norm": ["--network", "conv 8 3, batch-norm, relu, max-pool 2, flatten, linear 32, relu, linear 10"],
    "residual": ["--network", "linear 64, relu, residual [linear 64, relu, linear 64], linear 10"],
    "tied-autoencoder": ["--autoencoder", "64,16", "--tied", "yes"],
    "denoising-autoencoder": ["--autoencoder", "64,16", "--noise", "0.3"],
    "regression": ["--layers", "16"],
}
# Only these flags describe the network; `fledge import` takes them.
DESCRIBING = ["--layers", "--activation", "--norm", "--dropout", "--convolutions", "--kernel-size", "--network",
              "--autoencoder", "--tied", "--noise"]


def fledge(program, *arguments):
    """Runs the program; its standard output."""
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"fledge {' '.join(map(str, arguments))}: code {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def table(path):
    """A table of four columns and a value that follows from them."""
    numbers = random.Random(1)
    with open(path, "w") as file:
        file.write("a,b,c,price\n")
        for _ in range(1000):
            a, b, c = (numbers.uniform(-5, 50) for _ in range(3))
            file.write(f"{a:.4f},{b:.4f},{c:.4f},{3 * a - b + 0.1 * c * c:.4f}\n")


def train(program, folder):
    """Trains each kind into folder/kind."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    table(folder / "prices.csv")
    for kind, flags in KINDS.items():
        data = ["--examples", "2000"]
        if kind == "regression":
            data = ["--dataset", "csv", "--data", folder / "prices.csv", "--label", "price", "--task", "regression",
                    "--test-size", "200"]
        fledge(program, "train", *flags, *data, "--epochs", "2", "--quiet", "--overwrite", "--output", folder / kind)
    return list(KINDS)


def images(path):
    """The images of an IDX file, as bytes [count, 784]."""
    path = pathlib.Path(path)
    raw = gzip.open(f"{path}.gz").read() if not path.exists() else path.read_bytes()
    return numpy.frombuffer(raw[16:], numpy.uint8).reshape(-1, 784)


def inputs(folder, kind):
    """What the network of a run gets: the test set, scaled as its data contract says."""
    run = pathlib.Path(folder) / kind
    contract = json.loads((run / "data.json").read_text())
    if contract["kind"] != "table":
        data = os.environ["FLEDGE_DATA"]
        return images(pathlib.Path(data) / "t10k-images-idx3-ubyte").astype(numpy.float32) / numpy.float32(255)
    rows = numpy.genfromtxt(pathlib.Path(folder) / "prices.csv", delimiter=",", skip_header=1)
    # The features of the table, all of its rows.
    scaling = contract["scaling"]
    return ((rows[:, :3] - scaling["means"]) * scaling["scales"]).astype(numpy.float32)


def outputs(program, folder, kind, path):
    """What fledge's network gives for the same examples, before any conversion."""
    what = ["--indices", "all"] if kind != "regression" else [pathlib.Path(folder) / "prices.csv"]
    fledge(program, "predict", pathlib.Path(folder) / kind, *what, "--logits", "--output", path)
    return numpy.load(path)
