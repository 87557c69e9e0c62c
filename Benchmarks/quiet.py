"""Measuring on a machine where other programs run: wait for a quiet moment, and measure again what was disturbed."""

import hashlib
import os
import resource
import threading
import time
from pathlib import Path

QUIET = 0.05  # the share of all cores' time that others may take
APART = 1.4  # how much faster two processors must hash than one; the two halves of one core reach 1.0 to 1.3
BLOCK = bytes(1 << 20)


def busy_seconds():
    """The processor time that all programs together have used; `None` where the system does not tell."""
    try:
        fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    except OSError:
        return None
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def children_seconds():
    """The processor time of all processes that were waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def process_seconds(identifier):
    """The processor time of a process that runs."""
    try:
        fields = Path(f"/proc/{identifier}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def others_share(action, own):
    """What `action` returns, and the share of all cores' time that other programs took meanwhile."""
    start, before, used = time.perf_counter(), busy_seconds(), own()
    result = action()
    if before is None:
        return result, 0
    others = busy_seconds() - before - (own() - used)
    return result, max(0, others / (os.cpu_count() * max(0.02, time.perf_counter() - start)))


def hashes_per_second(threads, seconds=0.02):
    end, counts = time.perf_counter() + seconds, [0] * threads

    def hash_blocks(thread):
        while time.perf_counter() < end:
            hashlib.blake2b(BLOCK)  # lets go of Python's lock
            counts[thread] += 1

    workers = [threading.Thread(target=hash_blocks, args=(thread,)) for thread in range(threads)]
    start = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(counts) / (time.perf_counter() - start)


def processors_are_apart():
    """Whether two threads have two cores: a virtual machine's processors may for moments be two halves of one."""
    return os.cpu_count() < 2 or hashes_per_second(2) >= APART * hashes_per_second(1)


def measured(action, patience, own=children_seconds):
    """Repeats `action` until it was undisturbed, at most for `patience` seconds; the result and the others' share."""
    end, best = time.perf_counter() + patience, None

    def is_quiet():
        return others_share(lambda: time.sleep(0.3), lambda: 0)[1] <= QUIET and processors_are_apart()

    while True:
        while time.perf_counter() < end and not is_quiet():
            pass
        result, share = others_share(action, own)
        if best is None or share < best[1]:
            best = result, share
        if share <= QUIET and processors_are_apart():
            return result, share
        if time.perf_counter() >= end:
            return best
