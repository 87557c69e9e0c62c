#!/usr/bin/env python3
"""One training over ranks: the same weights for every number of ranks, with Open MPI and MPICH, after kills and stalls.

    Scripts/mpi_tests.py                      all tests
    Scripts/mpi_tests.py --short              two ranks, one network, one kill: for a gate
    Scripts/mpi_tests.py --times              also measure; the machine should do nothing else
    Scripts/mpi_tests.py --report FILE.md     write what was found

Builds .build-openmpi and .build-mpich, unless --no-build says that they are current. With one MPI, FLEDGE_SCRATCH names the build
folder of `fledge` itself: all but a few files are built there already. A program `fledge` (--fledge) is compared too. The last line
is 'N passed, N failed'.
"""

import argparse
import datetime
import json
import os
import platform
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {"openmpi": "libopenmpi-dev openmpi-bin", "mpich": "libmpich-dev mpich"}
ENVIRONMENT = os.environ | {
    "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "OMPI_MCA_hwloc_base_binding_policy": "none"}

# The workloads of `fledge bench` on fewer examples, and a network with batch normalisation.
NETWORKS = {
    "W1": ["layers=512,256,128", "dropout=0.3", "weight-decay=0.0001", "examples=2600"],
    "W5": ["autoencoder=512,256,128,64,32", "code-activation=relu", "examples=1300"],
    "W9": ["convolutions=32,64", "layers=128", "examples=650"],
    "batch norm": ["layers=256,128", "norm=batch", "dropout=0.2", "examples=2600"],
    "batch norm over channels": ["network=conv 8 3, batch-norm, relu, max-pool 2, flatten, linear 10", "examples=650"],
}
COMMON = ["dataset=digits", "test-examples=20", "validation=20", "batch-size=128", "seed=1"]

NO_BUILD = False
passed = failed = 0
lines = []


def check(holds, what):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    print(f"{'ok    ' if holds else 'FAILED'}  {what}", flush=True)
    return holds


def note(line=""):
    lines.append(line)


def build(mpi, scratch):
    if not shutil.which(f"mpirun.{mpi}"):
        quiet = {"check": True, "stdout": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update"], **quiet)
        subprocess.run(["apt-get", "install", "-y", *PACKAGES[mpi].split()], **quiet)
    program = scratch / "release/fledge-mpi"
    if not NO_BUILD:
        subprocess.run(
            ["swift", "build", "-c", "release", "--package-path", str(ROOT / "Distributed"), "--scratch-path",
             str(scratch), "--product", "fledge-mpi"], check=True, env=os.environ | {"FLEDGE_MPI": mpi},
            stdout=subprocess.DEVNULL)
    return program


def flags(settings):
    return [part for setting in settings for part in ("--set", setting)]


def launch(mpi, ranks, arguments, **options):
    """A training that has begun."""
    return subprocess.Popen(
        [f"mpirun.{mpi}", "-n", str(ranks), str(PROGRAMS[mpi]), "train", *arguments], env=ENVIRONMENT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def finish(process, limit=600):
    output, errors = process.communicate(timeout=limit)
    return process.returncode, output, errors


def train(mpi, ranks, settings, folder, *more):
    code, output, errors = finish(launch(mpi, ranks, [*flags(settings), "--json", "--quiet", "--output", folder, *more]))
    if code != 0:
        raise SystemExit(f"mpi_tests.py: expected exit code 0 from {ranks} ranks of {mpi}, found {code}: {errors.strip()}")
    return json.loads(output)


def own_lines(errors):
    return [line for line in errors.splitlines() if line.startswith("fledge-mpi: ")]


def descendants(pid):
    """The processes below one, as /proc has them."""
    children = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            text = Path(f"/proc/{entry}/stat").read_text()
        except OSError:
            continue
        parent = int(text.rsplit(")", 1)[1].split()[1])
        children.setdefault(parent, []).append((int(entry), text[text.index("(") + 1:text.rindex(")")]))
    found, waiting = [], [pid]
    while waiting:
        for child, name in children.get(waiting.pop(), []):
            found.append((child, name))
            waiting.append(child)
    return found


def ranks_of(process):
    return [pid for pid, name in descendants(process.pid) if name.startswith("fledge-mpi")]


def same_bits(folder, networks, rank_counts, mpis, fledge):
    note("## The same bits")
    note()
    note("Three epochs with `shards: 8`; SHA-256 of the weights, its first twelve digits.")
    note()
    note("| network | examples | weights | with these bits |")
    note("|---|---|---|---|")
    for name in networks:
        settings = COMMON + NETWORKS[name] + ["epochs=3", "shards=8"]
        alone = subprocess.run(
            [PROGRAMS[mpis[0]], "train", *flags(settings), "--json", "--quiet", "--output", f"{folder}/{name}-alone"],
            check=True, capture_output=True, text=True, env=ENVIRONMENT).stdout
        golden = json.loads(alone)["weights_sha256"]
        agreeing = ["without mpirun"]
        for threads in [1, 2, 3] if fledge else []:
            output = subprocess.run(
                [fledge, "train", "--recipe", "plain", *flags(settings + [f"threads={threads}"]), "--json", "--quiet", "--output",
                 f"{folder}/{name}-fledge{threads}"], check=True, capture_output=True, text=True).stdout
            if check(json.loads(output)["weights_sha256"] == golden, f"{name}: fledge train, {threads} threads"):
                agreeing.append(f"`fledge train`, {threads} thread{'s' if threads > 1 else ''}")
        for mpi in mpis:
            good = []
            for ranks in rank_counts:
                result = train(mpi, ranks, settings, f"{folder}/{name}-{mpi}{ranks}")
                right = result["weights_sha256"] == golden and result["ranks"] == ranks
                if check(right, f"{name}: {ranks} ranks of {mpi}"):
                    good.append(str(ranks))
            agreeing.append(f"{mpi} with {', '.join(good)} ranks")
        examples = next(s for s in settings if s.startswith("examples=")).split("=")[1]
        note(f"| {name} | {examples} | `{golden[:12]}` | {'; '.join(agreeing)} |")
    note()


def kills(folder, count, mpis, seed):
    """Ranks killed at random; each training goes on with another number of ranks."""
    draw = random.Random(seed)
    settings = COMMON + NETWORKS["batch norm"] + ["epochs=12", "shards=8", "checkpoint-every=3steps"]
    golden = train(mpis[0], 1, settings, f"{folder}/kill-golden")["weights_sha256"]
    slowest, trainings, done = 0.0, 0, 0
    while done < count:
        trainings += 1
        run, first = f"{folder}/kill-{trainings}", True
        while True:
            mpi, ranks = draw.choice(mpis), draw.choice([1, 2, 4, 8])
            start = [*flags(settings), "--output", run] if first else ["--resume", run]
            if not first and not (Path(run) / "config.yaml").exists():
                start = [*flags(settings), "--output", run]
            process = launch(mpi, ranks, [*start, "--json", "--quiet"])
            if done < count:
                time.sleep(draw.uniform(0.3, 2.5))
                victims = ranks_of(process)
                if victims and process.poll() is None:
                    os.kill(draw.choice(victims), signal.SIGKILL)
                    killed = time.monotonic()
                    code, output, errors = finish(process)
                    # A rank that has already left its training may be killed without harm.
                    if code == 0:
                        break
                    done += 1
                    slowest = max(slowest, time.monotonic() - killed)
                    first = False
                    continue
            code, output, errors = finish(process)
            break
        right = code == 0 and output.strip() and json.loads(output)["weights_sha256"] == golden
        check(right, f"training {trainings}, {done} kills so far: " + ("same weights" if right else f"code {code}: {errors[-300:]}"))
    check(slowest < 10, f"after a kill the other ranks end within 10 s; the slowest took {slowest:.1f} s")
    note("## Kills")
    note()
    note(f"{done} ranks killed with SIGKILL at random moments of {trainings} training{'s' if trainings > 1 else ''} (batch norm, 12 epochs, a checkpoint every 3 "
         "steps), each resumed with a number of ranks and an MPI drawn anew: "
         f"{'all ended with the weights of an undisturbed training' if failed == 0 else 'see the failures'}. The other ranks ended "
         f"within {slowest:.1f} s at most.")
    note()


def stalls(folder, mpis, rank_counts):
    settings = COMMON + NETWORKS["batch norm"] + ["epochs=500", "shards=8", "checkpoint-every=20steps"]
    note("## Stalls")
    note()
    for mpi in mpis:
        for ranks in rank_counts:
            run = f"{folder}/stall-{mpi}{ranks}"
            process = launch(mpi, ranks, [*flags(settings), "--quiet", "--output", run])
            while not list(Path(run).glob("checkpoint-*")) and process.poll() is None:
                time.sleep(0.1)
            victim = ranks_of(process)[-1]
            os.kill(victim, signal.SIGSTOP)
            stopped = time.monotonic()
            code, _, errors = finish(process, 60)
            seconds = time.monotonic() - stopped
            said = own_lines(errors)
            check(code != 0 and seconds < 10 and said and "has stalled or died" in said[0],
                  f"{mpi}, {ranks} ranks: a stopped rank ends the others after {seconds:.1f} s: {said[:1]}")
            time.sleep(0.5)
            check(not os.path.exists(f"/proc/{victim}") or Path(f"/proc/{victim}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z",
                  f"{mpi}, {ranks} ranks: the stopped rank is gone")
            note(f"- {mpi}, {ranks} ranks, one stopped with SIGSTOP: the others end after {seconds:.1f} s (code {code}); "
                 f"`{said[0] if said else ''}`")
            # One more signal: a resumed training is interrupted, and says that it can go on.
            process = launch(mpi, 2, ["--resume", run, "--quiet", "--json"])
            time.sleep(2)
            for pid in ranks_of(process)[:1]:
                os.kill(pid, signal.SIGTERM)
            code, output, errors = finish(process, 60)
            check(code == 75 and json.loads(output)["end_reason"] == "interrupted",
                  f"{mpi}: SIGTERM ends with code 75 (found {code}) and a checkpoint")
    note()


def refusals(folder, mpis):
    note("## Refusals")
    note()
    small = flags(COMMON + ["layers=8", "examples=64", "epochs=1"])
    table = Path(folder) / "a.csv"
    table.write_text("x,y,label\n" + "".join(f"{i},{i * i % 7},{'ab'[i % 2]}\n" for i in range(40)))
    other = Path(folder) / "b.csv"
    other.write_text(table.read_text().replace("39,", "38.5,"))
    rows = ["dataset=csv", "label=label", "layers=4", "epochs=1", "shards=2", "test-size=0.2"]

    def expect(name, mpi, parts, code, text):
        command = [f"mpirun.{mpi}"]
        for index, (ranks, program, arguments) in enumerate(parts):
            command += [":"] * (index > 0) + ["-n", str(ranks), str(program), "train", *arguments]
        process = subprocess.Popen(
            command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder)
        found, _, errors = finish(process, 60)
        said = own_lines(errors)
        check(found == code and len(said) == 1 and text in said[0], f"{mpi}: {name}: code {found}, {said}")
        note(f"- {mpi}, {name}: code {found}, `{said[0] if said else errors[-200:]}`")

    for mpi in mpis:
        program = PROGRAMS[mpi]
        run = ["--output", f"{folder}/never-{mpi}"]
        expect("three ranks of eight leaves", mpi, [(3, program, [*small, "--set", "shards=8", *run])], 2, "3 ranks cannot share 8 leaves")
        expect("two ranks without shards", mpi, [(2, program, [*small, *run])], 2, "2 ranks cannot share 1 leaf")
        expect("shards of 3", mpi, [(2, program, [*small, "--set", "shards=3", *run])], 2, "expected 1, 2, 4 or 8, found '3'")
        expect("a setting that is none", mpi, [(2, program, [*small, "--set", "shard=2", *run])], 2, "shard")
        expect("a file that is missing", mpi, [(2, program, ["none.yaml", *run])], 66, "none.yaml")
        expect("no run to resume", mpi, [(2, program, ["--resume", f"{folder}/none"])], 66, "none")
        expect("other settings on rank 1", mpi,
               [(1, program, [*small, "--set", "shards=2", *run]), (1, program, [*small, "--set", "shards=2", "--set", "seed=2", *run])], 2,
               "different settings: seed 2 and 1")
        expect("other data on rank 1", mpi,
               [(1, program, [*flags(rows + [f"data={table}"]), *run]), (1, program, [*flags(rows + [f"data={other}"]), *run])], 65,
               "data with the SHA-256")
        copy = Path(folder) / "fledge-mpi"
        copy.write_bytes(Path(program).read_bytes() + b"\0")
        copy.chmod(0o755)
        expect("another program on rank 1", mpi,
               [(1, program, [*small, "--set", "shards=2", *run]), (1, copy, [*small, "--set", "shards=2", *run])], 2, "the program")
        check(not Path(f"{folder}/never-{mpi}").exists(), f"{mpi}: a refused training leaves no folder")
    if len(mpis) == 2:
        for launcher, built in [mpis, mpis[::-1]]:
            expect(f"launcher of {launcher}, program of {built}", launcher,
                   [(2, PROGRAMS[built], [*small, "--set", "shards=2", "--output", f"{folder}/never"])], 2, "the launcher has started 2 processes")
    note()


def seconds_per_step(mpi, ranks, settings, folder, name, repetitions=3):
    """The median over repetitions of the fastest epoch's seconds, by step."""
    best = []
    for repetition in range(repetitions):
        run = f"{folder}/{name}-{mpi}-{ranks}-{repetition}"
        train(mpi, ranks, settings, run, "--overwrite")
        rows = [line.split(",") for line in (Path(run) / "history.csv").read_text().splitlines()]
        column, step = rows[0].index("seconds"), rows[0].index("step")
        steps = int(rows[1][step])
        best.append(min(float(row[column]) for row in rows[1:]) / steps)
    return statistics.median(best)


TIMED = {
    "W1": ["layers=512,256,128", "dropout=0.3", "weight-decay=0.0001", "examples=6400"],
    "W5": ["autoencoder=512,256,128,64,32", "code-activation=relu", "examples=6400"],
    "W9": ["convolutions=32,64", "layers=128", "examples=2560"],
}


def times(folder, mpis):
    note("## Times")
    note()
    note("Milliseconds a step of 128 examples, one thread a rank: the fastest of three epochs, the median of three trainings. Load of the "
         f"machine before: {os.getloadavg()[0]:.1f}.")
    note()
    note("| network | `shards: 1`, 1 rank | `shards: 8`, 1 rank | " + " | ".join(f"{mpi}, 2 ranks | ratio" for mpi in mpis) + " |")
    note("|---|---|---|" + "---|---|" * len(mpis))
    measured = {}
    for name, network in TIMED.items():
        settings = ["dataset=digits", "test-examples=1", "validation=0", "batch-size=128", "epochs=3", "checkpoint-every=none"] + network
        one = seconds_per_step(mpis[0], 1, settings + ["shards=1"], folder, f"{name}-s1")
        eight = seconds_per_step(mpis[0], 1, settings + ["shards=8"], folder, f"{name}-s8")
        # A sixteenth row count is that of one leaf; a limit that is never reached keeps the update apart, as leaves do.
        leaf = seconds_per_step(
            mpis[0], 1, [s for s in settings if not s.startswith("batch-size")] + ["batch-size=16", "clip-norm=1e9"], folder, f"{name}-leaf")
        row = f"| {name} | {1e3 * one:.2f} | {1e3 * eight:.2f} |"
        twos = {}
        for mpi in mpis:
            twos[mpi] = seconds_per_step(mpi, 2, settings + ["shards=8"], folder, f"{name}-s8")
            row += f" {1e3 * twos[mpi]:.2f} | {eight / twos[mpi]:.2f} |"
        note(row)
        print(row, flush=True)
        record = json.loads((Path(folder) / f"{name}-s8-{mpis[0]}-1-0/record.json").read_text())
        measured[name] = (record["parameters"], eight, leaf, twos)
    note()
    goal = all(eight / min(twos.values()) >= 1.6 for name, (_, eight, _, twos) in measured.items() if name != "W1")
    note("Goal: two ranks 1.6 times as fast as one on W5 and W9: " + ("reached." if goal else "not reached on all."))
    note()
    estimate(measured)


def estimate(measured):
    note("## Estimate for eight hosts")
    note()
    note("An estimate, not a measurement. A step of one rank takes 8·L + U: L is a leaf's forward and backward pass and one addition "
         "of gradients, U the update; L and U follow from the step of 8 leaves and a step of 16 examples. With R ranks it takes "
         "8/R·L + U + log₂R·(2·10⁻⁵ s + G/B), where G is the size of the gradients, B the bandwidth, and 20 µs the time of a small message. The last "
         "column is the bandwidth at which eight hosts are as fast as one.")
    note()
    note("| network | G, MB | L, ms | U, ms | hosts | 1 host, ms | 10 Gbit/s, ms | times as fast | 100 Gbit/s, ms | times as fast | even at, Gbit/s |")
    note("|---|---|---|---|---|---|---|---|---|---|---|")
    for name, (parameters, eight, small, _) in measured.items():
        size = 4 * parameters
        leaf = max(0.0, (eight - small) / 7)
        update = max(0.0, small - leaf)
        for hosts in [2, 4, 8]:
            rounds = hosts.bit_length() - 1
            compute = 8 / hosts * leaf + update
            cells = []
            for gigabits in [10, 100]:
                step = compute + rounds * (2e-5 + size / (gigabits * 1e9 / 8))
                cells.append(f"{1e3 * step:.2f} | {eight / step:.2f}")
            spare = eight - compute - rounds * 2e-5
            even = f"{rounds * size * 8 / spare / 1e9:.2f}" if spare > 0 else "never"
            note(f"| {name} | {size / 1e6:.2f} | {1e3 * leaf:.2f} | {1e3 * update:.2f} | {hosts} | {1e3 * eight:.2f} | {cells[0]} | {cells[1]} | {even} |")
    note()


def machine():
    text = Path("/proc/cpuinfo").read_text()
    name = re.search(r"model name\s*: (.*)", text)
    return f"{name.group(1) if name else platform.processor()}, {os.cpu_count()} cores"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--no-build", action="store_true")
    parser.add_argument("--times", action="store_true")
    parser.add_argument("--only-times", action="store_true")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mpi", choices=list(PACKAGES), action="append")
    parser.add_argument("--fledge", help="a program `fledge` whose trainings are compared too")
    parser.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    mpis = arguments.mpi or (["openmpi"] if arguments.short else list(PACKAGES))
    global PROGRAMS, NO_BUILD
    NO_BUILD = arguments.no_build
    shared = os.environ.get("FLEDGE_SCRATCH") if len(mpis) == 1 else None
    PROGRAMS = {mpi: build(mpi, ROOT / (shared or f".build-{mpi}")) for mpi in mpis}
    versions = {}
    with tempfile.TemporaryDirectory() as folder:
        for mpi in mpis:
            versions[mpi] = train(mpi, 1, COMMON + ["layers=4", "examples=32", "epochs=1"], f"{folder}/version-{mpi}")["mpi"]
        note("# One training over ranks: what was measured")
        note()
        note(f"{datetime.date.today()}, {machine()}; {', '.join(versions.values())}. Made by `make mpi-tests`.")
        note()
        if arguments.short:
            same_bits(folder, ["batch norm"], [1, 2], mpis, arguments.fledge)
            kills(folder, 1, mpis, arguments.seed)
        else:
            if not arguments.only_times:
                same_bits(folder, NETWORKS, [1, 2, 4, 8], mpis, arguments.fledge)
                kills(folder, arguments.kills, mpis, arguments.seed)
                stalls(folder, mpis, [2, 4])
                refusals(folder, mpis)
            if arguments.times or arguments.only_times:
                times(folder, mpis)
    if arguments.report:
        arguments.report.write_text("\n".join(lines).rstrip() + "\n")
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
