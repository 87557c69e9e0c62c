#!/usr/bin/env python3
"""What the live page costs a training: seconds of the same training alone and with ten pages open, in turns.

    Scripts/measure_serve.py .build/release/fledge [--turns 10] [--report docs/proofs/serve.md]

Every page follows the events of the run that trains and reads the list and the run anew once a second, as an open page does.
The training has one thread, so that the other processor is the server's.
"""
import argparse
import datetime
import http.client
import json
import pathlib
import platform
import statistics
import subprocess
import tempfile
import threading
import time

SETTINGS = ["--examples", "20000", "--layers", "128,64", "--epochs", "6", "--threads", "1", "--quiet", "--dropout", "0"]


class Pages:
    """Ten open pages."""

    def __init__(self, port, count=10):
        self.port, self.isOpen, self.requests, self.events = port, True, 0, 0
        self.threads = [threading.Thread(target=work, daemon=True) for _ in range(count) for work in (self.read, self.listen)]
        for thread in self.threads:
            thread.start()

    def read(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        while self.isOpen:
            for path in ("/api/runs", "/api/runs/run"):
                connection.request("GET", path)
                connection.getresponse().read()
                self.requests += 1
            time.sleep(1)

    def listen(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", "/api/events")
        answer = connection.getresponse()
        while self.isOpen:
            if answer.readline().startswith(b"event"):
                self.events += 1


def train(program, folder):
    subprocess.run(["rm", "-rf", f"{folder}/runs/run"], check=True)
    start = time.monotonic()
    subprocess.run([program, "train", *SETTINGS, "--output", f"{folder}/runs/run"], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--turns", type=int, default=10)
    parser.add_argument("--report")
    arguments = parser.parse_args()
    program = str(pathlib.Path(arguments.program).resolve())
    alone, watched, peaks, events = [], [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        train(program, folder)
        for _ in range(arguments.turns):
            alone.append(train(program, folder))
            server = subprocess.Popen(
                [program, "serve", "--runs", f"{folder}/runs", "--port", "0", "--json"], stdout=subprocess.PIPE, text=True)
            port = int(json.loads(server.stdout.readline())["url"].rstrip("/").rsplit(":", 1)[1])
            pages = Pages(port)
            time.sleep(1)
            watched.append(train(program, folder))
            pages.isOpen = False
            status = pathlib.Path(f"/proc/{server.pid}/status").read_text()
            peaks.append(int(status.split("VmHWM:")[1].split()[0]) / 1024)
            events += pages.events
            server.terminate()
            server.wait()
    ratios = [a / b for a, b in zip(alone, watched)]
    text = (
        f"Alone {statistics.median(alone):.2f} s ({min(alone):.2f} to {max(alone):.2f}), with ten pages open "
        f"{statistics.median(watched):.2f} s ({min(watched):.2f} to {max(watched):.2f}); ratio of the medians "
        f"{statistics.median(alone) / statistics.median(watched):.3f}, of single turns {min(ratios):.3f} to {max(ratios):.3f}; "
        f"{events} events in {arguments.turns} turns; the server's memory at most {max(peaks):.0f} MB.")
    print(text)
    if arguments.report:
        machine = f"{platform.system()} {platform.machine()}, {datetime.date.today()}"
        pathlib.Path(arguments.report).write_text(
            "# What the live page costs\n\n`Scripts/measure_serve.py`, " + machine + ".\n\nA training with one thread (`fledge train "
            + " ".join(SETTINGS) + "`), " + str(arguments.turns) + " turns.\n\n" + text + "\n")


if __name__ == "__main__":
    main()
