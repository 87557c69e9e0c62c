#!/usr/bin/env python3
"""Kills `fledge train` at random moments until hundreds of kills have been survived, and compares the bits.

For each case the training is first run to its end without interruption. Then it is started with frequent checkpoints,
killed with SIGKILL after a random time, resumed, killed again, and so on; when the kills for the case are spent it may
finish. The SHA-256 of its weights and its history (seconds left out) must be those of the first run, and no temporary
file may be left. Some kills wait for a temporary file to appear, so that they fall into the middle of a save.

    swift build -c release --product fledge
    python3 Scripts/kill_test.py .build/release/fledge --kills 200 --report docs/proofs/kill-test.md
"""

import argparse
import csv
import datetime
import json
import os
import platform
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

COMMON = ["--test-examples", "100", "--batch-size", "20"]
CASES = [
    ("classifier, Adam, dropout, batch norm", 1,
     "--dataset digits --examples 400 --layers 48,24 --norm batch --dropout 0.3 --optimizer adam --epochs 40"),
    ("classifier, Nesterov, cosine, early stopping", 2,
     "--dataset moons --examples 400 --layers 32,32 --activation tanh --optimizer nesterov --learning-rate 0.01 "
     "--schedule warm-up:50:cosine --patience 1000 --epochs 80"),
    ("denoising autoencoder, RMSProp, tied", 2,
     "--dataset digits --examples 300 --autoencoder 32,8 --tied yes --noise 0.2 --optimizer rmsprop --epochs 40"),
    ("augmented digits, SGD, softmax regression", 3,
     "--dataset digits --examples 300 --layers none --augment shift=2,rotate=10 --optimizer sgd "
     "--learning-rate 0.05 --epochs 50"),
    ("regression, AdamW, plateau, layer norm", 1,
     "--dataset line --examples 400 --layers 24,12 --norm layer --optimizer adamw --weight-decay 0.01 "
     "--schedule plateau:0.5:3 --epochs 80"),
    ("spirals, RAdam, max norm, clipping", 4,
     "--dataset spirals --examples 400 --layers 32,16 --optimizer radam --max-norm 2 --clip-norm 1 --epochs 80"),
    ("spirals, AdaDelta, noise", 2,
     "--dataset spirals --examples 400 --layers 24 --noise 0.05 --optimizer adadelta --learning-rate 1 --epochs 80"),
    ("circles, Lion, one cycle, threads change at every resume", 0,
     "--dataset circles --examples 400 --layers 24,24 --optimizer lion --learning-rate 0.001 --schedule one-cycle "
     "--epochs 80"),
]


def history(folder):
    with open(os.path.join(folder, "history.csv")) as file:
        return [{key: value for key, value in row.items() if key != "seconds"} for row in csv.DictReader(file)]


def finished(fledge, folder, arguments):
    done = subprocess.run([fledge, "train", *arguments, "--json", "--quiet"], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{arguments}: exit code {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout), done.stderr


def temporary_files(run):
    return [name for name in os.listdir(run) if name.endswith(".tmp")] if os.path.isdir(run) else []


def kill_once(fledge, folder, arguments, span, in_save):
    """Starts a training and kills it; returns whether it was still running, and whether it was saving."""
    with open(os.path.join(folder, "errors"), "w") as errors:
        process = subprocess.Popen(
            [fledge, "train", *arguments, "--json", "--quiet"], cwd=folder, stdout=subprocess.DEVNULL, stderr=errors)
    run = os.path.join(folder, "run")
    end = time.monotonic() + random.uniform(0, span)
    while process.poll() is None and time.monotonic() < end:
        time.sleep(0.0005)
    if in_save:
        end = time.monotonic() + 1
        mine = f".{process.pid}-"
        while process.poll() is None and time.monotonic() < end:
            if any(mine in name for name in temporary_files(run)):
                break
    process.send_signal(signal.SIGKILL)
    process.wait()
    with open(os.path.join(folder, "errors")) as errors:
        said = errors.read()
    # Its only output is about an incomplete checkpoint, or why it ended by itself.
    if said or process.returncode not in (0, -signal.SIGKILL):
        sys.exit(f"{arguments}: exit code {process.returncode}\n{said}")
    mine = f".{process.pid}-"
    return process.returncode == -signal.SIGKILL, any(mine in name for name in temporary_files(run))


def run_case(fledge, name, threads, flags, kills):
    with tempfile.TemporaryDirectory(prefix="fledge-kill-") as folder:
        settings = flags.split() + COMMON
        start = time.monotonic()
        reference, _ = finished(fledge, folder, settings + ["--threads", str(threads or 1), "--output", "whole"])
        seconds = time.monotonic() - start
        survived = in_saves = restarts = 0
        run = os.path.join(folder, "run")
        while survived < kills:
            # A run that finishes before all its kills is started again.
            if os.path.exists(os.path.join(run, "record.json")):
                compare(name, folder, reference, fledge, [])
                shutil.rmtree(run)
                restarts += 1
            begun = os.path.exists(os.path.join(run, "config.yaml"))
            if not begun and os.path.isdir(run):
                shutil.rmtree(run)
            arguments = (
                ["--resume", "run"] if begun
                else settings + ["--checkpoint-every", "5steps", "--output", "run"]) + [
                    "--threads", str(threads or random.choice([1, 2, 3, 4]))]
            killed, in_save = kill_once(fledge, folder, arguments, 0.6 * seconds + 0.02, random.random() < 0.5)
            survived += killed
            in_saves += killed and in_save
        begun = os.path.exists(os.path.join(run, "config.yaml"))
        more = ["--resume", "run"] if begun else settings + ["--output", "run"]
        more += ["--checkpoint-every", "none"]
        compare(name, folder, reference, fledge, more)
        return survived, in_saves, restarts, reference["weights_sha256"]


def compare(name, folder, reference, fledge, arguments):
    result, errors = finished(fledge, folder, arguments or ["--resume", "run"])
    if result["weights_sha256"] != reference["weights_sha256"]:
        sys.exit(f"{name}: weights {result['weights_sha256']}, uninterrupted {reference['weights_sha256']}")
    for key in ["test_loss", "test_accuracy", "epochs", "best_epoch", "end_reason", "validation_loss"]:
        if result[key] != reference[key]:
            sys.exit(f"{name}: {key} {result[key]}, uninterrupted {reference[key]}")
    if history(os.path.join(folder, "run")) != history(os.path.join(folder, "whole")):
        sys.exit(f"{name}: the histories differ")
    left = temporary_files(os.path.join(folder, "run"))
    if left:
        sys.exit(f"{name}: temporary files are left: {left}")
    if errors:
        sys.exit(f"{name}: {errors}")


def processor():
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fledge", help="the program")
    parser.add_argument("--kills", type=int, default=200, help="kills in total")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments")
    parser.add_argument("--build", default="release", help="how the program was built, for the report")
    parser.add_argument("--report", help="a Markdown file for the result")
    arguments = parser.parse_args()
    fledge = os.path.abspath(arguments.fledge)
    random.seed(arguments.seed)
    each = -(-arguments.kills // len(CASES))
    start = time.monotonic()
    rows = []
    for name, threads, flags in CASES:
        survived, in_saves, restarts, digest = run_case(fledge, name, threads, flags, each)
        rows.append((name, threads or "1 to 4", survived, in_saves, digest))
        print(f"{name}: {survived} kills, {in_saves} in a save, {restarts} finished in between, same bits", flush=True)
    total, saves = sum(row[2] for row in rows), sum(row[3] for row in rows)
    print(f"{total} kills, {saves} in a save, {time.monotonic() - start:.0f} s: every run ended with the same bits")
    if arguments.report:
        os.makedirs(os.path.dirname(arguments.report) or ".", exist_ok=True)
        with open(arguments.report, "w") as file:
            file.write("# Killed and resumed: the same bits\n\n")
            file.write(
                f"`Scripts/kill_test.py --kills {arguments.kills} --seed {arguments.seed}`, "
                f"{datetime.date.today().isoformat()}, {processor()}, {arguments.build} build.\n\n"
                f"{total} SIGKILLs at random moments, {saves} of them while a temporary file of a save existed. Every run "
                "was resumed after each kill and ended with the weights (SHA-256), history and test results of the "
                "uninterrupted run; no damaged checkpoint and no temporary file was ever left.\n\n"
                "| training | threads | kills | in a save | SHA-256 of the weights |\n|---|---|---|---|---|\n")
            for name, threads, survived, in_saves, digest in rows:
                file.write(f"| {name} | {threads} | {survived} | {in_saves} | `{digest[:16]}…` |\n")


if __name__ == "__main__":
    main()
