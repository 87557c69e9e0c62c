#!/usr/bin/env python3
"""Workers that are killed, stopped and cut off, on PostgreSQL and on a shared folder, against one undisturbed worker.

    Scripts/cluster_tests.py PROGRAM [--short] [--report FILE] [--only PART]

It starts its own PostgreSQL server on a free port of 127.0.0.1 and ends it by its process number; nothing is left behind.
Parts: postgresql, folder, idle, show; leases where FLEDGE_TESTS names the program of the tests. --short takes 20 runs and a minute at most.
"""
import argparse, os, pathlib, re, shutil, subprocess, sys, tempfile, time

from cluster_processes import Proxy, Server, Workers

STUDY = """study: torture
train: {{dataset: moons, examples: 1000, test-examples: 500, epochs: {epochs}, batch-size: 16}}
grid:
  layers: [[16], [32], [16, 16], [32, 16]]
  learning-rate: [1e-3, 3e-3, 1e-2, 3e-2, 1e-1]
seeds: {seeds}
"""


def log(text):
    print(text, flush=True)


class Tests:
    def __init__(self, options):
        self.program = str(pathlib.Path(options.program).resolve())
        self.short = options.short
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="fledge-cluster-"))
        self.rows = []
        self.count = 20 if self.short else 400
        (self.folder / "torture.yaml").write_text(
            STUDY.format(epochs=600 if self.short else 150, seeds=self.count // 20))
        seconds = time.time()
        self.fledge("study", "run", "torture.yaml", "--store", "serial.db", "--workers", "1", "--quiet")
        log(f"{self.count} runs, one undisturbed worker on SQLite: {time.time() - seconds:.1f} s")
        self.serial = self.fledge("runs", "export", "--store", "serial.db")
        self.serial_seconds = time.time() - seconds

    def fledge(self, *arguments, check=True):
        result = subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, text=True)
        if check and result.returncode != 0:
            sys.exit(f"cluster_tests.py: fledge {' '.join(arguments)}: code {result.returncode}: {result.stderr}")
        return result.stdout

    def row(self, name, text):
        self.rows.append((name, text))
        log(f"{name}: {text}")

    def expect(self, condition, text):
        if not condition:
            sys.exit(f"cluster_tests.py: expected {text}\n" + (self.folder / "errors.txt").read_text()[-4000:])

    def accepted(self, store):
        rows = self.fledge("runs", "export", "--store", store)
        self.expect(rows == self.serial, "the table of the serial run, byte for byte")
        cells = [line.split(",")[:2] for line in rows.splitlines()[1:]]
        self.expect(len(cells) == self.count, f"{self.count} accepted results, found {len(cells)}")

    def disturb(self, workers, ticks, lease, began):
        """Kills a worker, and lets one sleep past its lease; called twice a second."""
        workers.kill()
        if ticks == 4:
            workers.stop(0)
        if ticks == 4 + 4 * lease:
            workers.wake()
        self.expect(time.time() - began < 1500, "an end within 25 minutes")

    def ended(self, workers, began):
        """Waits for the workers, none of which may have failed; the seconds since the beginning."""
        workers.wake()
        workers.wait(120)
        wrong = [code for code in workers.codes if code != 0]
        self.expect(not wrong, f"code 0 of every worker that was not killed, found {wrong}")
        return time.time() - began

    def postgresql(self):
        faketime = shutil.which("faketime")
        server = Server(self.folder, 10 if self.short else 20)
        proxy = Proxy(server.port)
        workers = None
        try:
            url, lease = server.url(proxy.port), 2
            seconds = time.time()
            command = [self.program, "study", "work", "torture.yaml", "--store", url, "--lease", str(lease),
                       "--checkpoint-seconds", "0.5", "--quiet"]
            workers = Workers(command, 6 if self.short else 16, self.folder, faketime)
            restarts, stalls, ticks = 0, 0, 0
            goal = (1, 2) if self.short else (10, 60)

            def finished():
                try:
                    return int(server.sql("SELECT count(*) FROM fledge.cell WHERE state = 'finished'"))
                except subprocess.CalledProcessError:
                    return 0

            while True:
                time.sleep(0.5)
                ticks += 1
                done = finished()
                if done == self.count:
                    break
                self.disturb(workers, ticks, lease, seconds)
                if restarts < goal[0] and done >= (restarts + 1) * self.count // (goal[0] + 2):
                    server.kill()
                    server.start()
                    restarts += 1
                if stalls == 0 and done >= self.count // 2:
                    proxy.stalled.set()
                    time.sleep(goal[1])
                    proxy.stalled.clear()
                    stalls += 1
            elapsed = self.ended(workers, seconds)
            self.accepted(server.url())
            log(self.fledge("runs", "check", "--store", server.url()).strip())
            states = server.sql("SELECT string_agg(state || ' ' || n, ', ' ORDER BY state) FROM "
                                "(SELECT state, count(*) AS n FROM fledge.run GROUP BY state) AS s")
            late = server.sql("SELECT count(*) FROM fledge.late_result")
            resumed = server.sql("SELECT count(*) FROM fledge.run WHERE attempt > 1 AND checkpoint_step IS NOT NULL")
            left = server.sql("SELECT count(*) FROM fledge.checkpoint")
            self.expect(left == "0", f"no checkpoint left in the store, found {left}")
            self.row(
                f"PostgreSQL, {len(workers.processes)} workers, {self.count} runs",
                f"{elapsed:.0f} s; {workers.kills} workers killed, server killed and restarted {restarts} times, proxy stalled "
                f"{stalls} times for {goal[1]} s, {workers.sleeps} worker stopped past its lease of {lease} s, "
                + ("one clock an hour ahead" if faketime else "wrong clock not tried (no faketime)")
                + f"; attempts: {states}; {resumed} went on from a checkpoint; {late} late results, all the same bits; "
                "0 lost, 0 accepted twice, CSV equal to the serial run's")
        finally:
            if workers:
                workers.close()
            proxy.socket.close()
            server.close()

    def folder_store(self):
        lease = 2
        seconds = time.time()
        command = [self.program, "study", "work", "torture.yaml", "--store", "shared/", "--lease", str(lease),
                   "--checkpoint-seconds", "0.5", "--quiet"]
        workers = Workers(command, 6 if self.short else 16, self.folder, shutil.which("faketime"))
        try:
            ticks = 0
            while any(process.poll() is None for process in workers.processes):
                time.sleep(0.5)
                ticks += 1
                done = len(list((self.folder / "shared/claims").glob("*/*.done")))
                if done == self.count:
                    break
                self.disturb(workers, ticks, lease, seconds)
            elapsed = self.ended(workers, seconds)
            said = self.fledge("study", "merge", "shared", "--store", "merged.db")
            self.accepted("merged.db")
            log(self.fledge("runs", "check", "--store", "merged.db").strip())
            self.row(
                f"Folder, {len(workers.processes)} workers, {self.count} runs",
                f"{elapsed:.0f} s; {workers.kills} workers killed, {workers.sleeps} stopped past its lease; {said.strip()} "
                "0 lost, 0 accepted twice, CSV equal to the serial run's")
        finally:
            workers.close()

    def leases(self):
        """Leases a second; the loop is a test, which needs no program of its own."""
        program = os.environ.get("FLEDGE_TESTS")
        if not program:
            log("skipped: leases a second; FLEDGE_TESTS names no program of the tests")
            return
        for workers in (8, 64):
            rates = []
            for _ in range(3):
                server = Server(self.folder, 200)
                try:
                    result = subprocess.run(
                        [program, "--testing-library", "swift-testing", "--filter", "LeaseRateTests"],
                        env={**os.environ, "FLEDGE_LEASE_RATE": f"{server.url()} {workers} 5"}, capture_output=True, text=True)
                    found = re.search(r"workers: (\d+)", result.stdout)
                    if not found:
                        sys.exit(f"cluster_tests.py: expected a rate, found {result.stdout[-2000:]}")
                    rates.append(int(found[1]))
                finally:
                    server.close()
            self.row(f"Leases a second, {workers} workers with a connection each",
                     f"{sorted(rates)[1]} ({min(rates)} to {max(rates)}), each a commit with fsync")

    def idle(self):
        """The share of time in which two workers train nothing, with runs of a second."""
        server = Server(self.folder, 20)
        try:
            (self.folder / "second.yaml").write_text(
                STUDY.format(epochs=400, seeds=2).replace("torture", "second"))
            command = [self.program, "study", "work", "second.yaml", "--store", server.url(), "--quiet"]
            workers = Workers(command, 2, self.folder)
            workers.wait(600)
            workers.close()
            rows = server.sql("SELECT count(*), sum(finished - started), sum(wall_seconds), "
                              "max(finished) - min(started) FROM fledge.run WHERE state = 'finished'")
            count, _, training, span = (float(number) for number in rows.split("|"))
            gaps = server.sql(
                "SELECT sum(started - before) FROM (SELECT started, lag(finished) OVER (PARTITION BY process ORDER BY started) "
                "AS before FROM fledge.run) AS r")
            self.row(f"Two workers, {count:.0f} runs of {training / count:.2f} s",
                     f"{100 * (1 - training / (2 * span)):.2f} % of the time without training (the ends of the study included), "
                     f"{100 * float(gaps) / (2 * span):.2f} % between two runs")
        finally:
            server.close()

    def show(self):
        """`study show` of 100,000 finished runs."""
        server = Server(self.folder, 20)
        try:
            text = ("study: large\ntrain: {dataset: xor, examples: 60, test-examples: 40, layers: [4], epochs: 1}\n"
                    "grid: {learning-rate: [1e-3, 2e-3, 3e-3, 4e-3, 5e-3, 6e-3, 7e-3, 8e-3, 9e-3, 1e-2]}\nseeds: 1\n")
            (self.folder / "large.yaml").write_text(text)
            self.fledge("study", "run", "large.yaml", "--store", server.url(), "--quiet")
            server.sql("""
                SET search_path = fledge;
                INSERT INTO cell (study, position, configuration, hash, seed, state, attempts)
                  SELECT study, s * 10 + position, configuration, hash, s, 'finished', 1
                  FROM cell, generate_series(1, 9999) AS s;
                INSERT INTO run SELECT nextval('run_number'), c.id, 1, 'finished', NULL, NULL, host, process, tool_version,
                    git_commit, processor, instruction_set, threads, data_sha256, lease, request, started, heartbeat,
                    finished, wall_seconds, cpu_seconds, peak_memory, r.message FROM cell AS c
                  JOIN cell AS f ON f.hash = c.hash AND f.seed = 0 JOIN run AS r ON r.cell = f.id WHERE c.seed > 0;
                INSERT INTO final_metric SELECT r.id, m.name, m.value + 1e-9 * c.seed FROM run AS r
                  JOIN cell AS c ON c.id = r.cell AND c.seed > 0 JOIN cell AS f ON f.hash = c.hash AND f.seed = 0
                  JOIN run AS o ON o.cell = f.id JOIN final_metric AS m ON m.run = o.id;
                ANALYZE""")
            times = []
            for _ in range(5):
                seconds = time.time()
                self.fledge("study", "show", "large", "--store", server.url())
                times.append(time.time() - seconds)
            count = server.sql("SELECT count(*) FROM fledge.run")
            self.row(f"`study show` of {count} runs on PostgreSQL",
                     f"{sorted(times)[2]:.2f} s ({min(times):.2f} to {max(times):.2f})")
        finally:
            server.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--report")
    parser.add_argument("--only", action="append")
    options = parser.parse_args()
    tests = Tests(options)
    try:
        parts = {"postgresql": tests.postgresql, "folder": tests.folder_store}
        if not options.short:
            parts |= {"idle": tests.idle, "show": tests.show, "leases": tests.leases}
        if not list(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb")):
            log("skipped: PostgreSQL, no server is installed; apt-get install postgresql")
            parts = {"folder": tests.folder_store}
        for name, part in parts.items():
            if not options.only or name in options.only:
                part()
    finally:
        shutil.rmtree(tests.folder, ignore_errors=True)
    if options.report:
        with open(options.report, "a") as file:
            for name, text in tests.rows:
                file.write(f"| {name} | {text} |\n")
    log("cluster tests passed")


main()
