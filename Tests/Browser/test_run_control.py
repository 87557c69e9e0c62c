"""A training under the hand of a person: started from the form or from YAML, paused, stepped, changed, stopped."""
import sys

import sample_runs
import support


def started(page, server):
    """Starts a training with the form and returns its run."""
    page.goto(server.url + "#/train")
    page.get_by_label("dataset", exact=True).select_option("digits")
    page.get_by_label("Name of the run").fill("by hand")
    page.get_by_label("examples", exact=True).fill("2000")
    page.get_by_label("layers", exact=True).fill("32, 16")
    page.get_by_label("dropout", exact=True).fill("0.2")
    page.get_by_label("epochs", exact=True).fill("100000")
    page.get_by_role("button", name="Start the training").click()
    page.get_by_role("heading", name="by hand").wait_for(timeout=60_000)


def test_hand():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        run = lambda: server.get("/api/runs/by%20hand")
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, "about:blank", expected=["409"]) as page:
            started(page, server)
            settings = run()["settings"]
            assert settings["layers"] == "[32, 16]" and settings["dropout"] == "0.2", settings
            page.locator(".state.running").wait_for()
            steer = page.get_by_role("region", name="Steer the training")
            steer.get_by_role("button", name="Pause").click()
            page.locator(".state.paused").wait_for()
            assert steer.get_by_role("button", name="Pause").is_disabled()
            said = steer.get_by_text("paused at step").inner_text()
            before = int(said.rsplit(" ", 1)[1].replace(",", ""))
            steer.get_by_role("button", name="One step").click()
            steer.get_by_text("took one step").wait_for()
            support.wait("one step", lambda: run()["progress"]["step"] == before + 1)
            steer.get_by_label("Learning rate").fill("0.0002")
            steer.locator("form", has_text="Learning rate").get_by_role("button", name="Set").click()
            steer.get_by_text("learning rate 0.0002 from the next step on").wait_for()
            steer.get_by_label("Dropout").fill("0.4")
            steer.locator("form", has_text="Dropout").get_by_role("button", name="Set").click()
            steer.get_by_text("dropout 0.4 from the next step on").wait_for()
            steer.get_by_role("button", name="Continue").click()
            page.locator(".state.running").wait_for()
            # Both changes are part of the run, stand in its table and mark the curves.
            support.wait("two changes", lambda: len(run()["interventions"]) >= 1)
            page.get_by_role("heading", name="Changes by hand").wait_for()
            assert "learning rate 0.0002" in page.get_by_role("region", name="Changes by hand").inner_text()
            page.locator("line.mark").first.wait_for(state="attached")
            # What a training refuses is said.
            steer.get_by_label("Dropout").fill("7")
            steer.locator("form", has_text="Dropout").get_by_role("button", name="Set").click()
            steer.get_by_role("alert").get_by_text("dropout").wait_for()
            steer.get_by_role("button", name="Stop").click()
            page.locator(".state.unfinished").wait_for()
            assert not steer.is_visible()
            assert list((folder / "runs/by hand").glob("checkpoint-*"))


def test_yaml():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/train?as=yaml") as page:
            page.get_by_label("Settings", exact=True).fill("dataset: digits\nexamples: 600\ntest-examples: 100\nlayers: [8]\nepochs: 2\n")
            page.get_by_role("button", name="Start the training").click()
            page.get_by_role("heading", name="1", exact=True).wait_for(timeout=60_000)
            page.locator(".state.finished").wait_for()
            assert server.get("/api/runs/1")["settings"]["layers"] == "[8]"
            # The settings of a run fill the form of the next.
            page.get_by_role("link", name="Train with these settings").click()
            assert page.get_by_label("epochs", exact=True).input_value() == "2"
            assert page.get_by_label("dataset", exact=True).input_value() == "digits"


def test_mistakes():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/train", expected=["400"]) as page:
            field = page.get_by_label("batch-size", exact=True)
            field.fill("many")
            page.get_by_role("button", name="Start the training").click()
            page.get_by_role("alert").get_by_text("batch-size").wait_for()
            assert field.get_attribute("aria-invalid") == "true"
            assert page.evaluate("document.activeElement.id") == "set-batch-size"
            # A setting that is folded away is unfolded.
            field.fill("")
            page.locator("summary", has_text="Training: ").click()
            page.get_by_label("beta1", exact=True).fill("high")
            page.locator("summary", has_text="Training: ").click()
            page.get_by_role("button", name="Start the training").click()
            page.get_by_role("alert").get_by_text("beta1").wait_for()
            assert page.get_by_label("beta1", exact=True).is_visible()
            assert server.get("/api/runs")["total"] == 0


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
