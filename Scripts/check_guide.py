#!/usr/bin/env python3
"""Runs the commands of docs/guide and compares every number that stands there.

    FLEDGE=PROGRAM Scripts/check_guide.py [PAGE.md ...]      default: .build/release/fledge, all pages

Each page runs in a fresh folder, its blocks in order:
    sh        `$ COMMAND`, below it the expected output; `…` alone stands for any lines, ⟨time⟩ for a time or rate,
              `(exit code N)` ends the output of a command that fails
    sh norun  shown only; the line before the block is an HTML comment with the reason
    calc      `name = expression = 1.25`: evaluated and compared, rounded to the digits shown; names stay known
Each decimal number in running text has to stand in an `sh` or `calc` block of its page. Exits with 1 otherwise.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from guide_calculations import DECIMAL, NUMBER, Mismatch, calculate

ROOT = Path(__file__).resolve().parent.parent
TIME = r"(?:[\d.,]+(?:e[+-]?\d+)?|–)"


def matches(expected, found):
    parts = re.split(r"\s*⟨time⟩\s*", expected.rstrip())
    return re.fullmatch(rf"\s*{TIME}\s*".join(map(re.escape, parts)), found.rstrip()) is not None


def compare(expected, found, first):
    """`expected` are (line number, text); returns how many numbers were compared."""
    i = j = 0
    retry = None
    while i < len(found) or j < len(expected):
        if j < len(expected) and expected[j][1].strip() == "…":
            retry, j = (i, j + 1), j + 1
        elif i < len(found) and j < len(expected) and matches(expected[j][1], found[i]):
            i, j = i + 1, j + 1
        elif retry and i < len(found) and retry[0] < len(found):
            i, j = retry[0] + 1, retry[1]
            retry = (i, j)
        else:
            line, text = expected[j] if j < len(expected) else (expected[-1][0] if expected else first, "(no more)")
            raise Mismatch(line, repr(text), repr(found[i]) if i < len(found) else "the end of the output")
    return sum(len(NUMBER.findall(text.replace("(exit code", ""))) for _, text in expected)


def run(block, folder, environment):
    """Runs the commands of one block; returns the numbers compared and the commands run."""
    numbers, commands = 0, []
    for line, text in block:
        if text.startswith("$ "):
            commands.append((line, text[2:], []))
        elif commands:
            commands[-1][2].append((line, text))
        elif text.strip():
            raise Mismatch(line, "a command after '$ '", repr(text))
    for line, command, expected in commands:
        try:
            done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        except subprocess.TimeoutExpired:
            raise Mismatch(line, "a command of at most 120 s", repr(command)) from None
        found = done.stdout.decode("utf-8", "replace").rstrip().split("\n") if done.stdout.strip() else []
        if done.returncode:
            found.append(f"(exit code {done.returncode})")
        while expected and not expected[-1][1].strip():
            expected.pop()
        numbers += compare(expected, found, line)
    return numbers, len(commands)


def check(page, program):
    text, blocks, prose = page.read_text(encoding="utf-8").split("\n"), [], []
    start = None
    for line, content in enumerate(text, 1):
        fence = re.match(r"```(.*)", content)
        if fence and start is None:
            start, info = line, fence[1].strip()
        elif fence:
            blocks.append((start, info, [(n, text[n - 1]) for n in range(start + 1, line)]))
            start = None
        elif start is None:
            prose.append((line, re.sub(r"<!--.*?-->|\]\([^)]*\)|`[^`]*`", " ", content)))
    if start is not None:
        raise Mismatch(start, "the end of the block", "the end of the page")
    numbers, commands, names, printed, shown = 0, 0, {}, set(), set()
    with tempfile.TemporaryDirectory() as folder:
        (tools := Path(folder, ".tools")).mkdir()
        Path(tools, "fledge").symlink_to(program)
        (work := Path(folder, "work")).mkdir()
        environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "COLUMNS": "120"}
        for start, info, block in blocks:
            decimals = set(map(float, DECIMAL.findall("\n".join(content for _, content in block))))
            if info == "sh":
                added, ran = run(block, work, environment)
                numbers, commands = numbers + added, commands + ran
                printed |= decimals
            elif info == "calc":
                numbers += calculate(block, names, printed)
                shown |= decimals
            elif info == "sh norun" and not re.search(r"\w.*-->\s*$", text[start - 2]):
                raise Mismatch(start, "a reason in an HTML comment before 'sh norun'", repr(text[start - 2]))
    for line, content in prose:
        for number in DECIMAL.findall(content):
            if float(number) not in shown | printed:
                raise Mismatch(line, f"{number} in a block that is checked", "it in the text alone")
    return numbers, commands


def main():
    program = Path(os.environ.get("FLEDGE", ROOT / ".build/release/fledge")).resolve()
    if not os.access(program, os.X_OK):
        sys.exit(f"check_guide.py: expected the program, found nothing at {program}; `make build`, or set FLEDGE")
    pages = [Path(name) for name in sys.argv[1:]] or sorted((ROOT / "docs/guide").glob("*.md"))
    total, failed = 0, 0
    for page in pages:
        try:
            numbers, commands = check(page, program)
        except Mismatch as mismatch:
            failed += 1
            print(f"{page.name}: {mismatch}")
            continue
        total += numbers
        print(f"{page.name}: {commands} commands passed, {numbers} numbers compared")
    print(f"{len(pages) - failed} of {len(pages)} pages passed, {total} numbers compared")
    sys.exit(1 if failed else 0)


main()
