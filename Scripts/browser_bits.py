#!/usr/bin/env python3
"""Compares the kernels as WebAssembly, in Node and in Chromium, with the command to the bit; writes a report.

    Scripts/browser_bits.py .build/release/fledge MNIST-FOLDER --report docs/proofs/browser.md

10,000 test images for 784-64-32-10 and for a small convolutional network, 300 for a network of each kind, drawings, and
the fused multiply-add against the processor's. Needs NumPy, playwright, Node, clang and Chromium (--chromium).
"""
import argparse
import ctypes
import datetime
import http.server
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "Scripts"), str(ROOT / "Scripts/interop")]
import drawings  # noqa: E402
import onnx_cases  # noqa: E402

CNN = "conv 8 5, relu, max-pool 2, conv 16 5, relu, max-pool 2, flatten, linear 64, relu, linear 10"
SMALL = ["--examples", "300", "--epochs", "1", "--seed", "1"]


def cases():
    """Name, arguments of `fledge train`, test images."""
    yield "784-64-32-10", ["--layers", "64,32", "--epochs", "3", "--seed", "1"], 10_000
    yield "convolutional", ["--network", CNN, "--epochs", "1", "--seed", "1"], 10_000
    for name, arguments in onnx_cases.IMAGES.items():
        yield name, [*arguments, *SMALL], 300
    for name, layers in onnx_cases.LISTS.items():
        yield name, ["--network", ", ".join(layers), *SMALL], 300
    yield "noise", ["--network", "noise 0.1, linear 20, softplus, dropout 0.1, linear 10, log-softmax", "--loss",
                    "negative-log-likelihood", *SMALL], 300


def triples(random):
    """Numbers for a·b + c: any bits, denormals, sums close to the middle between two floats, and every edge."""
    any_bits = random.integers(0, 2**32, (3, 4_000_000), np.uint32).view(np.float32)
    small = random.integers(0, 2**24, (3, 1_000_000), np.uint32)
    small[1] = random.integers(0x3F000000, 0x40800000, small.shape[1])
    denormal = (small | random.integers(0, 2, small.shape, np.uint32) << 31).view(np.float32)
    # Factors of few bits: their product ends at any place below the last bit of c.
    count = 4_000_000
    bits = random.integers(1, 25, (2, count))
    factors = (random.integers(0, 2**24, (2, count)) >> (24 - bits) | 1).astype(np.float32)
    c = np.ldexp(random.integers(2**23, 2**24, count).astype(np.float32), random.integers(-2, 26, count))
    close = np.stack([factors[0], factors[1] * random.choice([-1, 1], count), c]).astype(np.float32)
    # c = the product rounded to a float, plus half a unit, so that the sum's error decides.
    product = close[0].astype(np.float64) * close[1]
    close[2, ::2] = (-product + np.spacing(product.astype(np.float32)) / 2).astype(np.float32)[::2]
    # Products in the middle between two floats; a far smaller c decides where they are rounded to.
    odd = random.integers(2**11, 2**12, (2, 1_000_000)) * 2 + 1
    odd = odd[:, odd[0] * odd[1] < 2**25].astype(np.float32)
    scale = random.integers(-60, 60, odd.shape[1])
    tiny = np.ldexp(random.choice([-1.0, 1.0], odd.shape[1]) * random.uniform(1, 2, odd.shape[1]),
                    scale - random.integers(20, 80, odd.shape[1]))
    middle = np.stack([np.ldexp(odd[0], scale), odd[1], tiny]).astype(np.float32)
    edges = [0.0, 1.0, 1.5, 3.0, 2.0**-149, 2.0**-148, 3 * 2.0**-149, 2.0**-126, 2.0**-126 - 2.0**-149, 2.0**-127,
             2.0**-75, 2.0**-74, 1 + 2.0**-23, 1 - 2.0**-24, 2.0**24, 2.0**24 - 1, 2.0**24 + 2, 2.0**63, 2.0**64, 2.0**127,
             2.0**127 * (2 - 2.0**-23), 2.0**104, 2.0**103, 1 / 3, np.inf, 0.1, 2.0**-24, 2.0**-25, 2.0**-23, 2.0**-100,
             2.0**-50, 2.0**50]
    edges = np.array(edges + [-x for x in edges] + [np.nan], np.float32)
    every = np.array(list(itertools.product(edges, repeat=3)), np.float32).T
    return np.ascontiguousarray(np.concatenate([any_bits, denormal, close, middle, every], axis=1))


def processor(values, folder):
    """a·b + c by the processor's instruction."""
    source = folder / "fma.c"
    source.write_text("void run(const float *a, const float *b, const float *c, float *y, long n) {\n"
                      "  for (long i = 0; i < n; i++) y[i] = __builtin_fmaf(a[i], b[i], c[i]);\n}\n")
    subprocess.run(["clang", "-O2", "-march=native", "-shared", "-fPIC", source, "-o", folder / "fma.so", "-lm"], check=True)
    y, pointer = np.empty(values.shape[1], np.float32), ctypes.POINTER(ctypes.c_float)
    library = ctypes.CDLL(str(folder / "fma.so"))
    library.run(*[x.ctypes.data_as(pointer) for x in (*values, y)], ctypes.c_long(len(y)))
    return y


def same(found, expected):
    """How many elements have the same bits; two NaN are the same."""
    return int(((found.view(np.uint32) == expected.view(np.uint32)) | (np.isnan(found) & np.isnan(expected))).sum())


def chromium(folder, tasks, path):
    """The tasks in Chromium: writes each output, returns the times and the version."""
    from playwright.sync_api import sync_playwright

    class Files(http.server.SimpleHTTPRequestHandler):
        def translate_path(self, name):
            name = name.split("?")[0]
            if name.startswith("/assets/"):
                return str(ROOT / "Web" / name[1:])
            return str(ROOT / "Scripts/browser_bits.js" if name == "/bits.js" else folder / name[1:])

        def log_message(self, *_):
            pass

    Files.extensions_map = {**Files.extensions_map, ".js": "text/javascript", ".html": "text/html"}
    (folder / "page.html").write_text("<!doctype html><title>bits</title>")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    script = """async (task) => {
      window.bits ??= await import("/bits.js");
      window.engine ??= await bits.Engine.load("/assets/fledge.wasm");
      const read = async (name) => (await fetch("/" + name)).arrayBuffer();
      const { outputs, milliseconds } = await bits.work(engine, task, read);
      const bytes = new Uint8Array(outputs.buffer, outputs.byteOffset, outputs.byteLength);
      let text = "";
      for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
      return { text: btoa(text), milliseconds };
    }"""
    import base64
    results = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/page.html")
        for task in tasks:
            result = page.evaluate(script, task)
            (folder / task["output"]).write_bytes(base64.b64decode(result.pop("text")))
            results.append(result)
        version = browser.version
        browser.close()
    server.shutdown()
    return results, version


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fledge", type=Path)
    parser.add_argument("mnist", type=Path)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--report", type=Path)
    parser.add_argument("--only", help="cases whose names contain this")
    arguments = parser.parse_args()
    fledge, mnist = arguments.fledge.resolve(), arguments.mnist.resolve()
    environment = {**os.environ, "FLEDGE_DATA": str(mnist)}

    def run(*command):
        result = subprocess.run([str(part) for part in (fledge, *command)], env=environment, capture_output=True, text=True)
        if result.returncode:
            sys.exit(f"fledge {' '.join(map(str, command))}: exit {result.returncode}\n{result.stderr}")

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        images = drawings.read_idx(str(next(mnist.glob("t10k-images-idx3-ubyte*"))))
        (folder / "images").write_bytes(images.tobytes())
        tasks, expected, counts = [], [], []
        for name, settings, count in cases():
            if arguments.only and arguments.only not in name:
                continue
            run("train", *settings, "--output", folder / f"{name}-run", "--quiet")
            run("export", folder / f"{name}-run", "--browser", folder / f"{name}.model", "--quiet")
            numbers = "all" if count == 10_000 else ",".join(map(str, range(count)))
            run("predict", folder / f"{name}-run", "--indices", numbers, "--logits", "--output", folder / f"{name}.npy",
                "--quiet")
            expected.append(np.load(folder / f"{name}.npy").astype(np.float32).reshape(count, -1))
            counts.append(count)
            if count < 10_000:
                (folder / f"{count}.images").write_bytes(images[:count].tobytes())
            tasks.append({"name": name, "model": f"{name}.model", "kind": "bytes", "count": count,
                          "features": "images" if count == 10_000 else f"{count}.images",
                          "timed": 2000 if count == 10_000 else 0})
        values = triples(np.random.Generator(np.random.PCG64(1)))
        (folder / "triples").write_bytes(values.tobytes())
        tasks.append({"name": "fma", "fma": "triples"})

        lines, wrong = [], 0
        nodes = [{**task, "output": f"{task['name']}.node"} for task in tasks]
        (folder / "tasks.json").write_text(json.dumps(nodes))
        output = subprocess.run(["node", ROOT / "Scripts/browser_bits.js", folder, folder / "tasks.json"], check=True,
                                capture_output=True, text=True).stdout
        node_times = json.loads(output.splitlines()[-1])
        pages, version = chromium(folder, [{**task, "output": f"{task['name']}.page"} for task in tasks], arguments.chromium)
        for task, outputs, count, in_node, in_page in zip(tasks, expected, counts, node_times, pages):
            equal = []
            for place in ("node", "page"):
                found = np.fromfile(folder / f"{task['name']}.{place}", np.float32).reshape(outputs.shape)
                equal.append(int((found.view(np.uint32) == outputs.view(np.uint32)).all(axis=1).sum()))
            wrong += 2 * count - sum(equal)
            times = [f"{x['milliseconds']:.3f}" if x["milliseconds"] else "" for x in (in_node, in_page)]
            lines.append(f"| {task['name']} | {count:,} | {equal[0]:,} | {equal[1]:,} | {times[0]} | {times[1]} |")
            print(lines[-1])
        exact = processor(values, folder)
        agree = [same(np.fromfile(folder / f"fma.{place}", np.float32), exact) for place in ("node", "page")]
        wrong += 2 * len(exact) - sum(agree)
        with np.errstate(all="ignore"):
            twice = (values[0].astype(np.float64) * values[1] + values[2]).astype(np.float32)
        print(f"fma: {agree} of {len(exact):,}")
        if arguments.report:
            node_version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
            write(arguments.report, lines, agree, len(exact), len(exact) - same(twice, exact), version, node_version)
    if wrong:
        sys.exit(f"browser_bits.py: {wrong} examples or multiply-adds differ")


def write(report, lines, agree, count, naive, version, node_version):
    today = datetime.date.today()
    size = (ROOT / "Web/assets/fledge.wasm").stat().st_size
    text = f"""# The command's bits in the browser

{today.day} {today:%B %Y}, {platform.machine()}, {os.cpu_count()} cores: Node {node_version}, Chromium {version}.
`Scripts/browser_bits.py` (`make browser-bits`) trained one network of each kind and compared `fledge predict --logits` with
`Web/assets/fledge.wasm` ({size:,} bytes) in both. An image counts as equal where all of its outputs have the same bits. ms:
milliseconds for one image alone, mean of 2,000.

| network | test images | equal in Node | equal in Chromium | ms, Node | ms, Chromium |
|---|---|---|---|---|---|
""" + "\n".join(lines) + f"""

The fused multiply-add against the processor's instruction: {agree[0]:,} (Node) and {agree[1]:,} (Chromium) of {count:,} triples
have the same bits: any bits, denormals, products and sums in the middle between two floats or close to it, every triple of
65 edges. Double precision rounded to single gets {naive:,} of them wrong.
"""
    report.write_text(text)
    print(f"{report} is written.")


if __name__ == "__main__":
    main()
