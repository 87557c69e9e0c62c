"""What the browser tests share: a server of `fledge serve`, a browser, pages that fail on errors of the console.

    python3 Tests/Browser/test_runs.py            one of them
    make browser-tests                            all

Needs playwright and Debian's chromium. FLEDGE names the program, FLEDGE_ASSETS a folder of the page's files to serve in place
of those inside the program, FLEDGE_DATA the folder of MNIST.
"""
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.request

from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("FLEDGE", str(ROOT / ".build/release/fledge"))
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


def fledge(*arguments, cwd=None, check=True, timeout=300):
    """Runs the program and returns what it printed."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, timeout=timeout)
    assert not check or done.returncode == 0, f"fledge {' '.join(map(str, arguments))}: {done.returncode}: {done.stderr}"
    return done.stdout


@contextlib.contextmanager
def folder():
    """An empty folder that is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="fledge-browser-") as path:
        yield pathlib.Path(path)


class Server:
    """`fledge serve` in a folder, and requests to it."""

    def __init__(self, cwd, *arguments):
        assets = os.environ.get("FLEDGE_ASSETS")
        more = ["--assets", assets] if assets else []
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--port", "0", "--json", *more, *map(str, arguments)], cwd=cwd, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        self.url = json.loads(line)["url"]
        self.port = int(self.url.split("?")[0].rstrip("/").rsplit(":", 1)[1])

    def request(self, path, body=None, headers=None, method=None):
        """The status and the bytes of an answer."""
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path.lstrip("/"), data=data, headers=headers or {}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def get(self, path):
        """The JSON at a path."""
        status, body = self.request(path)
        assert status == 200, f"{path}: {status}: {body[:300]}"
        return json.loads(body)

    def token(self):
        """The page's token, which changes need."""
        text = self.request("")[1].decode()
        return text.split('name="fledge-token" content="')[1].split('"')[0]

    def post(self, path, body):
        """Changes something as the page does."""
        status, answer = self.request(path, body, {"X-Fledge-Token": self.token()})
        return status, json.loads(answer)

    def stop(self, wait=True):
        """Ends it as Ctrl-C does, and returns its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(timeout=90) if wait else None


@contextlib.contextmanager
def server(cwd, *arguments):
    """A server that is ended at the end."""
    running = Server(cwd, *arguments)
    try:
        yield running
    finally:
        running.stop()


@contextlib.contextmanager
def browser():
    """Chromium without a window."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield launched
        finally:
            launched.close()


@contextlib.contextmanager
def page(launched, url, width=1280, height=800, dark=False, expected=(), **options):
    """A page that fails where its console shows an error, except for the texts that are expected."""
    context = launched.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", **options)
    opened = context.new_page()
    errors = []

    def note(text):
        if not any(part in text for part in expected):
            errors.append(text)

    opened.on("console", lambda message: note(f"{message.text} {message.location['url']}") if message.type == "error" else None)
    opened.on("pageerror", lambda error: note(str(error)))
    opened.goto(url)
    try:
        yield opened
        assert not errors, f"errors of the page: {errors}"
    finally:
        context.close()


def wait(what, condition, seconds=20):
    """Waits until a condition holds, and returns what it gave."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} s")


def run_tests(module):
    """Runs every function `test_…` of a module and prints one line for each."""
    tests = [value for name, value in vars(module).items() if name.startswith("test_")]
    wanted = sys.argv[1:]
    failed = 0
    for test in tests:
        if wanted and test.__name__ not in wanted:
            continue
        start = time.monotonic()
        try:
            test()
            print(f"passed {test.__name__} ({time.monotonic() - start:.1f} s)", flush=True)
        except Exception as error:  # One test must not hide the others.
            failed += 1
            places = [frame for frame in traceback.extract_tb(error.__traceback__) if "test_" in frame.filename]
            place = f" ({places[-1].line})" if places else ""
            print(f"FAILED {test.__name__}: {type(error).__name__}: {error}{place}", flush=True)
    sys.exit(1 if failed else 0)
