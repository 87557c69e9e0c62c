"""The list of runs and the page of one: live curves, search, order, pages of the list, runs that are broken or gone."""
import json
import shutil
import sys
import time

import sample_runs
import support

LINKS = "table.runs tbody a"


def names(page):
    """The names in the list, in their order."""
    return page.locator(LINKS).all_inner_texts()


def curve(page, title):
    """The path of the first curve of a chart."""
    return page.locator("figure.chart", has_text=title).locator("path.curve").first.get_attribute("d")


def test_list_and_search():
    with support.folder() as folder:
        sample_runs.widths(folder, seeds=2)
        sample_runs.broken(folder)
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url) as page:
            page.locator(LINKS).first.wait_for()
            found = names(page)
            assert len(found) == 8 and "widths/64-seed-2" in found, found
            # An awkward name is text, never markup.
            awkward = sample_runs.AWKWARD.replace("/", "\u2044")
            assert awkward in found and page.locator("main table b").count() == 0, found
            # Runs with something wrong say what.
            row = page.locator("tr", has=page.get_by_role("link", name="nothing", exact=True))
            assert "empty" in row.inner_text()
            assert "config.yaml is empty" in page.locator("td.problem").all_inner_texts()
            row = page.locator("tr", has=page.get_by_role("link", name="damaged", exact=True))
            assert "damaged" in row.locator(".state").inner_text()
            assert "unfinished" in page.locator("tr", has=page.get_by_role("link", name="half", exact=True)).inner_text()
            # A search looks at names and at settings, and stands in the address.
            page.get_by_label("Search").fill("layers=[64]")
            support.wait("two runs", lambda: sorted(names(page)) == ["widths/64-seed-1", "widths/64-seed-2"])
            assert "query=" in page.url, page.url
            page.reload()
            support.wait("the same search", lambda: len(names(page)) == 2)
            page.get_by_label("Search").fill("no such run")
            page.get_by_text("No run matches.").wait_for()
            page.get_by_label("Search").fill("")
            page.get_by_label("Order by").select_option("test_accuracy")
            accuracy = lambda name: server.get(f"/api/runs/{name.replace('/', '%2F')}")["test_accuracy"]
            best = lambda: [accuracy(name) for name in names(page)[:4] if name.startswith("widths/")]
            support.wait("the order", lambda: len(best()) == 4 and best() == sorted(best(), reverse=True))
            page.get_by_label("Order by").select_option("name")
            support.wait("another order", lambda: names(page)[-1] == "widths/64-seed-2")


def test_empty_folder():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url) as page:
            page.get_by_text("No runs yet.").wait_for()
            # A run that appears is listed without a reload, and one that is deleted goes.
            sample_runs.train(folder, "first", *sample_runs.DIGITS, "--layers", "8", "--epochs", "2")
            page.get_by_role("link", name="first").wait_for()
            shutil.rmtree(folder / "runs/first")
            page.get_by_text("No runs yet.").wait_for()


def test_live_curve():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser:
            sample_runs.start(server, "live")
            with support.page(browser, server.url) as page:
                row = page.locator("tr", has=page.get_by_role("link", name="live"))
                row.get_by_text("running").wait_for()
                epochs = row.locator("td[data-name=epochs]")
                before = support.wait("epochs in the list", lambda: epochs.inner_text())
                support.wait("more epochs in the list", lambda: epochs.inner_text() != before)
                page.get_by_role("link", name="live").click()
                page.locator("path.curve").first.wait_for()
                shown = curve(page, "Loss")
                support.wait("a curve that grows", lambda: len(curve(page, "Loss")) > len(shown))
                assert "images a second" in page.locator("dl.facts").inner_text()
                sample_runs.control(server, "live", "stop")
                page.locator(".state.unfinished").wait_for()
                assert page.get_by_role("button", name="Pause").count() == 0


def test_curves_and_results():
    with support.folder() as folder:
        sample_runs.norms(folder)
        record = json.loads((folder / "runs/norms/record.json").read_bytes())
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/runs/norms") as page:
            page.get_by_role("heading", name="norms").wait_for()
            assert page.title() == "norms – Fledge"
            titles = page.locator("figure.chart figcaption").all_inner_texts()
            for title in ["Loss", "Accuracy", "Gradient norm by layer", "Weight norm by layer", "Dead units by layer"]:
                assert title in [text.strip() for text in titles], titles
            # A key moves through the epochs, and the values are said.
            chart = page.locator("figure.chart", has_text="Accuracy")
            chart.locator("svg").focus()
            page.keyboard.press("ArrowRight")
            last = record["history"]["epochs"][0]
            text = chart.locator("[role=status]").inner_text()
            assert text.startswith("epoch 1:") and f"validation {100 * last['validation_accuracy']:.2f} %" in text, text
            # A click on the legend hides a curve.
            assert chart.locator("path.curve").count() == 2
            chart.get_by_role("button", name="validation").click()
            assert chart.locator("path.curve").count() == 1
            chart.locator("summary").click()
            support.wait("the table", lambda: chart.locator("tbody tr").count() == 12)
            assert page.locator("table.matrix td.hit").count() == 10
            assert "dropout" in page.get_by_role("region", name="Settings that are not the defaults").inner_text()
            with page.expect_download() as started:
                page.get_by_role("button", name="Curves as CSV").click()
            lines = started.value.path().read_text().splitlines()
            assert lines[0] == (folder / "runs/norms/history.csv").read_text().splitlines()[0] and len(lines) == 13


def test_run_that_is_gone():
    with support.folder() as folder:
        sample_runs.norms(folder)
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/runs/norms", expected=["404"]) as page:
            page.get_by_role("heading", name="norms").wait_for()
            shutil.rmtree(folder / "runs/norms")
            page.reload()
            page.get_by_role("alert").get_by_text("there is no run of this name").wait_for()
            page.goto(server.url + "#/%E0%A4%A/%")
            page.get_by_text("There is no such view").wait_for()


def test_server_that_has_gone():
    with support.folder() as folder:
        sample_runs.norms(folder)
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/runs/norms", expected=["ERR_", "Failed to load"]) as page:
            page.locator("path.curve").first.wait_for()
            server.stop()
            page.get_by_text("The server does not answer").wait_for()
            assert page.locator("path.curve").count() > 0


def test_ten_thousand_runs():
    with support.folder() as folder:
        sample_runs.train(folder, "first", *sample_runs.DIGITS, "--layers", "8", "--epochs", "2")
        files = {name: (folder / "runs/first" / name).read_bytes() for name in ("config.yaml", "record.json", "history.csv")}
        for number in range(9_999):
            run = folder / f"runs/{number // 100}/{number % 100}"
            run.mkdir(parents=True)
            for name, text in files.items():
                (run / name).write_bytes(text)
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, "about:blank") as page:
            start = time.monotonic()
            page.goto(server.url)
            page.locator(LINKS).first.wait_for()
            seconds = time.monotonic() - start
            print(f"  10,000 runs listed in {seconds:.2f} s")
            assert "10,000 runs" in page.locator("main").inner_text() and len(names(page)) == 50
            start = time.monotonic()
            page.reload()
            page.locator(LINKS).first.wait_for()
            print(f"  again in {time.monotonic() - start:.2f} s")
            page.get_by_role("button", name="Next").click()
            page.get_by_text("51 to 100 shown").wait_for()


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
