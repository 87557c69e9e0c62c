"""Runs side by side, and the studies of a store: groups, bands, what differs, what the results allow to say."""
import statistics
import sys
import time

import sample_runs
import support


def test_groups():
    with support.folder() as folder:
        sample_runs.widths(folder)
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url) as page:
            # Chosen in the list, as a person does.
            page.locator("table.runs a").first.wait_for()
            for box in page.locator("table.runs input[type=checkbox]").all():
                box.check()
            page.get_by_text("6 runs chosen").wait_for()
            page.get_by_role("button", name="Compare").click()
            page.get_by_text("6 runs in 2 groups").wait_for()
            assert page.locator("main p code").all_inner_texts() == ["layers"]
            table = page.get_by_role("region", name="Results of each group")
            rows = {row.locator("td").first.inner_text(): row.inner_text() for row in table.locator("tbody tr").all()}
            for width in (16, 64):
                values = [server.get(f"/api/runs/widths%2F{width}-seed-{seed}")["test_accuracy"] for seed in (1, 2, 3)]
                text = rows[f"layers [{width}]"]
                assert f"{100 * statistics.median(values):.2f} % ({100 * min(values):.2f} %" in text, (text, values)
            said = page.locator("dl.said").inner_text()
            assert "test accuracy" in said and "layers [64] is above layers [16]" in said, said
            chart = page.locator("figure.chart", has_text="validation accuracy").first
            assert chart.locator("path.band").count() == 2 and chart.locator("path.thin").count() == 0
            page.get_by_label("show single runs").check()
            chart = page.locator("figure.chart", has_text="validation accuracy").first
            support.wait("single runs", lambda: chart.locator("path.thin").count() == 6)
            page.go_back()
            page.locator("table.runs a").first.wait_for()


def test_one_run_is_not_compared():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/compare?runs=one", expected=["404"]) as page:
            page.get_by_text("Choose two or more runs").wait_for()
            page.goto(server.url + "#/compare?runs=one,two")
            page.get_by_role("alert").get_by_text("there is no run of this name").wait_for()


def test_fifty_runs():
    with support.folder() as folder:
        settings = [*sample_runs.DIGITS, "--layers", "8", "--epochs", "200"]
        sample_runs.train(folder, "0", *settings)
        files = {name: (folder / "runs/0" / name).read_bytes() for name in ("config.yaml", "record.json", "history.csv")}
        for number in range(1, 50):
            run = folder / f"runs/{number}"
            run.mkdir()
            for name, text in files.items():
                (run / name).write_bytes(text.replace(b"seed: 0", b"seed: %d" % number).replace(b"layers: [8]", b"layers: [%d]" % (8 + number % 5)))
        runs = ",".join(str(number) for number in range(50))
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url) as page:
            page.locator("table.runs a").first.wait_for()
            start = time.monotonic()
            page.goto(f"{server.url}#/compare?runs={runs}")
            page.locator("path.curve").first.wait_for()
            print(f"  a comparison of 50 runs of 200 epochs opens in {time.monotonic() - start:.2f} s")
            assert page.locator("figure.chart").first.locator("path.curve").count() == 5
            # One chart with fifty curves of its own, drawn again and again.
            spent = page.evaluate(
                """async () => {
                  const { LineChart } = await import("/assets/chart.js");
                  const chart = new LineChart({ title: "many", log: true });
                  document.querySelector("main").append(chart.element);
                  const x = Array.from({ length: 200 }, (_, index) => index + 1);
                  const series = Array.from({ length: 50 }, (_, tone) => ({ name: `run ${tone}`, x, y: x.map((epoch) => 2 / epoch + tone / 100), tone }));
                  const times = [];
                  for (let turn = 0; turn < 11; turn += 1) {
                    const start = performance.now();
                    chart.update({ series });
                    chart.element.getBoundingClientRect();
                    times.push(performance.now() - start);
                  }
                  return times.sort((a, b) => a - b)[5];
                }""")
            print(f"  a chart of 50 curves of 200 epochs draws in {spent:.1f} ms")
            assert spent < 100, spent


def test_study():
    with support.folder() as folder:
        sample_runs.study(folder)
        (folder / "runs").mkdir()
        with support.server(folder, "--runs", "runs", "--store", "store.db") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/studies") as page:
            page.get_by_role("link", name="widths").click()
            page.get_by_role("heading", name="widths").wait_for()
            assert "6 runs finished" in page.locator("main").inner_text()
            table = page.get_by_role("region", name="Variants").first
            assert table.locator("tbody tr").count() == 2
            assert page.locator("figure.chart").first.locator("path.band").count() == 2
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/studies") as page:
            page.get_by_text("The server shows no store.").wait_for()


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
