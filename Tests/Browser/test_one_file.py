"""Opens pages of one file from disk: with scripts and without, narrow and wide, light and dark."""
import sys
import time

import support
from test_draw import SEVEN, stroke
from test_inside import table


def export(folder, name):
    page = folder / f"{name}.html"
    support.fledge("export", f"runs/{name}", "--page", page, "--quiet", cwd=folder)
    return page


def train(folder, name, *arguments):
    support.fledge("train", *arguments, "--output", folder / "runs" / name, "--quiet", cwd=folder)


def test_digits():
    with support.folder() as folder:
        train(folder, "w2", "--dataset", "mnist", "--layers", "64,32", "--epochs", "3")
        file = export(folder, "w2")
        size = file.stat().st_size
        print(f"  {size} bytes")
        assert size <= 1_000_000, size
        with support.browser() as browser:
            times = []
            for _ in range(3):
                with support.page(browser, "about:blank") as page:
                    start = time.monotonic()
                    page.goto(file.as_uri())
                    times.append(time.monotonic() - start)
            print("  opens in " + ", ".join(f"{seconds:.3f}" for seconds in times) + " s")
            assert sorted(times)[1] < 0.3, times
            requests = []
            for width, dark in [(1280, False), (360, True)]:
                with support.page(browser, "about:blank", width=width, dark=dark) as page:
                    page.on("request", lambda request: requests.append(request.url))
                    page.goto(file.as_uri())
                    page.locator("canvas.pad").wait_for()
                    box = page.locator("canvas.pad").bounding_box()
                    page.locator("canvas.pad").scroll_into_view_if_needed()
                    box = page.locator("canvas.pad").bounding_box()
                    for points in SEVEN:
                        stroke(page, box, points)
                    support.wait("a 7", lambda: page.locator(".verdict b").count() and page.locator(".verdict b").inner_text() == "7")
                    for text in ["Curves", "Confusion matrix", "The worst mistakes", "First layer", "Settings"]:
                        assert page.get_by_text(text).count(), text
                    assert page.evaluate("document.documentElement.scrollWidth") <= width, width
            assert all(url.startswith(("file:", "data:")) for url in requests), requests


def test_without_scripts():
    with support.folder() as folder:
        train(folder, "small", "--dataset", "mnist", "--examples", "1000", "--layers", "16", "--epochs", "1")
        file = export(folder, "small")
        with support.browser() as browser, support.page(browser, file.as_uri(), java_script_enabled=False) as page:
            page.get_by_text("The pad needs scripts").wait_for()
            assert page.locator("svg").count() >= 4


def test_other_data():
    with support.folder() as folder:
        table(folder)
        train(folder, "boxes", "--dataset", "csv", "--data", "boxes.csv", "--label", "kind", "--layers", "6", "--epochs", "3")
        train(folder, "heights", "--dataset", "csv", "--data", "boxes.csv", "--label", "height", "--task", "regression", "--layers", "4", "--epochs", "3")
        train(folder, "codes", "--dataset", "mnist", "--examples", "500", "--autoencoder", "16,2", "--epochs", "1")
        with support.browser() as browser:
            for name, words in {"boxes": "width", "heights": "largest absolute errors", "codes": "errors of reconstruction"}.items():
                with support.page(browser, export(folder, name).as_uri()) as page:
                    assert page.get_by_text(words).count(), name
                    assert page.locator("canvas.pad").count() == 0
        # Without its data the page says what it lacks.
        (folder / "boxes.csv").unlink()
        file = export(folder, "boxes")
        with support.browser() as browser, support.page(browser, file.as_uri()) as page:
            page.get_by_text("Mistakes cannot be shown").wait_for()


def test_refusals():
    with support.folder() as folder:
        train(folder, "small", "--dataset", "moons", "--layers", "4", "--epochs", "1")
        (folder / "mine.html").write_text("<title>my own page</title>")
        (folder / "folder.html").mkdir()
        for page in ["mine.html", "folder.html", "", "page.txt", ".html", "none/page.html"]:
            done = support.subprocess.run(
                [support.PROGRAM, "export", "runs/small", "--page", page], cwd=folder, capture_output=True, text=True)
            assert done.returncode != 0 and done.stderr.strip(), page
        assert (folder / "mine.html").read_text() == "<title>my own page</title>"
        # A page of fledge is replaced.
        export(folder, "small")
        export(folder, "small")


def test_from_the_server():
    with support.folder() as folder:
        train(folder, "a <b>&", "--dataset", "mnist", "--examples", "1000", "--layers", "8", "--epochs", "1")
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser:
            status, body = server.request("/api/runs/a%20%3Cb%3E%26/page")
            assert status == 200 and b"a &lt;b&gt;&amp;" in body
            saved = folder / "saved.html"
            saved.write_bytes(body)
            with support.page(browser, saved.as_uri()) as page:
                page.locator("canvas.pad").wait_for()
                assert page.locator("h1").inner_text() == "a <b>&"


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
