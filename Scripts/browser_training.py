#!/usr/bin/env python3
"""Trains networks with `fledge train` and with fledge.wasm in Node and Chromium, and compares all weights to the bit.

    Scripts/browser_training.py                 all cases; Chromium where playwright is installed
    Scripts/browser_training.py --fast          four small cases in Node
    Scripts/browser_training.py --report FILE   also writes the results as Markdown

FLEDGE names the program, FLEDGE_DATA the folder of MNIST. Without Node it says so and ends with code 0.
"""
import argparse
import base64
import contextlib
import datetime
import functools
import gzip
import http.server
import json
import os
import pathlib
import platform
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROGRAM = os.environ.get("FLEDGE", str(ROOT / ".build/release/fledge"))
RULES = ["sgd", "momentum", "momentum-damped", "nesterov", "rmsprop", "adam", "adamw", "adagrad", "adadelta", "adamax",
         "nadam", "radam", "lion"]
FLAGS = {"layers": "layers", "activation": "activation", "optimizer": "optimizer", "learningRate": "learning-rate",
         "batchSize": "batch-size", "weightDecay": "weight-decay", "l1": "l1", "noise": "noise", "dropout": "dropout",
         "init": "init", "loss": "loss", "momentum": "momentum", "beta1": "beta1", "decaysBiases": "decay-biases"}


def case(name, data, epochs, validation=0.1, seed=0, **settings):
    settings.setdefault("layers", [8, 8])
    settings.setdefault("batchSize", 45)
    settings.setdefault("learningRate", 0.01)
    return {"name": name, "data": data, "epochs": epochs, "validation": validation, "seed": str(seed), "settings": settings}


def table(count, is_regression, offset=170):
    """A table whose numbers are no floats; with an offset beyond 2²⁴ they are kept as doubles."""
    draw = random.Random(7)
    rows = ["height,weight,age,label"]
    for _ in range(count):
        a, b, c = (round(draw.gauss(0, 1), 5) for _ in range(3))
        value = round(a * b + 0.3 * c, 4) if is_regression else ["oak", "Ash", "elm"][int(a + b > 0) + int(c > 0.8)]
        rows.append(f"{a + offset},{b * 1e3},{c},{value}")
    return "\n".join(rows) + "\n"


def pixels(count):
    """The first images and labels of MNIST."""
    folder = os.environ.get("FLEDGE_DATA")
    if not folder:
        return None

    def read(pattern):
        path = next(iter(sorted(pathlib.Path(folder).glob(pattern))), None)
        return path and (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())

    images, labels = read("train-images*"), read("train-labels*")
    return images and labels and (base64.b64encode(images[16:16 + 784 * count]).decode(), list(labels[8:8 + count]))


def cases(is_fast):
    found = [
        case("moons, relu, adam", {"toy": "moons", "count": 1000}, 10),
        case("spirals, tanh, momentum, batches that do not divide", {"toy": "spirals", "count": 500}, 15, activation="tanh",
             optimizer="momentum", batchSize=32, seed=3),
        case("circles, relu, dropout, input noise, L2", {"toy": "circles", "count": 1000}, 10, dropout=0.25, noise=0.1,
             weightDecay=0.001, seed=11),
        case("line, regression", {"toy": "line", "count": 400}, 20, activation="tanh", layers=[16], batchSize=36),
    ]
    if is_fast:
        return found
    found += [case(f"xor, {rule}", {"toy": "xor", "count": 600}, 12, optimizer=rule, batchSize=32, seed=5,
                   weightDecay=0.01 if rule in ("adamw", "lion", "sgd") else 0) for rule in RULES]
    found += [case(f"clouds, {name}", {"toy": "clouds", "count": 320}, 20, activation=name, batchSize=29, dropout=0.1)
              for name in ["leaky-relu", "elu", "selu", "gelu", "gelu-tanh", "silu", "sigmoid", "softplus", "hard-tanh"]]
    found += [case(f"moons, init {name}", {"toy": "moons", "count": 300}, 5, init=name)
              for name in ["he-uniform", "xavier", "xavier-normal", "lecun", "lecun-uniform"]]
    found += [
        case("moons, no hidden layer, L1, penalties on biases", {"toy": "moons", "count": 300}, 10, layers=[], l1=0.01,
             decaysBiases=True, weightDecay=0.01),
        case("circles, five layers, no validation set, batch of all", {"toy": "circles", "count": 200}, 200, validation=0,
             layers=[12, 7, 5, 33, 3], batchSize=500, seed=2**53 + 1),
        case("table of three classes", {"text": table(301, False), "label": "label", "scaling": "per-feature"}, 20),
        case("table of numbers beyond 2²⁴", {"text": table(200, False, 2**31), "label": "label", "scaling": "per-feature"}, 20),
        case("table, regression", {"text": table(300, True), "label": "label", "isRegression": True, "scaling": "per-feature"}, 20),
        case("table, regression, huber", {"text": table(300, True), "label": "label", "isRegression": True,
                                          "scaling": "per-feature"}, 20, loss="huber"),
        case("points as drawn", {"text": "x,y,class\n" + "".join(
            f"{i % 13 / 8 - 0.8},{i % 7 / 4 - 0.8},{'AB'[i % 3 % 2]}\n" for i in range(60)), "label": "class", "scaling": "none"},
             100, batchSize=27),
    ]
    digits = pixels(2000)
    if digits:
        found.append(case("MNIST, 784-64-10, batches of 9", {"pixels": digits[0], "labels": digits[1]}, 1, layers=[64], batchSize=9))
    else:
        print("MNIST was not found (FLEDGE_DATA), so its case is left out", file=sys.stderr)
    return found


def train(one, folder):
    """The weights and biases of `fledge train`, in the order of the layers."""
    settings, data = one["settings"], one["data"]
    flags = ["--recipe", "plain", "--seed", one["seed"], "--epochs", one["epochs"], "--validation", one["validation"], "--quiet"]
    if "toy" in data:
        flags += ["--dataset", data["toy"], "--examples", data["count"]]
    elif "pixels" in data:
        flags += ["--dataset", "mnist", "--examples", len(data["labels"])]
    else:
        (folder / "table.csv").write_text(data["text"])
        flags += ["--dataset", "csv", "--data", folder / "table.csv", "--label", data["label"], "--scaling", data["scaling"],
                  "--task", "regression" if data.get("isRegression") else "classification"]
    for key, value in settings.items():
        text = ",".join(map(str, value)) if isinstance(value, list) else "yes" if value is True else str(value)
        flags += ["--" + FLAGS[key], text]
    subprocess.run([PROGRAM, "train", *map(str, flags), "--output", folder / "run"], check=True, capture_output=True, text=True)
    stored = (folder / "run/model.safetensors").read_bytes()
    length = struct.unpack("<Q", stored[:8])[0]
    header = json.loads(stored[8:8 + length])
    arrays = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            layer, kind = name.rsplit(".", 1)
            arrays.setdefault(int(layer), {})[kind] = stored[8 + length + begin:8 + length + end]
    return [arrays[layer] for layer in sorted(arrays)]


def in_node(all_cases, folder):
    (folder / "cases.json").write_text(json.dumps(all_cases))
    done = subprocess.run(["node", str(ROOT / "Scripts/browser_training.js"), str(folder / "cases.json")], capture_output=True,
                          text=True)
    if done.returncode != 0:
        sys.exit(f"browser_training.js: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


class Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript", ".wasm": "application/wasm"}

    def log_message(self, *arguments):
        pass


@contextlib.contextmanager
def files():
    """The address of a server of this folder."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(ROOT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def in_chromium(all_cases):
    """The same in a page; nothing where playwright is not installed."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("playwright is not installed, so Chromium is left out", file=sys.stderr)
        return None, ""
    with files() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address + "/Web/assets/format.js")
        page.evaluate(
            """async () => {
              const { Engine } = await import("/Web/assets/engine.js"), { trainCase } = await import("/Scripts/browser_training.js");
              window.engine = await Engine.load("/Web/assets/fledge.wasm"), window.trainCase = trainCase;
            }""")
        results = [page.evaluate("(one) => trainCase(engine, one)", one) for one in all_cases]
        version = browser.version
        browser.close()
    return results, version


def differences(expected, found):
    """The number of weights, and of those that differ."""
    total = wrong = 0
    assert len(expected) == len(found["layers"]), (len(expected), len(found["layers"]))
    for want, have in zip(expected, found["layers"]):
        for kind in ("weight", "bias"):
            a, b = want[kind], base64.b64decode(have[kind])
            assert len(a) == len(b), (kind, len(a), len(b))
            total += len(a) // 4
            wrong += sum(a[i:i + 4] != b[i:i + 4] for i in range(0, len(a), 4))
    return total, wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--report")
    options = parser.parse_args()
    if not shutil.which("node"):
        print("browser_training.py: skipped, since node is not installed")
        return 0
    all_cases = cases(options.fast)
    expected = []
    for one in all_cases:
        with tempfile.TemporaryDirectory() as folder:
            expected.append(train(one, pathlib.Path(folder)))
    with tempfile.TemporaryDirectory() as folder:
        results = {"Node": in_node(all_cases, pathlib.Path(folder))}
    version = ""
    if not options.fast:
        chromium, version = in_chromium(all_cases)
        if chromium:
            results["Chromium"] = chromium
    failed, lines = 0, []
    for index, one in enumerate(all_cases):
        cells = []
        for where, found in results.items():
            total, wrong = differences(expected[index], found[index])
            failed += wrong > 0
            cells.append(f"{total - wrong:,} of {total:,}")
        steps, seconds = results["Node"][index]["steps"], results["Node"][index]["seconds"]
        print(f"{'ok' if all(c.split(' of ')[0] == c.split(' of ')[1] for c in cells) else 'FAILED'}  {one['name']}: {steps} steps, "
              f"weights equal: {', '.join(cells)} ({', '.join(results)}); {1000 * seconds / steps:.2f} ms a step in Node")
        lines.append(f"| {one['name']} | {steps} | {' | '.join(cells)} | {1000 * seconds / steps:.2f} |")
    if options.report:
        write(options.report, results, version, lines, failed)
    return 1 if failed else 0


def write(path, results, version, lines, failed):
    processor = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    node = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    text = [
        "# Trainings in the browser", "",
        f"`make browser-training`, {datetime.date.today():%-d %B %Y}, {processor}, Node {node}"
        + (f", Chromium {version}" if version else "") + ".", "",
        "Each training runs with `fledge train`, and with `fledge.wasm` and `training.js` in Node and Chromium. The weights of",
        "`model.safetensors` are compared bit by bit.", "",
        f"| training | steps | {' | '.join('equal in ' + name for name in results)} | ms a step, Node |",
        "| --- | --- |" + " --- |" * len(results) + " --- |", *lines, "",
        "All weights are equal." if not failed else f"{failed} comparisons found other weights.", ""]
    pathlib.Path(path).write_text("\n".join(text))


if __name__ == "__main__":
    sys.exit(main())
