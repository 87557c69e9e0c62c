"""What CI looks at: the list of runs, a training steered from the page, a drawing, the playground."""
import json
import sys

import support
from test_draw import test_mouse  # noqa: F401
from test_playground import test_play  # noqa: F401


def test_runs():
    """Whole, damaged and oddly named runs are listed, found and opened."""
    with support.folder() as folder:
        name = "<b>bold</b> & \"quoted\", 'so'"
        for run in (name, "plain"):
            support.fledge("train", "--dataset", "moons", "--layers", "4", "--epochs", "3", "--output", folder / "runs" / run, "--quiet", cwd=folder)
        (folder / "runs/zero").mkdir()
        (folder / "runs/zero/config.yaml").write_text("")
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, support.page(browser, server.url) as page:
            page.locator(".runs tbody tr").first.wait_for()
            support.wait("three runs", lambda: "3 runs" in page.locator("main").inner_text())
            assert page.locator("main b").count() == 0
            assert page.locator(".state.empty").count() == 1 and "config.yaml is empty" in page.locator("main").inner_text()
            page.get_by_label("Search").fill("plain")
            support.wait("one run", lambda: "1 run" in page.locator("[role=status]").all_inner_texts())
            page.get_by_label("Search").fill("")
            page.get_by_role("link", name=name).click()
            support.wait("its page", lambda: page.locator("h1").inner_text() == name)
            support.wait("its curves", lambda: page.locator(".chart path.curve").count() >= 3)
            page.go_back()
            for run in (name, "plain"):
                page.get_by_label(f"choose {run}").check()
            page.get_by_role("button", name="Compare").click()
            support.wait("the comparison", lambda: "2 runs in 1 group" in page.locator("main").inner_text())


def test_steering():
    """A training is started from the form, paused, stepped, changed, continued and stopped; its replay has the same bits."""
    with support.folder() as folder:
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, support.page(browser, server.url + "#/train", expected=["400", "409"]) as page:
            page.get_by_label("Name of the run").fill("from the page")
            page.locator("#set-dataset").select_option("moons")
            for key, value in {"layers": "16, 8", "dropout": "0.2", "epochs": "3000", "batch-size": "16"}.items():
                page.locator(f"#set-{key}").fill(value)
            page.get_by_role("button", name="Start the training").click()
            support.wait("the run's page", lambda: page.locator("h1").inner_text() == "from the page")
            support.wait("a curve that grows", lambda: page.locator(".chart path.curve").count() >= 2)
            first = page.locator(".chart path.curve").first.get_attribute("d")
            support.wait("another curve", lambda: page.locator(".chart path.curve").first.get_attribute("d") != first)
            page.get_by_role("button", name="Pause").click()
            support.wait("paused", lambda: "paused at step" in page.locator(".readout").all_inner_texts()[0])
            page.get_by_role("button", name="One step").click()
            support.wait("a step", lambda: "took one step" in page.locator("main").inner_text())
            page.get_by_label("Learning rate").fill("0.01")
            page.get_by_role("button", name="Set").first.click()
            support.wait("the change", lambda: "learning rate 0.01 from the next step on" in page.locator("main").inner_text())
            page.get_by_label("Learning rate").fill("-1")
            page.get_by_role("button", name="Set").first.click()
            support.wait("a refusal", lambda: "above 0" in page.locator("main").inner_text())
            page.get_by_role("button", name="Continue").click()
            support.wait("running", lambda: page.locator(".state.running").count() == 1)
            page.get_by_role("button", name="Stop").click()
            support.wait("stopped", lambda: page.locator(".state.unfinished").count() == 1)
            changes = json.loads((folder / "runs/from the page/interventions.json").read_text())
            assert [change["learning-rate"] for change in changes] == [0.01], changes
            page.goto(server.url + "#/train")
            page.locator("#set-epochs").fill("many")
            page.get_by_role("button", name="Start the training").click()
            support.wait("the mistake", lambda: "epochs" in page.locator("[role=alert]").inner_text())


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
