"""W9, ours and PyTorch's by turns on this machine: prints every round, then medians, ranges and the ratio.

    FLEDGE_DATA=folder/of/MNIST python3 Benchmarks/compare_w9.py [--rounds 5] [--threads 2] [--fledge PATH]

In each round `fledge bench` trains two epochs in a fresh process, the second of which is timed, and each variant of
PyTorch one more epoch in a process that waits in between.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser()
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--fledge", default=os.path.join(here, "../.build/release/fledge"))
parser.add_argument("--variants", nargs="*", default=["", "--channels-last"])
options = parser.parse_args()


def start(variant):
    command = [sys.executable, os.path.join(here, "Peers/torch_w9.py"), "--threads", str(options.threads)]
    process = subprocess.Popen(
        command + variant.split(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    json.loads(process.stdout.readline())
    return process


def ask(process, line):
    print(line, file=process.stdin, flush=True)
    return json.loads(process.stdout.readline())


def ours():
    command = [options.fledge, "bench", "--workload", "W9", "--epochs", "1", "--threads", str(options.threads), "--json"]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    return json.loads(output)["seconds_per_epoch"]


peers = {("torch " + variant).strip(): start(variant) for variant in options.variants}
seconds = {"fledge": []} | {name: [] for name in peers}
for number in range(options.rounds):
    seconds["fledge"].append(ours())
    for name, process in peers.items():
        seconds[name].append(ask(process, "epoch")["seconds"])
    print(f"round {number + 1}: " + ", ".join(f"{name} {values[-1]:.2f} s" for name, values in seconds.items()), flush=True)
medians = {name: statistics.median(values) for name, values in seconds.items()}
for name, values in seconds.items():
    print(f"{name}: {medians[name]:.2f} s ({min(values):.2f} to {max(values):.2f})")
fastest = min(peers, key=medians.get)
ratios = sorted(theirs / own for theirs, own in zip(seconds[fastest], seconds["fledge"]))
print(f"{fastest} / fledge: {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")
