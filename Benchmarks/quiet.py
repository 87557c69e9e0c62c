"""Measuring on a machine where other programs run: wait for a quiet moment, and measure again what was disturbed."""

import os
import resource
import time
from pathlib import Path

QUIET = 0.05  # the share of all cores' time that others may take


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


def measured(action, patience, own=children_seconds):
    """Repeats `action` until it was undisturbed, at most for `patience` seconds; the result and the others' share."""
    end, best = time.perf_counter() + patience, None
    while True:
        while time.perf_counter() < end and others_share(lambda: time.sleep(0.3), lambda: 0)[1] > QUIET:
            pass
        result, share = others_share(action, own)
        if best is None or share < best[1]:
            best = result, share
        if share <= QUIET or time.perf_counter() >= end:
            return best
