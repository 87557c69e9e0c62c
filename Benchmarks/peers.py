#!/usr/bin/env python3
"""Fledge and its peers on the same machine, in turns.

For each workload every peer trains an epoch or two, the fastest stay, and then they and Fledge train an epoch each in
turns, a probe of the machine's peak before each round. Prints medians, ranges and ratios, and writes a dated result.

    python3 Benchmarks/peers.py [--workloads W2,W3] [--rounds 5] [--threads 2] [--precision bf16]

With bf16, Fledge's products are of bf16 numbers, and PyTorch's autocast joins the peers, all others of which are in single
precision; W8 and W9 have no such peer and are refused. The machine's peak is that of single precision.

FLEDGE_DATA names the folder of the MNIST files. The environment with the peers is made on the first run.
"""

import argparse
import datetime
import json
import os
import re
import select
import statistics
import subprocess
import sys
import time
from pathlib import Path

import machine
import quiet

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PEERS = HERE / "Peers"
VENV = HERE / ".venv"
WORKLOADS = ["W1", "W2", "W2c", "W2b", "W3", "W4", "W5", "W8", "W9"]
PATIENCE = 120  # seconds that a peer may take to load, compile and train its first epoch


def make_environment():
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", "-r", str(PEERS / "requirements.txt")], check=True)
        # PyTorch is there for some processors and versions of Python only; the others are measured without it.
        subprocess.run([str(python), "-m", "pip", "install", "-q", "-r", str(PEERS / "requirements-torch.txt")])
    for candidate in (str(python), "/usr/bin/python3"):
        found = subprocess.run([candidate, "-c", "import torch; print(torch.__version__)"], capture_output=True, text=True)
        if found.returncode == 0:
            return str(python), candidate, found.stdout.strip()
    return str(python), None, None


class Peer:
    """A process that trains an epoch whenever it is told to."""

    def __init__(self, name, command):
        self.name, self.command, self.process, self.results, self.losses = name, command, None, [], {}

    def start(self):
        self.process = subprocess.Popen(
            self.command, cwd=PEERS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        return self.answer(PATIENCE) is not None

    def answer(self, patience):
        ready, _, _ = select.select([self.process.stdout], [], [], patience)
        line = self.process.stdout.readline() if ready else ""
        return json.loads(line) if line.strip() else None

    def epoch(self, patience=0):
        """One more epoch, or several until one was undisturbed."""
        def one():
            self.process.stdin.write("epoch\n")
            self.process.stdin.flush()
            result = self.answer(PATIENCE)
            if result:
                self.losses[result["epochs"]] = result["loss"]
            return result

        result, others = quiet.measured(one, patience, lambda: quiet.process_seconds(self.process.pid))
        if result:
            self.results.append(dict(result, others=others))
        return result

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()


def candidates(workload, threads, precision, python, torch):
    def peer(name, interpreter, script, count, *more):
        return Peer(f"{name}, {count} thread{'s' if count > 1 else ''}",
                    [interpreter, script, workload, "--threads", str(count), *more])

    counts = sorted({1, threads}, reverse=True)
    if workload == "W9":  # convolutions, which PyTorch has the fastest of
        variants = ("usual", "channels-last") if torch else ()
        return [peer(f"PyTorch {v}", torch, "torch_w9.py", threads, "--variant", v) for v in variants]
    found = [peer("JAX scan", python, "jax_peer.py", count) for count in counts]
    found += [peer("NumPy", python, "numpy_peer.py", count) for count in counts]
    found.append(peer("scikit-learn", python, "sklearn_peer.py", 1))
    if torch:
        found += [peer("PyTorch flat", torch, "torch_peer.py", count, "--variant", "flat") for count in counts]
        found.append(peer("PyTorch usual", torch, "torch_peer.py", 1, "--variant", "usual"))
        if precision == "bf16":
            found += [peer("PyTorch autocast", torch, "torch_peer.py", count, "--variant", "autocast") for count in counts]
    return found


def fledge(options, workload, threads, epochs, patience=None):
    command = [str(options.fledge), "bench", "--workload", workload, "--threads", str(threads), "--epochs", str(epochs),
               "--dataset", "mnist", "--precision", options.precision, "--json", "--quiet"]

    def run():
        start, used = time.perf_counter(), quiet.children_seconds()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return dict(json.loads(done.stdout), process_seconds=time.perf_counter() - start,
                    processor_seconds=quiet.children_seconds() - used)

    result, others = quiet.measured(run, options.patience if patience is None else patience)
    return dict(result, others=others)


def spread(values):
    return dict(median=statistics.median(values), min=min(values), max=max(values), n=len(values))


def compare(workload, options, python, torch):
    selection, running = {}, []
    for peer in candidates(workload, options.threads, options.precision, python, torch):
        if not re.search(options.peers, peer.name):
            continue
        result = peer.epoch(options.patience) if peer.start() else None
        if result:
            selection[peer.name] = result["seconds"]
            running.append(peer)
            running.sort(key=lambda p: p.results[0]["seconds"])
            for slower in running[options.keep :]:
                slower.stop()
            running = running[: options.keep]
        else:
            peer.stop()
            selection[peer.name] = None
    for peer in running:
        peer.results.clear()
    counts = {options.threads} if workload == "W9" else {1, options.threads}
    ours = {count: [] for count in sorted(counts)}
    for number in range(options.rounds):
        for count in ours:
            ours[count].append(fledge(options, workload, count, 1))
        for peer in running:
            peer.epoch(options.patience)
        print(f"  round {number + 1}: Fledge " + ", ".join(
            f"{r[-1]['seconds_per_epoch']['median']:.3f} s with {c}" for c, r in ours.items()) + "; " + ", ".join(
            f"{p.name} {p.results[-1]['seconds']:.3f} s" for p in running), flush=True)
    # The fifth epoch's loss, the first being the warm-up.
    proof = fledge(options, workload, options.threads, 4, patience=0)
    for peer in running:
        while 5 not in peer.losses:
            peer.epoch()
    report = dict(workload=workload, selection=selection, peers={}, fledge={})
    for peer in running:
        report["peers"][peer.name] = dict(
            seconds=spread([r["seconds"] for r in peer.results[: options.rounds]]),
            processor=spread([r["processor_seconds"] for r in peer.results[: options.rounds]]),
            others=max(r["others"] for r in peer.results[: options.rounds]),
            loss_after_five_epochs=peer.losses[5], peak_memory_mb=peer.results[-1]["peak_memory_mb"])
        peer.stop()
    for count, results in ours.items():
        report["fledge"][str(count)] = dict(
            seconds=spread([r["seconds_per_epoch"]["median"] for r in results]),
            processor=spread([r["processor_seconds_per_epoch"] for r in results]),
            peak_gflops=spread([r["peak_gflops"] for r in results]),
            share_of_peak=spread([r["share_of_peak"] for r in results]),
            seconds_to_first_epoch=spread([r["seconds_to_first_epoch"] for r in results]),
            others=max(r["others"] for r in results),
            peak_memory_mb=max(r["peak_memory_mb"] for r in results))
    report["fledge"]["loss_after_five_epochs"] = proof["final_loss"]
    return report


def compare_many(options, python, torch):
    """W8: whole processes, fifteen networks of five epochs each."""
    peers = {"JAX, a process for each core": [python, "jax_peer.py", "W8", "--variant", "processes"],
             "JAX vmap": [python, "jax_peer.py", "W8", "--variant", "vmap"]}
    if torch:
        peers["PyTorch batched products"] = [torch, "torch_peer.py", "W8"]

    def run(command):
        start, used = time.perf_counter(), quiet.children_seconds()
        done = subprocess.run([*command, "--threads", str(options.threads)], cwd=PEERS, capture_output=True, text=True)
        losses = json.loads(done.stdout.splitlines()[-1])["losses"] if done.returncode == 0 else []
        return time.perf_counter() - start, quiet.children_seconds() - used, losses

    first = {name: run(command) for name, command in peers.items()}
    kept = sorted((n for n in first if first[n][2]), key=lambda n: first[n][0])[:1]
    seconds, ours = {name: [] for name in kept}, []
    for number in range(options.rounds):
        ours.append(fledge(options, "W8", options.threads, 5))
        for name in kept:
            result, others = quiet.measured(lambda: run(peers[name])[:2], options.patience)
            seconds[name].append((*result, others))
        print(f"  round {number + 1}: Fledge {ours[-1]['process_seconds']:.2f} s; "
              + ", ".join(f"{name} {values[-1][0]:.2f} s" for name, values in seconds.items()), flush=True)
    report = dict(workload="W8", selection={n: first[n][0] for n in first}, peers={
        name: dict(seconds=spread([s[0] for s in seconds[name]]), processor=spread([s[1] for s in seconds[name]]),
                   others=max(s[2] for s in seconds[name]),
                   loss_after_five_epochs=statistics.mean(first[name][2]))
        for name in kept})
    report["fledge"] = {str(options.threads): dict(
        seconds=spread([r["process_seconds"] for r in ours]),
        processor=spread([r["processor_seconds"] for r in ours]), others=max(r["others"] for r in ours),
        peak_gflops=spread([r["peak_gflops"] for r in ours]),
        share_of_peak=spread([r["share_of_peak"] for r in ours]), peak_memory_mb=max(r["peak_memory_mb"] for r in ours)),
        "loss_after_five_epochs": ours[-1]["final_loss"]}
    return report


def best(report):
    sides = {c: v for c, v in report["fledge"].items() if c != "loss_after_five_epochs"}
    count = min(sides, key=lambda c: sides[c]["seconds"]["median"])
    name = min(report["peers"], key=lambda n: report["peers"][n]["seconds"]["median"])
    return count, sides[count], name, report["peers"][name]


def markdown(result):
    chosen = f", of those whose names match `{result['peers']}`" if result["peers"] else ""
    rounded = ", Fledge's products in bf16" if result["precision"] == "bf16" else ""
    lines = [f"# Fledge and its peers, {result['date']}{rounded}", "",
             f"{machine.sentence(result['machine'])} {result['versions']}.", "",
             "Seconds an epoch (W8: seconds of the whole process), median (range) of "
             f"{result['rounds']} rounds in turns, on up to {result['threads']} threads{chosen}; T: threads. "
             "`of peak`: share of the rate that as many threads reach in "
             "registers, measured in the same process; multiplications by zero, which "
             "Fledge skips, count as done. `CPU`: processor time of all threads. "
             "`others`: the largest share of all cores' "
             "time that other programs took during one of ours, one of the peer's epochs; where it is large, CPU says more.", "",
             "| | Fledge | T | of peak | fastest peer | | ratio | CPU: Fledge / peer | ratio "
             "| loss after five epochs: Fledge / peer | MB | others |",
             "|---|---|---|---|---|---|---|---|---|---|---|---|"]
    show = lambda s: f"{s['median']:.3f} ({s['min']:.3f}–{s['max']:.3f})"
    for report in result["workloads"]:
        count, ours, name, peer = best(report)
        loss = peer["loss_after_five_epochs"]
        lines.append(
            f"| {report['workload']} | {show(ours['seconds'])} | {count} | {100 * ours['share_of_peak']['median']:.0f} % | "
            f"{name} | {show(peer['seconds'])} | **{peer['seconds']['median'] / ours['seconds']['median']:.2f}** | "
            f"{ours['processor']['median']:.3f} / {peer['processor']['median']:.3f} | "
            f"{peer['processor']['median'] / ours['processor']['median']:.2f} | "
            f"{report['fledge']['loss_after_five_epochs']:.4f} / {loss:.4f} | "
            f"{ours['peak_memory_mb']:.0f} | {100 * ours['others']:.0f} %, {100 * peer['others']:.0f} % |")
    lines += ["", "Every peer's first counted epoch, by which the fastest were chosen:", ""]
    for report in result["workloads"]:
        times = ", ".join(f"{n} {'too slow' if s is None else format(s, '.2f')}" for n, s in report["selection"].items())
        lines.append(f"- {report['workload']}: {times}")
    starts = [(r["workload"], c, v["seconds_to_first_epoch"]) for r in result["workloads"]
              for c, v in r["fledge"].items() if isinstance(v, dict) and "seconds_to_first_epoch" in v]
    lines += ["", "From the start of the process to the end of the first epoch, data loading included: "
              + ", ".join(f"{w} with {c}: {s['median']:.2f} s (from {s['min']:.2f})" for w, c, s in starts) + ".", ""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workloads", default=",".join(WORKLOADS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="fp32", help="of Fledge's products")
    parser.add_argument("--peers", default="", help="only peers whose names match this expression")
    parser.add_argument("--keep", type=int, default=3, help="peers that stay for the rounds")
    parser.add_argument("--fledge", type=Path, default=ROOT / ".build" / "release" / "fledge", help="the program")
    parser.add_argument("--patience", type=float, default=20,
                        help="seconds for which a measurement is repeated that other programs disturbed, or two processors "
                        "that were halves of one core")
    options = parser.parse_args()
    if options.precision == "bf16" and {"W8", "W9"} & set(options.workloads.split(",")):
        sys.exit("peers.py: bf16: expected workloads other than W8 and W9, which are measured in single precision; "
                 "choose others with --workloads")
    if "FLEDGE_DATA" not in os.environ:
        sys.exit("peers.py: FLEDGE_DATA: expected the folder of the MNIST files, found nothing; set it")
    if not options.fledge.exists():
        sys.exit(f"peers.py: expected the program at {options.fledge}, found nothing; run 'make build' first")
    python, torch, torch_version = make_environment()
    versions = (PEERS / "requirements.txt").read_text().split()
    versions += [f"torch=={torch_version}"] if torch_version else []
    result = dict(date=datetime.date.today().isoformat(), machine=machine.describe(), versions=", ".join(versions),
                  rounds=options.rounds, threads=options.threads, precision=options.precision, peers=options.peers,
                  workloads=[])
    name = re.sub(r"[^a-z0-9]+", "-", f"{result['machine']['processor']} {os.cpu_count()} cores".lower()).strip("-")
    name += "-bf16" if options.precision == "bf16" else ""
    target = HERE / "Results" / f"{result['date']}-{name}"
    for workload in options.workloads.split(","):
        print(workload, flush=True)
        if workload == "W8":
            result["workloads"].append(compare_many(options, python, torch))
        else:
            result["workloads"].append(compare(workload, options, python, torch))
        # Written after each workload, so that an interrupted run leaves what it has.
        target.with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
        target.with_suffix(".md").write_text(markdown(result))
    print(target.with_suffix(".md").read_text())


if __name__ == "__main__":
    main()
